//! An observer of the walk that writes a [`Trace`], for `explain`.

use crate::client::Client;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::read::address::Address;
use crate::resolve_error::ResolveError;
use crate::trace::{AskedGroup, End, Passed, Standing, Step, Trace, Why};
use crate::walk::Observer;
use http::HeaderName;
use std::net::IpAddr;

/// The limits of a trace, so that neither a long chain nor a client can make it expensive.
const MOST_STEPS: usize = 100;
const MOST_PASSED: usize = 8;
const LONGEST_TEXT: usize = 80;

/// Builds a trace.
pub(crate) struct Recorder<'a> {
    policy: &'a Policy,
    steps: Vec<Step>,
    end: End,
    passed: Vec<Passed>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(policy: &'a Policy, peer: Peer) -> Self {
        let ip = peer.ip();
        let text = ip.map_or_else(|| "unix".to_owned(), |ip| ip.to_string());
        let peer = Step { hop: 0, text, ip, header: None, asked: None };
        Self { policy, steps: vec![peer], end: End::Unspecified, passed: Vec::new() }
    }

    pub(crate) fn finish(self, outcome: Result<Client, ResolveError>) -> Trace {
        let Self { policy, mut steps, end, passed } = self;
        for step in &mut steps {
            let Some(asked) = &mut step.asked else { continue };
            let Some(group) = policy.all().get(asked.number - 1) else { continue };
            let range = group.proxies.written.iter().find(|range| range.contains(step.ip));
            asked.range = range.map(ToString::to_string).unwrap_or_default();
            asked.header = group.proxies.header.spelled.to_string();
        }
        Trace { policy: policy.to_string(), steps, end, passed, outcome, headers_changed: None }
    }

    fn pass(&mut self, header: &str, entry: &[u8], why: Why) {
        self.passed.push(Passed { header: header.to_owned(), text: shown(entry), why });
    }
}

impl Observer for Recorder<'_> {
    fn asked(&mut self, number: usize, standing: Standing) {
        // Which range holds the address is found out at the end, for the steps that are kept.
        if let Some(step) = self.steps.last_mut() {
            step.asked = Some(AskedGroup { number, range: String::new(), header: String::new(), standing });
        }
    }

    fn skipped(&mut self, header: &str, entry: &[u8]) {
        if self.passed.len() < MOST_PASSED {
            self.pass(header, entry, Why::Skipped);
        }
    }

    fn hop(&mut self, header: &HeaderName, entry: &[u8], address: Option<Address>) {
        let ip = address.map(|(ip, _)| IpAddr::from(ip));
        let text = ip.map_or_else(|| shown(entry), |ip| ip.to_string());
        let hop = self.steps.last().map_or(0, |step| step.hop) + 1;
        if self.steps.len() == MOST_STEPS {
            self.steps.remove(MOST_STEPS / 2);
        }
        self.steps.push(Step { hop, text, ip, header: Some(header.clone()), asked: None });
    }

    fn end(&mut self, end: End) {
        self.end = end;
    }

    fn unread<'e>(&mut self, header: &str, entries: impl Iterator<Item = &'e [u8]>) {
        for entry in entries {
            if self.passed.len() >= MOST_PASSED {
                self.passed.push(Passed { header: header.to_owned(), text: "…".to_owned(), why: Why::More });
                return;
            }
            self.pass(header, entry, Why::NotRead);
        }
    }

    const READS_ON: bool = true;
}

/// Text of a request: printable ASCII, everything else escaped, cut where it is long.
fn shown(text: &[u8]) -> String {
    let cut = &text[..text.len().min(LONGEST_TEXT)];
    let mut shown = String::new();
    for &byte in cut {
        match byte {
            b'"' | b'\'' => shown.push(char::from(byte)), // quotes are printable
            _ => shown.extend(byte.escape_ascii().map(char::from)),
        }
    }
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}
