//! What `explain --json` prints. Its keys are documented in the crate's README and only ever added to.

use crate::failure::Failure;
use crate::hints::Hint;
use client_ip_core::{End, ResolveError, Trace, Why};
use serde::Serialize;
use std::net::IpAddr;

/// One object.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    policy: &'a str,
    client: Option<Client<'a>>,
    error: Option<Error<'a>>,
    end: &'static str,
    steps: Vec<Step<'a>>,
    passed: Vec<Passed<'a>>,
    hints: &'a [Hint],
}

#[derive(Serialize)]
struct Client<'a> {
    ip: IpAddr,
    port: Option<u16>,
    hops: usize,
    header: Option<&'a str>,
}

#[derive(Serialize)]
struct Error<'a> {
    kind: &'static str,
    header: Option<&'a str>,
    hop: Option<usize>,
    message: String,
}

#[derive(Serialize)]
struct Step<'a> {
    hop: usize,
    text: &'a str,
    ip: Option<IpAddr>,
    header: Option<&'a str>,
    asked: Option<Asked<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    group: usize,
    range: &'a str,
    header: &'a str,
    proven: bool,
}

#[derive(Serialize)]
struct Passed<'a> {
    header: &'a str,
    text: &'a str,
    why: &'static str,
}

impl<'a> Report<'a> {
    pub(crate) fn new(trace: &'a Trace, hints: &'a [Hint]) -> Self {
        Self {
            policy: &trace.policy,
            client: trace.outcome.as_ref().ok().map(|client| Client {
                ip: client.ip,
                port: client.port,
                hops: client.hops,
                header: client.header.as_ref().map(|header| header.as_str()),
            }),
            error: trace.outcome.as_ref().err().map(error),
            end: end(trace.end),
            steps: trace.steps.iter().map(step).collect(),
            passed: trace
                .passed
                .iter()
                .map(|passed| Passed { header: &passed.header, text: &passed.text, why: why(passed.why) })
                .collect(),
            hints,
        }
    }

    pub(crate) fn json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self).map_err(Failure::new)
    }
}

fn error(error: &ResolveError) -> Error<'_> {
    Error {
        kind: error.kind().as_str(),
        header: error.header().map(|header| header.as_str()),
        hop: error.hop(),
        message: error.to_string(),
    }
}

fn step(step: &client_ip_core::Step) -> Step<'_> {
    Step {
        hop: step.hop,
        text: &step.text,
        ip: step.ip,
        header: step.header.as_ref().map(|header| header.as_str()),
        asked: step.asked.as_ref().map(|asked| Asked {
            group: asked.number,
            range: &asked.range,
            header: &asked.header,
            proven: asked.proven,
        }),
    }
}

fn end(end: End) -> &'static str {
    match end {
        End::Untrusted => "untrusted",
        End::TrustedHops => "trusted-hops",
        End::Missing => "missing",
        End::Unproven => "unproven",
        End::Invalid => "invalid",
        End::Duplicate => "duplicate",
        End::Unspecified => "unspecified",
        _ => "other",
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Skipped => "skipped",
        Why::NotRead => "not-read",
        Why::More => "more",
        _ => "other",
    }
}
