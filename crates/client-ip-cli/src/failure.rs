//! Why the program gives up: one line for people, in printable ASCII.

use std::fmt;

/// Longer than any message, but for what it names: a header's name can have 64 KiB.
pub(crate) const LONGEST: usize = 800;

/// What is wrong with the input, and where. Ends the program with status 2.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(shortened(&message.to_string(), LONGEST))
    }

    /// The same, and where it was found.
    pub(crate) fn within(self, place: impl fmt::Display) -> Self {
        Self(format!("{}: {}", printable(&place.to_string()), self.0))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is no printable ASCII stands there escaped: nothing that a file or a request holds can steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' '..='~' | '…' => shown.push(character),
            other => shown.extend(other.escape_default()),
        }
    }
    shown
}

/// The same, cut where it is long.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    let end = text.char_indices().nth(longest).map_or(text.len(), |(end, _)| end);
    let more = if end < text.len() { "…" } else { "" };
    format!("{}{more}", printable(&text[..end]))
}

/// A text of somebody else between backticks: printable, and not longer than a line.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", shortened(text, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_printed() {
        assert_eq!(printable("a\x1b[31m\u{202e}\u{e9}\n~…"), "a\\u{1b}[31m\\u{202e}\\u{e9}\\n~…");
        assert_eq!(quoted(&"é".repeat(100)).len(), 2 + 60 * "\\u{e9}".len() + "…".len());
    }
}
