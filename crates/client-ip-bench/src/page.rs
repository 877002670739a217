//! `docs/performance.md`, whose tables the programs of this package write, each between its own two marks.

use std::io;
use std::path::{Path, PathBuf};

/// Where the repository begins.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> PathBuf {
    root().join("docs/performance.md")
}

/// What stands in the section of this name.
///
/// # Errors
///
/// A page that cannot be read, or without the section.
pub fn section(name: &str) -> io::Result<String> {
    let text = std::fs::read_to_string(page())?;
    let (begin, end) = bounds(&text, name)?;
    Ok(text[begin..end].to_owned())
}

/// Replaces what stands in the section of this name.
///
/// # Errors
///
/// A page that cannot be read or written, or without the section.
pub fn replace_section(name: &str, content: &str) -> io::Result<()> {
    let mut text = std::fs::read_to_string(page())?;
    let (begin, end) = bounds(&text, name)?;
    text.replace_range(begin..end, &format!("\n{}\n", content.trim_end()));
    std::fs::write(page(), text)
}

fn bounds(text: &str, name: &str) -> io::Result<(usize, usize)> {
    let (first, last) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let found = text.find(&first).and_then(|at| {
        let begin = at + first.len();
        Some((begin, begin + text[begin..].find(&last)?))
    });
    found.ok_or_else(|| io::Error::other(format!("docs/performance.md has no section between the marks of `{name}`")))
}
