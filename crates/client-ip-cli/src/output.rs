//! The standard output: gathered, coloured where that is wanted, and silent once nobody reads it any more.

use crate::failure::Failure;
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use std::fmt::Display;
use std::io::{self, ErrorKind, StdoutLock, Write};

/// What is found, and good.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What to look at.
pub(crate) const HINT: Style = AnsiColor::Yellow.on_default().bold();
/// What a heading or a name is.
pub(crate) const NAME: Style = Style::new().bold();
/// What is there for completeness.
pub(crate) const DIM: Style = Style::new().dimmed();

/// The text in this style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The standard output.
pub(crate) struct Output {
    /// Strips the styles where they are not wanted (`NO_COLOR`, no terminal).
    stream: AutoStream<StdoutLock<'static>>,
    gathered: String,
    is_closed: bool,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { stream: AutoStream::auto(io::stdout().lock()), gathered: String::new(), is_closed: false }
    }

    pub(crate) fn line(&mut self, text: impl Display) -> Result<(), Failure> {
        const ENOUGH: usize = 1 << 16;
        self.gathered.push_str(&text.to_string());
        self.gathered.push('\n');
        if self.gathered.len() >= ENOUGH { self.finish() } else { Ok(()) }
    }

    /// Writes what is gathered. A reader that has left is no failure.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        if self.is_closed {
            self.gathered.clear();
            return Ok(());
        }
        let written = self.stream.write_all(self.gathered.as_bytes()).and_then(|()| self.stream.flush());
        self.gathered.clear();
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            Err(error) => Err(Failure::new(format_args!("the output cannot be written: {error}"))),
            Ok(()) => Ok(()),
        }
    }
}
