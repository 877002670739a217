//! `client-ip explain`: one request, its trace, and what to do about it.

use crate::arguments::Explain;
use crate::failure::{Failure, quoted};
use crate::hints::{self, Hint};
use crate::input::{self, Kind};
use crate::output::{BAD, DIM, GOOD, HINT, NAME, Output, styled};
use crate::request;
use anstyle::Style;
use client_ip_core::trace::{Line, Role};
use client_ip_core::{Peer, Trace};
use serde::Serialize;
use std::ffi::OsStr;
use std::process::ExitCode;

pub(crate) fn run(arguments: &Explain, output: &mut Output) -> Result<ExitCode, Failure> {
    let policy = arguments.policy.required()?;
    let peer = read_peer(&arguments.peer)?;
    let headers = read_headers(arguments)?;
    let trace = policy.explain(peer, &headers);
    let hints = hints::of(&policy, &headers, &trace);
    if arguments.json {
        let report = Report { trace: &trace, hints: &hints };
        output.line(serde_json::to_string_pretty(&report).map_err(Failure::new)?)?;
    } else {
        for line in coloured(&trace) {
            output.line(line)?;
        }
        for hint in &hints {
            output.line("")?;
            output.line(format_args!("{} {}", styled(HINT, "hint"), shown(hint)))?;
        }
        if !hints.is_empty() {
            output.line("")?;
            output.line(styled(DIM, "more on a hint: client-ip hint NAME"))?;
        }
    }
    Ok(if trace.outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A hint with its name, the mend on a line of its own.
pub(crate) fn shown(hint: &Hint) -> String {
    format!("{}: {}\n     {}", styled(NAME, hint.name), hint.what, hint.mend)
}

fn read_peer(text: &OsStr) -> Result<Peer, Failure> {
    let text = text.to_string_lossy();
    let what = "expected an IP address, with or without a port, or `unix`";
    text.parse().map_err(|_| Failure::new(format_args!("--peer: found {}, {what}", quoted(&text))))
}

fn read_headers(arguments: &Explain) -> Result<Vec<request::HeaderLine>, Failure> {
    match &arguments.request {
        Some(path) => input::read(path, Kind::Request)
            .and_then(|bytes| request::head(&bytes))
            .map_err(|failure| failure.within(format_args!("--request {}", path.display()))),
        None => arguments.headers.iter().map(|text| request::argument(text)).collect(),
    }
}

/// The trace as core words it, line by line, in colour.
pub(crate) fn coloured(trace: &Trace) -> Vec<String> {
    let style = |role| match role {
        Role::Policy => NAME,
        Role::Aside => DIM,
        Role::Verdict if trace.outcome.is_ok() => GOOD,
        Role::Verdict => BAD,
        _ => Style::new(),
    };
    let shown = |line: Line| if line.text.is_empty() { line.text } else { styled(style(line.role), line.text) };
    trace.lines().into_iter().map(shown).collect()
}

/// What `--json` prints. Its keys are documented in the crate's README and only ever added to.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    trace: &'a Trace,
    hints: &'a [Hint],
}
