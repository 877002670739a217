//! The policy, from the one place that gives it. Every error names this place, and no text of a file that may hold the
//! value of a proof.

use client_ip_core::Policy;
use std::env;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

const VARIABLE: &str = "CLIENT_IP_POLICY";

/// The policy that is given, if one is: by a flag, else by the environment.
pub(crate) fn given(text: Option<String>, file: Option<PathBuf>) -> Result<Option<Policy>, String> {
    if let Some(path) = file {
        return read_file(&path).map(Some).map_err(|error| format!("--policy-file {}: {error}", path.display()));
    }
    if let Some(text) = text {
        return parse("--policy", &text).map(Some);
    }
    match env::var(VARIABLE) {
        Ok(text) => parse(VARIABLE, &text).map(Some),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{VARIABLE}: is not UTF-8")),
    }
}

fn parse(source: &str, text: &str) -> Result<Policy, String> {
    text.parse().map_err(|error| format!("{source}: {error}"))
}

fn read_file(path: &Path) -> Result<Policy, String> {
    let read: fn(&str) -> Result<Policy, String> = match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => read_toml,
        Some("json") => |text| serde_json::from_str(text).map_err(text_of),
        _ => return Err("is neither .toml nor .json".to_owned()),
    };
    read(&fs::read_to_string(path).map_err(text_of)?)
}

fn text_of(error: impl Display) -> String {
    error.to_string()
}

/// As JSON's errors are: on one line, without the line of the file in which it was found.
fn read_toml(text: &str) -> Result<Policy, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| match error.span() {
        Some(span) => {
            let before = text.get(..span.start).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
            format!("{} at line {line} column {column}", error.message())
        }
        None => error.message().to_owned(),
    })
}
