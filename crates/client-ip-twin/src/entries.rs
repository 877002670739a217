//! All lines of one header as hops, left to right.

use crate::address::{self, Hop};
use crate::forwarded;
use crate::policy::Format;

/// What an entry says, and what was noted on the way to it.
pub(crate) type Entry = (Hop, Vec<&'static str>);

/// Each character of a line stands for one byte.
pub(crate) fn entries(format: Format, lines: &[String], note: &mut dyn FnMut(&'static str)) -> Vec<Entry> {
    let mut entries = Vec::new();
    for line in lines {
        let value = line.trim_matches([' ', '\t']);
        let mut notes = Vec::new();
        match format {
            Format::List => {
                for entry in line.split(",").map(|entry| entry.trim_matches([' ', '\t'])) {
                    let mut notes = Vec::new();
                    if entry.is_empty() {
                        note("list: empty entry");
                    } else {
                        entries.push((address::read(entry, false, &mut |note| notes.push(note)), notes));
                    }
                }
            }
            Format::Forwarded => entries.extend(forwarded::elements(line)),
            Format::Address | Format::AddressPort if value.is_empty() => note("single: empty"),
            Format::Address | Format::AddressPort if value.contains(",") => entries.push((None, vec!["single: comma"])),
            Format::Address => entries.push((address::read(value, false, &mut |note| notes.push(note)), notes)),
            Format::AddressPort => entries.push((address::read_with_port(value, &mut |note| notes.push(note)), notes)),
        }
    }
    entries
}
