//! What an error text shows of an operator's words and numbers.

use std::fmt;

/// A text of the operator: on one line, and not longer than a line.
pub(crate) struct Cut<'a>(pub(crate) &'a str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        let mut characters = self.0.chars();
        write!(f, "{}", characters.by_ref().take(LONGEST).collect::<String>().escape_debug())?;
        f.write_str(if characters.next().is_some() { "…" } else { "" })
    }
}

/// The same text between backticks.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Cut(self.0))
    }
}

/// The numbers of several groups: `1, 2 and 4`.
pub(crate) struct Listed<'a>(pub(crate) &'a [usize]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, number) in self.0.iter().enumerate() {
            let separator = match at {
                0 => "",
                _ if at + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{separator}{number}")?;
        }
        Ok(())
    }
}
