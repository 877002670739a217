//! The entry that is read most, an IPv4 address and nothing else: split off and read in one pass from the right.

use crate::ip::{Ip, UNSPECIFIED};
use crate::read::address::Hop;
use crate::read::v4::read_v4_backwards;

/// The last hop of a line, and what stands before its comma, where it is a dotted quad that ends the line and begins
/// it, or stands behind a comma and at most one space. `None` says nothing: any entry may be split and read.
#[inline(always)]
pub(crate) fn split_last(line: &[u8], is_list: bool) -> Option<(Option<&[u8]>, Hop<'_>)> {
    let (before, bits) = read_v4_backwards(line)?;
    let rest = match before {
        [] => None,
        [rest @ .., b',', b' '] | [rest @ .., b','] if is_list => Some(rest),
        _ => return None,
    };
    (bits != UNSPECIFIED).then_some((rest, (&line[before.len()..], Some((Ip::from_v4_bits(bits), None)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_entry_is_read_at_once_wherever_it_stands() {
        for entry in ["1.22.203.4", "22.203.4.1", "203.4.1.22", "192.0.2.133"] {
            for (before, rest) in
                [("", None), (",", Some("")), ("x,", Some("x")), ("::, ", Some("::")), ("1, ", Some("1"))]
            {
                let line = format!("{before}{entry}");
                let (found, (text, address)) = split_last(line.as_bytes(), true).unwrap();
                assert_eq!((found, text), (rest.map(str::as_bytes), entry.as_bytes()), "{line}");
                assert_eq!(address, crate::read::address::read(entry.as_bytes()), "{line}");
            }
        }
    }
}
