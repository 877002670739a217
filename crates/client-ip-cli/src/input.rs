//! Files and the standard input: read up to a bound, and where in them something stands.

use crate::failure::Failure;
use std::cell::OnceCell;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const MEBIBYTE: u64 = 1 << 20;

/// What is read, and how much of it at most.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// The head of a request. Servers refuse far smaller ones.
    Request,
    /// A policy.
    Policy,
    /// Cases.
    Cases,
}

impl Kind {
    fn mebibytes(self) -> u64 {
        match self {
            Self::Request => 1,
            Self::Policy => 16,
            Self::Cases => 512,
        }
    }
}

/// The bytes of the file; `-` is the standard input, except for a policy, of which the file's name tells the form.
pub(crate) fn read(path: &Path, kind: Kind) -> Result<Vec<u8>, Failure> {
    let bytes = match kind {
        Kind::Request | Kind::Cases if path.as_os_str() == "-" => read_bounded(io::stdin().lock(), kind),
        _ => File::open(path).and_then(|file| read_bounded(file, kind)),
    };
    match bytes {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Failure::new(format_args!("is larger than {} MiB", kind.mebibytes()))),
        Err(error) => Err(Failure::new(format_args!("cannot be read: {error}"))),
    }
}

fn read_bounded(input: impl Read, kind: Kind) -> io::Result<Option<Vec<u8>>> {
    let limit = kind.mebibytes() * MEBIBYTE;
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= limit))
}

/// The bytes as text, without a byte order mark.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
            let what = format_args!("the byte 0x{:02x} is no UTF-8; is this a text file?", error.as_bytes()[valid])
                .to_string();
            Err(Mistake { offset: valid, what }.within(&before))
        }
    }
}

/// Something wrong in a text, and where.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    pub(crate) offset: usize,
    pub(crate) what: String,
}

impl Mistake {
    /// The same, and what it is about.
    pub(crate) fn about(mut self, what: impl fmt::Display) -> Self {
        self.what = format!("{what}: {}", self.what);
        self
    }

    /// The same, and what else may be meant.
    pub(crate) fn but(mut self, what: impl fmt::Display) -> Self {
        self.what = format!("{}; {what}", self.what);
        self
    }

    pub(crate) fn within(self, text: &str) -> Failure {
        Failure::new(self.what).within(Position::of(self.offset, text))
    }
}

/// A place in a text, both numbers counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    /// In characters.
    pub(crate) column: usize,
}

impl Position {
    pub(crate) fn of(offset: usize, text: &str) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
        let is_first_byte = |b: &&u8| **b & 0b1100_0000 != 0b1000_0000;
        Self {
            line: before.iter().filter(|&&b| b == b'\n').count() + 1,
            column: before[start..].iter().filter(is_first_byte).count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The lines of many places in one text.
pub(crate) struct LineNumbers<'a> {
    text: &'a str,
    /// Where each line but the first begins; found when a line is first asked for.
    starts: OnceCell<Vec<usize>>,
}

impl<'a> LineNumbers<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, starts: OnceCell::new() }
    }

    pub(crate) fn at(&self, offset: usize) -> usize {
        let starts =
            self.starts.get_or_init(|| self.text.match_indices('\n').map(|(newline, _)| newline + 1).collect());
        starts.partition_point(|start| *start <= offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_lines_and_characters() {
        for (offset, line, column) in [(0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (6, 2, 3), (99, 2, 3)] {
            assert_eq!(Position::of(offset, "ab\né!"), Position { line, column }, "{offset}");
        }
    }

    #[test]
    fn lines_are_found_forth_and_back() {
        let lines = LineNumbers::of("a\nb\nc");
        for (offset, line) in [(0, 1), (4, 3), (1, 1), (2, 2), (3, 2), (9, 3)] {
            assert_eq!(lines.at(offset), line, "{offset}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(text(b"\xef\xbb\xbf{}".to_vec()).unwrap(), "{}");
        let failure = text(b"{\n\x89PNG".to_vec()).unwrap_err().to_string();
        assert_eq!(failure, "line 2, column 1: the byte 0x89 is no UTF-8; is this a text file?");
    }
}
