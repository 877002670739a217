//! A whole request with its policy, as a text that people can read and write:
//!
//! ```text
//! X-Forwarded-For from 192.168.0.0/24
//! 192.168.0.20
//! X-Forwarded-For: 158.0.2.95, 192.168.0.10
//! ```
//!
//! The policy is one line of text or of JSON; a header's value can hold any byte but a line feed.

use crate::properties::{Line, as_the_twin, hold, junk_changes_nothing};
use client_ip_core::{Peer, Policy};
use serde_json::{Value, json};

/// A policy, and a request under it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whom it believes.
    pub policy: Policy,
    /// The same policy, read by the naive implementation of the rules.
    pub twin: client_ip_twin::Policy,
    /// Who is connected.
    pub peer: Peer,
    /// What was sent, in message order.
    pub headers: Vec<Line>,
}

impl Request {
    /// Reads it. `None` for a text that has no policy or no peer.
    #[must_use]
    pub fn read(data: &[u8]) -> Option<Self> {
        let mut lines = data.split(|&b| b == b'\n');
        let policy = str::from_utf8(lines.next()?).ok()?;
        let (policy, twin): (Policy, _) = if policy.starts_with(['{', '[']) {
            (serde_json::from_str(policy).ok()?, twin_of_json(policy))
        } else {
            (policy.parse().ok()?, client_ip_twin::Policy::from_text(policy))
        };
        let peer = str::from_utf8(lines.next()?).ok()?.parse().ok()?;
        let headers = lines.filter_map(|line| {
            let colon = line.iter().position(|&b| b == b':')?;
            let value = &line[colon + 1..];
            let value = value.strip_prefix(b" ").unwrap_or(value);
            Some((str::from_utf8(&line[..colon]).ok()?.to_owned(), value.to_vec()))
        });
        Some(Self { policy, twin, peer, headers: headers.collect() })
    }

    /// Asserts every property, the bytes that it was read from among the junk.
    ///
    /// # Panics
    ///
    /// Where one does not hold.
    pub fn check(&self, data: &[u8]) {
        let outcome = hold(&self.policy, self.peer, &self.headers);
        as_the_twin(&self.twin, self.peer, &self.headers, &outcome);
        junk_changes_nothing(&self.policy, self.peer, &self.headers, &outcome, data);
    }
}

/// A policy that the core has accepted. The twin knows one form: a table with a list of groups.
fn twin_of_json(json: &str) -> client_ip_twin::Policy {
    let value = match serde_json::from_str(json).expect("JSON") {
        Value::Object(mut table) => table.remove("trusted_proxies").unwrap_or_default(),
        list => list,
    };
    match value {
        Value::Null => client_ip_twin::Policy::default(),
        Value::String(text) => client_ip_twin::Policy::from_text(&text),
        groups => serde_json::from_value(json!({ "trusted_proxies": groups })).expect("a list of groups"),
    }
}
