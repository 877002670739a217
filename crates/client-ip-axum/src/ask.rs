//! The answer for middleware, loggers and rate limiters.

use crate::log;
use crate::outcome::Outcome;
use crate::rejection::Rejection;
use client_ip_core::{Client, Trace};
use http::{Extensions, HeaderMap};
use std::net::IpAddr;

/// The client's address, for middleware, loggers and rate limiters: the same answer that the extractors give, since it
/// is found once for each request, by the layer.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the layer or the peer is not wired up. The latter is logged
/// once.
pub fn client_ip(extensions: &Extensions) -> Result<IpAddr, Rejection> {
    client(extensions).map(|client| client.ip())
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(extensions: &Extensions) -> Result<Client, Rejection> {
    client(extensions).cloned()
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// # Errors
///
/// A server where the layer or the peer is not wired up.
pub fn explain(extensions: &Extensions, headers: &HeaderMap) -> Result<Trace, Rejection> {
    outcome(extensions).and_then(|outcome| outcome.explain(headers)).inspect_err(log::wiring)
}

fn client(extensions: &Extensions) -> Result<&Client, Rejection> {
    outcome(extensions).and_then(Outcome::client).inspect_err(log::wiring)
}

fn outcome(extensions: &Extensions) -> Result<&Outcome, Rejection> {
    extensions.get().ok_or(Rejection::NoPolicy)
}
