//! The suites of test vectors, read as data: what a case means is for the implementation that runs it.
//!
//! A suite that would show less than it seems to is refused: a folder or a file without cases, a name that stands twice, a
//! case that expects nothing. So a run over [`all`] has held something, and nobody needs to count how much.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file of cases.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// The policies that its cases name.
    pub policies: BTreeMap<String, Value>,
    /// Requests, and who their client is.
    pub cases: Vec<Case>,
    /// Policies that no implementation accepts.
    pub refused: Vec<Refused>,
}

/// A request, and who its client is.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The policy itself, where the case names one of the suite's.
    pub policy: Value,
    /// Who is connected: an IP address, with or without a port, or `unix`.
    pub peer: String,
    /// The header lines, in message order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// `ip` or `error`, and what else the case is about.
    pub expect: BTreeMap<String, Value>,
}

/// A policy that no implementation accepts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Refused {
    /// What is wrong with it.
    pub name: String,
    /// The policy.
    pub policy: Value,
}

/// The suites of this project.
///
/// # Panics
///
/// With the file and what is wrong with it, as [`read_folder`] says it.
#[must_use]
pub fn all() -> Vec<Suite> {
    read_folder(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

/// Where the suites of this project stand.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ip-core/tests/vectors")
}

/// The files of a folder, sorted by name.
///
/// # Errors
///
/// A folder that cannot be read, or that holds no file.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(error)?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(error)?;
    files.sort();
    if files.is_empty() { Err(format!("{}: holds no suite", folder.display())) } else { Ok(files) }
}

/// The suites of a folder. Every file in it has to be one.
///
/// # Errors
///
/// A folder without files, a file that [`read`] refuses, or two suites of one name.
pub fn read_folder(folder: &Path) -> Result<Vec<Suite>, String> {
    let read_file = |path: &PathBuf| {
        let text = fs::read_to_string(path).map_err(|error| error.to_string());
        text.and_then(|text| read(&text)).map_err(|error| format!("{}: {error}", path.display()))
    };
    let suites = files(folder)?.iter().map(read_file).collect::<Result<Vec<_>, _>>()?;
    unique("suite", suites.iter().map(|suite| &suite.name))?;
    Ok(suites)
}

/// A suite, from the text of its file.
///
/// # Errors
///
/// A text that is no suite or has an unknown key, one without cases and refused policies, two of either with one name, a
/// character above U+00FF in a header, or a case that expects neither `ip` nor `error`, or both.
pub fn read(text: &str) -> Result<Suite, String> {
    let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if file.cases.is_empty() && file.refused.is_empty() {
        return Err("neither cases nor refused policies".to_owned());
    }
    unique("case", file.cases.iter().map(|case| &case.name))?;
    unique("refused policy", file.refused.iter().map(|refused| &refused.name))?;
    let cases = file.cases.into_iter().map(|case| case.resolved(&file.policies)).collect::<Result<Vec<_>, _>>()?;
    let refused = file.refused.into_iter().map(|WrittenRefused { name, policy }| Refused { name, policy }).collect();
    Ok(Suite { name: file.suite, policies: file.policies, cases, refused })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    suite: String,
    #[serde(rename = "source")]
    _source: String,
    policies: BTreeMap<String, Value>,
    cases: Vec<WrittenCase>,
    #[serde(default)]
    refused: Vec<WrittenRefused>,
}

#[derive(serde::Deserialize)]
struct WrittenCase {
    name: String,
    policy: Value,
    peer: String,
    headers: Vec<(String, String)>,
    expect: BTreeMap<String, Value>,
}

#[derive(serde::Deserialize)]
struct WrittenRefused {
    name: String,
    policy: Value,
}

impl WrittenCase {
    fn resolved(self, policies: &BTreeMap<String, Value>) -> Result<Case, String> {
        let Self { name, policy, peer, headers, expect } = self;
        if expect.contains_key("ip") == expect.contains_key("error") {
            return Err(format!("{name}: expects neither `ip` nor `error`, or both"));
        }
        let named = policy.as_str().and_then(|name| policies.get(name)).cloned();
        let line = |(header, value): (String, String)| {
            let value = bytes(&value).ok_or_else(|| format!("{name}: a character of {header} stands for no byte"))?;
            Ok::<_, String>((header, value))
        };
        let headers = headers.into_iter().map(line).collect::<Result<_, _>>()?;
        Ok(Case { policy: named.unwrap_or(policy), name, peer, headers, expect })
    }
}

/// Each character of a value, U+0000 to U+00FF, stands for one byte.
fn bytes(value: &str) -> Option<Vec<u8>> {
    value.chars().map(|character| u8::try_from(character).ok()).collect()
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    match names.into_iter().find(|name| !seen.insert(*name)) {
        Some(name) => Err(format!("two {what} entries are called {name:?}")),
        None => Ok(()),
    }
}
