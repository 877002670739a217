//! What `explain` saw, and how people see it. Bounded: of text that the walk did not read, a few entries are
//! kept, and of each entry its first bytes.

use crate::address::Address;
use crate::client::Client;
use crate::error::ResolveError;
use crate::options::Word;
use crate::peer::Peer;
use crate::trusted_proxies::TrustedProxies;
use std::fmt;
use std::net::IpAddr;

const MOST_UNREAD: usize = 8;
const NOT_READ: &str = "not read: written by the client, or by anyone before it";
const LONGEST_TEXT: usize = 80;

/// Whether a group that holds the address is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    Proven,
    Unproven,
}

/// Watches the walk. `resolve` watches with `()`, which sees nothing.
pub(crate) trait Observer {
    fn trust(&mut self, _group: usize, _proxies: &TrustedProxies, _ip: Option<IpAddr>, _trust: Trust) {}
    fn skipped(&mut self, _entry: &[u8]) {}
    fn hop(&mut self, _entry: &[u8], _address: Option<Address>) {}
    fn missing(&mut self) {}
    fn duplicate(&mut self) {}
    fn enough(&mut self, _group: usize) {}
    fn unread(&mut self, _header: &str, _entries: &mut dyn Iterator<Item = &[u8]>) {}
}

impl Observer for () {}

/// Why a request has the client that it has: one line for the peer and for each hop, and the outcome. Its
/// `Display` is for people; text of the request stands in it, escaped, and the value of a proof never.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The policy as one line of text.
    pub policy: String,
    /// What the walk met, the peer first.
    pub steps: Vec<Step>,
    /// The answer, the same that `resolve` gives.
    pub outcome: Result<Client, ResolveError>,
}

/// One line of a [`Trace`].
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about: `peer`, `hop 1`, or empty for text that was not read as a hop.
    pub label: String,
    /// The address, or the text that is none, escaped and cut.
    pub text: String,
    /// What was made of it.
    pub note: String,
}

/// Builds a trace.
#[derive(Default)]
pub(crate) struct Recorder {
    steps: Vec<Step>,
    hops: usize,
    /// What was found out about the address where the walk stands.
    note: String,
    /// What ended the walk there, where it was not that nobody trusts the address.
    end: Option<String>,
    current: Option<(String, String)>,
    unread: Vec<Step>,
}

impl Recorder {
    fn settle(&mut self, label: String, text: String) {
        if let Some((label, text)) = self.current.replace((label, text)) {
            let note = std::mem::take(&mut self.note);
            self.steps.push(Step { label, text, note });
        }
    }

    /// The finished trace.
    pub(crate) fn finish(mut self, policy: String, peer: Peer, outcome: Result<Client, ResolveError>) -> Trace {
        if let Some((label, text)) = self.current.take() {
            let note = std::mem::take(&mut self.note);
            self.steps.push(Step { label, text, note });
        }
        let text = match peer.canonical() {
            Peer::Ip(ip, _) => ip.to_string(),
            Peer::Unix => "unix".to_owned(),
        };
        if self.steps.is_empty() {
            self.steps.push(Step { label: "peer".to_owned(), text, note: String::new() });
        } else {
            self.steps[0].text = text;
        }
        let verdict = match (&outcome, self.end.take()) {
            (Ok(client), Some(end)) => format!("{end}; the client is {}", client.ip),
            (Ok(_), None) => "the client".to_owned(),
            (Err(error), Some(end)) => format!("{end}; {error}"),
            (Err(error), None) => error.to_string(),
        };
        let last = self.steps.len() - 1;
        let last = &mut self.steps[last];
        if last.note.is_empty() {
            last.note = verdict;
        } else if last.note.starts_with("invalid") && outcome.is_err() {
            last.note = verdict; // says so too, and where
        } else {
            self.steps.push(Step { label: String::new(), text: String::new(), note: verdict });
        }
        if outcome.is_err() {
            // The walk did not come as far as the client.
            for step in self.unread.iter_mut().filter(|step| step.note == NOT_READ) {
                step.note = "not read".to_owned();
            }
        }
        self.steps.append(&mut self.unread);
        Trace { policy, steps: self.steps, outcome }
    }
}

impl Observer for Recorder {
    fn trust(&mut self, group: usize, proxies: &TrustedProxies, ip: Option<IpAddr>, trust: Trust) {
        if self.current.is_none() {
            self.current = Some(("peer".to_owned(), String::new()));
        }
        let range =
            proxies.written.iter().find(|written| written.holds(ip)).map(ToString::to_string).unwrap_or_default();
        let header = &proxies.spelled;
        self.note = match trust {
            Trust::Proven => format!("trusted: {range} writes {header}"),
            Trust::Unproven => {
                self.end = Some(format!("on_missing of group {group} is {}", proxies.on_missing.as_str()));
                format!("not trusted: {range} would write {header}, but the request lacks the proof of group {group}")
            }
        };
    }

    fn skipped(&mut self, entry: &[u8]) {
        let (label, note) = (String::new(), "skipped: not the leftmost entry of its proxy".to_owned());
        if self.unread.len() < MOST_UNREAD {
            self.unread.push(Step { label, text: shown(entry), note });
        }
    }

    fn hop(&mut self, entry: &[u8], address: Option<Address>) {
        self.hops += 1;
        let text = address.map_or_else(|| shown(entry), |(ip, _)| ip.to_string());
        self.settle(format!("hop {}", self.hops), text);
        if address.is_none() {
            self.note = "invalid: no IP address".to_owned();
        }
    }

    fn missing(&mut self) {
        self.end = Some("no hop is left to read".to_owned());
    }

    fn duplicate(&mut self) {
        self.end = Some("the header stands in several lines".to_owned());
    }

    fn enough(&mut self, group: usize) {
        self.end = Some(format!("the last of the trusted_hops of group {group}"));
    }

    fn unread(&mut self, _header: &str, entries: &mut dyn Iterator<Item = &[u8]>) {
        for entry in entries {
            if self.unread.len() == MOST_UNREAD {
                let more = "more that was not read".to_owned();
                self.unread.push(Step { label: String::new(), text: "…".to_owned(), note: more });
                return;
            }
            self.unread.push(Step { label: String::new(), text: shown(entry), note: NOT_READ.to_owned() });
        }
    }
}

/// Text of a request: printable ASCII, everything else escaped, cut where it is long.
fn shown(text: &[u8]) -> String {
    let cut = &text[..text.len().min(LONGEST_TEXT)];
    let mut shown = cut.escape_ascii().to_string();
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = if self.policy.is_empty() { "(empty: nobody is trusted)" } else { &self.policy };
        writeln!(f, "policy  {policy}\n")?;
        let width = self.steps.iter().map(|step| step.text.chars().count()).max().unwrap_or(0).min(40);
        for step in &self.steps {
            writeln!(f, "{:<7} {:<width$}    {}", step.label, step.text, step.note)?;
        }
        Ok(())
    }
}
