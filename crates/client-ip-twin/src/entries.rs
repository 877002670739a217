//! All lines of one header as hops, left to right.

use crate::address::{self, Hop};
use crate::entry::Entry;
use crate::forwarded;
use crate::policy::Format;

/// Each character of a line stands for one byte.
pub(crate) fn entries(format: Format, lines: &[String], note: &mut dyn FnMut(&'static str)) -> Vec<Entry> {
    let mut entries = Vec::new();
    for line in lines {
        let value = line.trim_matches([' ', '\t']);
        match format {
            Format::List => {
                for entry in line.split(",").map(|entry| entry.trim_matches([' ', '\t'])) {
                    if entry.is_empty() {
                        note("list: empty entry");
                    } else {
                        entries.push(plain(|note| address::read(entry, false, note)));
                    }
                }
            }
            Format::Forwarded => entries.extend(forwarded::elements(line, note)),
            Format::Address | Format::AddressPort if value.is_empty() => note("single: empty"),
            Format::Address | Format::AddressPort if value.contains(",") => {
                entries.push(plain(|note| {
                    note("single: comma");
                    None
                }));
            }
            Format::Address => entries.push(plain(|note| address::read(value, false, note))),
            Format::AddressPort => entries.push(plain(|note| address::read_with_port(value, note))),
        }
    }
    entries
}

/// An entry that has no quotes.
fn plain(read: impl FnOnce(&mut dyn FnMut(&'static str)) -> Hop) -> Entry {
    let mut notes = Vec::new();
    let hop = read(&mut |note| notes.push(note));
    Entry { hop, is_open: false, notes }
}
