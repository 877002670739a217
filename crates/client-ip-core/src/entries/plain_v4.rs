//! The entry that is read most, an IPv4 address and nothing else: split off and read in one pass from the right.

use super::Hop;
use crate::ip::{Ip, UNSPECIFIED, read_v4_backwards};

/// The last hop of a line, and what stands before its comma, where it is a dotted quad that ends the line and begins
/// it, or stands behind a comma and at most one space. `None` says nothing: any entry may be split and read.
#[inline(always)]
pub(super) fn split_last(line: &[u8], is_list: bool) -> Option<(Option<&[u8]>, Hop<'_>)> {
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
    use super::super::{Entries, Format};
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
                assert_eq!(address, crate::address::read(entry.as_bytes()), "{line}");
            }
        }
    }

    #[test]
    fn an_entry_that_is_read_at_once_is_what_splitting_and_reading_find() {
        let pieces = "192.0.2.1|10.20.30.40|203.0.113.195|, |, |,| |\t|.|:80|::|1|07|256.|0.0.0.0";
        let pieces: Vec<_> = pieces.split('|').collect();
        let mut state = 1u32;
        let mut at_once = 0;
        for round in 0..100_000 {
            let mut line = String::new();
            for _ in 0..round % 8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                line.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            }
            for format in [Format::List, Format::Address] {
                let mut plain = Entries::new(format, [line.as_bytes()].into_iter());
                let mut read = Entries::new(format, [line.as_bytes()].into_iter());
                loop {
                    let expected = plain.next().map(|entry| (entry, format.read(entry)));
                    assert_eq!(read.next_hop(), expected, "{format}: {line:?}");
                    assert_eq!(read.rest, plain.rest, "{format}: {line:?}");
                    if expected.is_none() {
                        break;
                    }
                }
            }
            at_once += usize::from(split_last(line.as_bytes(), true).is_some());
        }
        assert!(at_once > 1_000, "{at_once}");
    }
}
