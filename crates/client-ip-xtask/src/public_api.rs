//! `cargo xtask public-api`: what users can name, against what was agreed on.
//!
//! There is no release yet to hold a change against, so each published library keeps its public API as text, and every
//! change to it shows in a commit. A line that goes or changes breaks users; a line that comes does not.

use crate::install::{nightly, tool};
use crate::metadata::{Metadata, folder, is_library, name};
use crate::process::{Result, cargo};
use crate::workspace::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

/// Each published library, with the file of what was agreed on and the text of what is there now.
fn each(mut look: impl FnMut(&str, PathBuf, String) -> Result) -> Result {
    tool("cargo-public-api", "--version 0.52.0")?;
    nightly()?;
    for package in Metadata::of_members(root()).published().filter(|package| is_library(package)) {
        look(name(package), folder(package).join("public-api.txt"), now(name(package))?)?;
    }
    Ok(())
}

fn now(package: &str) -> Result<String> {
    // Traits that every type has, and those that the compiler derives from the fields, are left out.
    let arguments = "--all-features --omit blanket-impls,auto-trait-impls";
    let mut command = cargo(&format!("+nightly public-api -p {package} {arguments}"));
    let output = command.stderr(Stdio::piped()).output()?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        return Err(format!("{package}: cargo public-api: {}", output.status).into());
    }
    Ok(format!("{}\n", String::from_utf8(output.stdout)?.trim_end()))
}

pub(crate) fn check() -> Result {
    let mut changed = Vec::new();
    each(|package, file, now| {
        let agreed = fs::read_to_string(&file).unwrap_or_default();
        if agreed == now {
            println!("{package}: {} lines of public API, unchanged", now.lines().count());
        } else {
            println!("{package}: the public API is not the one of {}", file.display());
            difference(&agreed, &now).iter().for_each(|line| println!("{line}"));
            changed.push(package.to_owned());
        }
        Ok(())
    })?;
    if changed.is_empty() {
        return Ok(());
    }
    Err(format!("{}: `cargo xtask public-api --write` agrees to what changed", changed.join(", ")).into())
}

pub(crate) fn write() -> Result {
    each(|package, file, now| {
        println!("{package}: {} lines of public API", now.lines().count());
        Ok(fs::write(file, now)?)
    })
}

/// The lines that went, each behind a `-`, and those that came, each behind a `+`.
fn difference(agreed: &str, now: &str) -> Vec<String> {
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    agreed.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    now.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    let changed = counts.into_iter().filter(|(_, count)| *count != 0);
    let lines: Vec<String> =
        changed.map(|(line, count)| format!("{}{line}", if count < 0 { '-' } else { '+' })).collect();
    if lines.is_empty() { vec!["the same lines in another order".to_owned()] } else { lines }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_line_that_went_and_one_that_came_are_shown() {
        assert_eq!(difference("fn a()\nfn b()\nfn d()\n", "fn a()\nfn c()\nfn d()\n"), ["-fn b()", "+fn c()"]);
        assert_eq!(difference("fn a()\nfn a()\n", "fn a()\n"), ["-fn a()"]);
        assert_eq!(difference("fn a()\nfn b()\n", "fn b()\nfn a()\n"), ["the same lines in another order"]);
    }
}
