//! `client-ip explain`: one request, its trace, and what to do about it.

use crate::arguments::Explain;
use crate::failure::{Failure, quoted};
use crate::hints::{self, Hint};
use crate::input::{self, Kind};
use crate::output::{BAD, DIM, GOOD, HINT, NAME, Output, styled};
use crate::report::Report;
use crate::request::{self, Line};
use anstyle::Style;
use client_ip_core::{Peer, Step, Trace};
use std::ffi::OsStr;
use std::process::ExitCode;

pub(crate) fn run(arguments: &Explain, output: &mut Output) -> Result<ExitCode, Failure> {
    let policy = arguments.policy.required()?;
    let peer = read_peer(&arguments.peer)?;
    let headers = read_headers(arguments)?;
    let trace = policy.explain(peer, &headers);
    let hints = hints::of(&policy, &headers, &trace);
    if arguments.json {
        output.line(Report::new(&trace, &hints).json()?)?;
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

fn read_headers(arguments: &Explain) -> Result<Vec<Line>, Failure> {
    match &arguments.request {
        Some(path) => input::read(path, Kind::Request)
            .and_then(|bytes| request::head(&bytes))
            .map_err(|failure| failure.within(format_args!("--request {}", path.display()))),
        None => arguments.headers.iter().map(|text| request::argument(text)).collect(),
    }
}

/// The trace as core words it, line by line, in colour.
pub(crate) fn coloured(trace: &Trace) -> Vec<String> {
    let shown = trace.to_string();
    let begins = |line: &str, label: &str| line.strip_prefix(label).is_some_and(|rest| rest.starts_with(' '));
    // A line of its own gives the verdict, or the one of the last step.
    let own = ["client", "error"].into_iter().find(|label| shown.lines().any(|line| begins(line, label)));
    let verdict = own.map_or_else(|| trace.steps.last().map(Step::label).unwrap_or_default(), str::to_owned);
    let style = |line: &str| match line {
        line if begins(line, "policy") => NAME,
        line if line.starts_with(' ') => DIM,
        line if begins(line, &verdict) && trace.outcome.is_ok() => GOOD,
        line if begins(line, &verdict) => BAD,
        _ => Style::new(),
    };
    let styled = |line: &str| if line.is_empty() { String::new() } else { styled(style(line), line) };
    shown.lines().map(styled).collect()
}
