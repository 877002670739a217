//! Header lines -> entries, last one first, in each [`Format`]. Lazy: what is not
//! asked for is not looked at. Knows nothing of trust.

use crate::format::Format;
use crate::read::address::{self, Address, Hop};
use crate::read::bytes::{last_position, trim};
use crate::read::forwarded::{self, NodeText};
use crate::read::plain_v4;

/// The unread entries of one header, the last one first. Empty entries are skipped and count for nothing
/// (RFC 9110 section 5.6.1.2).
#[derive(Debug)]
pub(crate) struct Entries<'a, Lines> {
    format: Format,
    lines: Lines,
    /// What is unread of the line that was begun.
    rest: Option<&'a [u8]>,
    /// Whether a header that holds one address stands in more than one line.
    pub(crate) is_duplicate: bool,
    /// Whether an entry was taken.
    pub(crate) is_read: bool,
}

impl<'a, Lines: DoubleEndedIterator<Item = &'a [u8]>> Entries<'a, Lines> {
    #[inline]
    pub(crate) fn new(format: Format, mut lines: Lines) -> Self {
        let rest = lines.next_back();
        let is_duplicate = format.is_single_address() && lines.next_back().is_some();
        Self { format, lines, rest, is_duplicate, is_read: false }
    }

    /// The next entry, read as a hop.
    #[inline(always)]
    pub(crate) fn next_hop(&mut self) -> Option<Hop<'a>> {
        if let (Format::List | Format::Address, Some(line)) = (self.format, self.rest) {
            if let Some((rest, hop)) = plain_v4::split_last(line, self.format == Format::List) {
                self.rest = rest;
                self.is_read = true;
                return Some(hop);
            }
        }
        let entry = self.next()?;
        Some((entry, read(self.format, entry)))
    }
}

impl<'a, Lines: DoubleEndedIterator<Item = &'a [u8]>> Iterator for Entries<'a, Lines> {
    type Item = &'a [u8];

    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            while let Some(line) = self.rest {
                let (rest, entry) = split_last(self.format, line);
                self.rest = rest;
                let entry = trim(entry);
                if !entry.is_empty() {
                    self.is_read = true;
                    return Some(entry);
                }
            }
            self.rest = Some(self.lines.next_back()?);
        }
    }
}

/// The address of an entry in this format, in canonical form. `None` for whatever is no IP address.
#[inline(always)]
pub(crate) fn read(format: Format, entry: &[u8]) -> Option<Address> {
    match format {
        Format::List | Format::Address => address::read(entry),
        Format::AddressPort => address::read_with_port(entry),
        Format::Forwarded => match forwarded::for_value(entry)? {
            NodeText::Plain(text) => address::read_node(text),
            NodeText::Escaped(inside) => read_escaped(inside),
        },
    }
}

/// Whether an entry is one whole entry, whatever it says. An element of `Forwarded` with a `"` left open may be what a
/// client's comma left of one.
#[inline]
pub(crate) fn is_whole(format: Format, entry: &[u8]) -> bool {
    format != Format::Forwarded || forwarded::is_closed(entry)
}

/// The last entry of a line, and what is left of it.
#[inline]
fn split_last(format: Format, line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match format {
        Format::List | Format::Forwarded => split_at_comma(line),
        Format::Address | Format::AddressPort => (None, line),
    }
}

/// What stands before the last comma of a line, if there is one, and what stands behind it.
#[inline]
fn split_at_comma(line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match last_position(line, [b',']) {
        Some(comma) => (Some(&line[..comma]), &line[comma + 1..]),
        None => (None, line),
    }
}

