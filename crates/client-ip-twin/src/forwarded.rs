//! One line of `Forwarded` (RFC 7239 section 4), cut into elements. First it is found out which characters
//! stand in quoted strings, then everything is split at what stands outside of them.

use crate::address::{self, Hop};
use crate::entries::Entry;

type Marked = (char, bool);

/// The elements of a line that are not empty, left to right, each as what its `for` says.
pub(crate) fn elements(line: &str) -> Vec<Entry> {
    let mut notes = Vec::new();
    let characters: Vec<char> = line.chars().collect();
    let (quoted, stray) = find_quotes(&characters, &mut |note| notes.push(note));
    let marked: Vec<Marked> = characters.into_iter().zip(quoted).collect();

    // All that stands before a quote without partner, and that quote, is one element with what follows it.
    let (before, after) = marked.split_at(stray.map_or(0, |stray| stray + 1));
    let mut elements: Vec<&[Marked]> = split(after, ',');
    let mut entries = Vec::new();
    if stray.is_some() {
        elements.remove(0);
        notes.push("forwarded: quote without partner");
        if before.iter().any(|&(c, _)| c == ',') {
            notes.push("forwarded: comma before a quote without partner");
        }
        entries.push((None, notes.clone()));
    }
    for element in elements {
        if text(element).is_empty() {
            notes.push("forwarded: empty element");
        } else {
            let mut notes = notes.clone();
            entries.push((read(element, &mut |note| notes.push(note)), notes));
        }
    }
    entries
}

/// Which characters stand in a quoted string (its quotes too), and the quote that has no partner, if there is one.
fn find_quotes(characters: &[char], note: &mut dyn FnMut(&'static str)) -> (Vec<bool>, Option<usize>) {
    let mut quoted = vec![false; characters.len()];
    let mut rest = characters.len();
    while let Some(end) = (0..rest).rfind(|&i| characters[i] == '"') {
        let quotes: Vec<usize> = (0..end).filter(|&i| characters[i] == '"').collect();
        let (escaped, plain): (Vec<usize>, Vec<usize>) =
            quotes.into_iter().partition(|&i| backslashes_before(characters, i) % 2 == 1);
        let Some(&begin) = plain.last() else {
            return (quoted, Some(end));
        };
        if escaped.last().is_some_and(|&quote| quote > begin) {
            note("forwarded: escaped quote");
        }
        if backslashes_before(characters, end) % 2 == 1 {
            note("forwarded: closing quote behind a backslash");
        }
        if characters[begin..end].contains(&',') {
            note("forwarded: comma in quotes");
        }
        if characters[begin..end].contains(&';') {
            note("forwarded: semicolon in quotes");
        }
        quoted[begin..=end].fill(true);
        rest = begin;
    }
    (quoted, None)
}

fn backslashes_before(characters: &[char], position: usize) -> usize {
    characters[..position].iter().rev().take_while(|&&c| c == '\\').count()
}

fn split(marked: &[Marked], separator: char) -> Vec<&[Marked]> {
    marked.split(|&character| character == (separator, false)).collect()
}

/// Without the spaces and tabs around.
fn text(marked: &[Marked]) -> String {
    let text: String = marked.iter().map(|&(c, _)| c).collect();
    text.trim_matches([' ', '\t']).to_owned()
}

/// What the one `for` of an element says.
fn read(element: &[Marked], note: &mut dyn FnMut(&'static str)) -> Hop {
    let mut values = Vec::new();
    for pair in split(element, ';') {
        let pair = text(pair);
        let (name, value) = pair.split_once("=").unwrap_or((&pair, ""));
        if pair.is_empty() {
            note("forwarded: empty pair");
        } else if !name.trim_matches([' ', '\t']).eq_ignore_ascii_case("for") {
            note("forwarded: another pair");
        } else if name.len() != 3 || value.starts_with([' ', '\t']) {
            note("forwarded: space around =");
            return None;
        } else {
            values.push(value.to_owned());
        }
    }
    if values.len() != 1 {
        note(if values.is_empty() { "forwarded: no for" } else { "forwarded: for twice" });
        return None;
    }
    let value = &values[0];
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
