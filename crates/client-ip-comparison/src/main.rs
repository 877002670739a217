//! The same requests through the libraries that find a client's address: prints the tables of `docs/comparison.md`.
//! `--check` says whether the page has them, `--write` puts them there.

#![forbid(unsafe_code)]
#![allow(unreachable_pub, reason = "a program")]

mod libraries;
mod requests;

use libraries::{ALL, Answer, Library};
use requests::{Request, Situation};
use std::error::Error;
use std::fmt::Write;
use std::panic::catch_unwind;
use std::process::ExitCode;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/comparison.md");
const LOCK: &str = include_str!("../Cargo.lock");
const BEGIN: &str = "<!-- what the program prints begins here -->\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // A panic is an answer like others.
    std::panic::set_hook(Box::new(|_| {}));
    let tables = tables()?;
    let page = std::fs::read_to_string(PAGE)?;
    let (text, printed) = page.split_once(BEGIN).ok_or("docs/comparison.md has lost its mark")?;
    match std::env::args().nth(1).as_deref() {
        None => print!("{tables}"),
        Some("--write") => std::fs::write(PAGE, format!("{text}{BEGIN}{tables}"))?,
        Some("--check") if printed == tables => println!("docs/comparison.md is up to date"),
        Some("--check") => {
            println!("docs/comparison.md is not up to date: `cargo run -- --write` in crates/client-ip-comparison");
            return Ok(ExitCode::FAILURE);
        }
        Some(other) => return Err(format!("{other}: give nothing, --check or --write").into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn tables() -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for (situation, title) in Situation::ALL {
        let libraries: Vec<&Library> = ALL.iter().filter(|library| (library.set_up)(situation).is_some()).collect();
        writeln!(text, "\n## {title}\n")?;
        let heads: Vec<String> = libraries.iter().map(|library| head(library)).collect();
        writeln!(text, "| request | {} |", heads.join(" | "))?;
        writeln!(text, "| --- |{}", " --- |".repeat(libraries.len()))?;
        for request in requests::of(situation) {
            let answers: Vec<String> = libraries.iter().map(|library| answer(library, situation, &request)).collect();
            writeln!(text, "| {} | {} |", shown(&request), answers.join(" | "))?;
        }
        writeln!(text, "\nSet up:\n")?;
        for library in libraries {
            let part = library.part.map_or_else(String::new, |part| format!(", {part}"));
            let set_up = (library.set_up)(situation).unwrap_or_default();
            writeln!(text, "- {}{part}: {set_up}", library.package)?;
        }
    }
    Ok(text)
}

fn head(library: &Library) -> String {
    format!("{} {}", library.package, version(library.package).unwrap_or("?"))
}

/// What the lock file says.
fn version(package: &str) -> Option<&'static str> {
    let entry = LOCK.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{package}\"\n")))?;
    entry.lines().find_map(|line| line.strip_prefix("version = ")).map(|version| version.trim_matches('"'))
}

fn answer(library: &Library, situation: Situation, request: &Request) -> String {
    match catch_unwind(|| (library.ask)(situation, request)) {
        Ok(Answer::Ip(ip)) => ip.to_string(),
        Ok(Answer::Error) => "error".to_owned(),
        Err(_) => "panic".to_owned(),
    }
}

/// The request in one cell of a table.
fn shown(request: &Request) -> String {
    let lines = request.lines.iter().map(|(name, value)| {
        let value: String = value
            .iter()
            .map(|&b| if b.is_ascii() { char::from(b).to_string() } else { format!("\\x{b:02x}") })
            .collect();
        format!("`{name}: {value}`")
    });
    let lines = lines.collect::<Vec<_>>().join(" ⏎ ");
    let peer = if request.peer.to_string() == "10.0.0.1" { String::new() } else { format!(" from `{}`", request.peer) };
    let lines = if lines.is_empty() { "no header".to_owned() } else { lines };
    format!("{}: {lines}{peer}", request.what)
}
