//! One line of `Forwarded` (RFC 7239 section 4), cut into elements at its commas and into pairs at their semicolons,
//! whether they stand in quotes or not.

use crate::address::{self, Hop};
use crate::entry::Entry;

/// The elements of a line that are not empty, left to right, each as what its `for` says.
pub(crate) fn elements(line: &str, note: &mut dyn FnMut(&'static str)) -> Vec<Entry> {
    let mut entries = Vec::new();
    for element in line.split(',').map(trim) {
        if element.is_empty() {
            note("forwarded: empty element");
            continue;
        }
        let mut notes = Vec::new();
        let is_open = element.split(';').any(|pair| has_stray_quote(pair, &mut |note| notes.push(note)));
        let hop = if is_open {
            notes.push("forwarded: quote without partner");
            None
        } else {
            read(element, &mut |note| notes.push(note))
        };
        entries.push(Entry { hop, is_open, notes });
    }
    entries
}

/// Whether a quote of the pair has no partner, found from the right.
fn has_stray_quote(pair: &str, note: &mut dyn FnMut(&'static str)) -> bool {
    let characters: Vec<char> = pair.chars().collect();
    let mut quotes: Vec<usize> = (0..characters.len()).filter(|&i| characters[i] == '"').collect();
    while let Some(end) = quotes.pop() {
        if backslashes_before(&characters, end) % 2 == 1 {
            note("forwarded: closing quote behind a backslash");
        }
        loop {
            match quotes.pop() {
                None => return true,
                Some(begin) if backslashes_before(&characters, begin) % 2 == 0 => break,
                Some(_) => note("forwarded: escaped quote"),
            }
        }
    }
    false
}

fn backslashes_before(characters: &[char], position: usize) -> usize {
    characters[..position].iter().rev().take_while(|&&c| c == '\\').count()
}

/// Without the spaces and tabs around.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// What the one `for` of an element says.
fn read(element: &str, note: &mut dyn FnMut(&'static str)) -> Hop {
    let mut values = Vec::new();
    for pair in element.split(';').map(trim) {
        let (name, value) = pair.split_once("=").unwrap_or((pair, ""));
        if pair.is_empty() {
            note("forwarded: empty pair");
        } else if !trim(name).eq_ignore_ascii_case("for") {
            note("forwarded: another pair");
        } else if name.len() != 3 || value.starts_with([' ', '\t']) {
            note("forwarded: space around =");
            return None;
        } else {
            values.push(value);
        }
    }
    let [value] = values[..] else {
        note(if values.is_empty() { "forwarded: no for" } else { "forwarded: for twice" });
        return None;
    };
    if value.starts_with("\"") {
        note("forwarded: quoted for");
        address::read(&unquote(value, note)?, true, note)
    } else {
        note("forwarded: bare for");
        address::read(value, true, note)
    }
}

/// The content of a quoted string that is the whole text.
fn unquote(text: &str, note: &mut dyn FnMut(&'static str)) -> Option<String> {
    let inside = text.strip_prefix("\"")?.strip_suffix("\"")?;
    let mut content = String::new();
    let mut characters = inside.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => return None,
            '\\' => {
                note("forwarded: escape in for");
                content.push(characters.next()?);
            }
            c => content.push(c),
        }
    }
    Some(content)
}