/// The address of a quoted string with backslash escapes. Names that are dropped in the end, a zone and an
/// obfuscated port, are cut to one character while they are checked, so that what is kept has a bound.
fn read_escaped(inside: &[u8]) -> Option<Address> {
    const LONGEST: usize = "[0000:0000:0000:0000:0000:ffff:255.255.255.255%z]:65535".len();
    let mut text = [0; LONGEST];
    let mut len = 0usize;
    let mut is_named: fn(u8) -> bool = |_| false;
    for byte in forwarded::unescape(inside) {
        let before = len.checked_sub(1).map_or(0, |last| text[last]);
        if is_named(byte) && !matches!(before, b'%' | b'_') {
            continue;
        }
        is_named = match byte {
            b'%' => address::is_zone,
            b'_' if before == b':' => address::is_obfuscated,
            _ if is_named(byte) => is_named,
            _ => |_| false,
        };
        // In the name's first place, what it begins with does not matter, but `_` would be cut off again.
        let kept = if is_named(byte) && before != b':' { b'z' } else { byte };
        *text.get_mut(len)? = kept;
        len += 1;
    }
    address::read_node(&text[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries<'a>(format: Format, lines: &[&'a str]) -> Vec<&'a str> {
        let entries = Entries::new(format, lines.iter().map(|line| line.as_bytes()));
        entries.map(|entry| str::from_utf8(entry).unwrap()).collect()
    }

    #[test]
    fn entries_come_last_one_first_over_all_lines() {
        assert_eq!(entries(Format::List, &["a, b", "c"]), ["c", "b", "a"]);
        assert_eq!(entries(Format::Forwarded, &["a;b, c", r#""d,e""#]), [r#"e""#, r#""d"#, "c", "a;b"]);
        assert_eq!(entries(Format::Address, &["a, b"]), ["a, b"]);
    }

    #[test]
    fn empty_entries_count_for_nothing() {
        assert_eq!(entries(Format::List, &["", " , a,\t,, ", ",", "\t"]), ["a"]);
        assert_eq!(entries(Format::Forwarded, &[",", ", for=a , "]), ["for=a"]);
        assert_eq!(entries(Format::Address, &[" \t"]), [] as [&str; 0]);
    }

    #[test]
    fn a_second_line_of_a_single_address_is_seen_whatever_it_holds() {
        let is_duplicate =
            |format, lines: &[&'static str]| Entries::new(format, lines.iter().map(|l| l.as_bytes())).is_duplicate;
        assert!(is_duplicate(Format::Address, &["192.0.2.1", ""]));
        assert!(is_duplicate(Format::AddressPort, &["192.0.2.1:80", "192.0.2.1:80"]));
        assert!(!is_duplicate(Format::Address, &["192.0.2.1"]));
        assert!(!is_duplicate(Format::List, &["192.0.2.1", "192.0.2.1"]));
    }

    #[test]
    fn escapes_change_nothing_and_dropped_names_have_any_length() {
        let long = "~a".repeat(500);
        for (text, read) in [
            (r"\1\9\2.0.2.1", true),
            (r"\[2001:db8::1\]:80", true),
            (&format!(r"\[fe80::1%{long}\]:80"), true),
            (&format!(r"\[fe80::1%_{long}\]"), true),
            (&format!(r"192.0.2.1\:_{}", "._-a".repeat(500)), true),
            (r"192.0.2.1:\_", false),
            (r"[fe80::1%\]", false),
            (r"[fe80::1%a\ b]", false),
            (r"192.0.2.1:_a\~", false),
            (r"192.0.2.1:_a\:1", false),
            (r"192.0.2.1\%eth0", false),
            (r"_\192.0.2.1", false),
        ] {
            assert_eq!(read_escaped(text.as_bytes()).is_some(), read, "{text}");
        }
    }

    #[test]
    fn an_entry_that_is_read_at_once_is_what_splitting_and_reading_find() {
        let pieces = "192.0.2.1|10.20.30.40|203.0.113.195|, |, |,| |\t|.|:80|::|1|07|256.|0.0.0.0";
        let pieces: Vec<_> = pieces.split('|').collect();
        let mut state = 1u32;
        let mut at_once = 0;
        // Miri is some hundred times slower.
        let rounds = if cfg!(miri) { 400 } else { 100_000 };
        for round in 0..rounds {
            let mut line = String::new();
            for _ in 0..round % 8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                line.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            }
            for format in [Format::List, Format::Address] {
                let mut plain = Entries::new(format, [line.as_bytes()].into_iter());
                let mut quick = Entries::new(format, [line.as_bytes()].into_iter());
                loop {
                    let expected = plain.next().map(|entry| (entry, read(format, entry)));
                    assert_eq!(quick.next_hop(), expected, "{format}: {line:?}");
                    assert_eq!(quick.rest, plain.rest, "{format}: {line:?}");
                    if expected.is_none() {
                        break;
                    }
                }
            }
            at_once += usize::from(plain_v4::split_last(line.as_bytes(), true).is_some());
        }
        assert!(at_once > rounds / 100, "{at_once}");
    }
}
