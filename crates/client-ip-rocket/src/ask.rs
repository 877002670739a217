//! The answer for fairings, loggers and rate limiters.

use crate::log;
use crate::outcome::outcome;
use crate::rejection::Rejection;
use client_ip_core::{Client, Trace};
use rocket::Request;
use std::net::IpAddr;

/// The client's address, for fairings, loggers and rate limiters: the same answer that the guards give, since it is
/// found once for each request. Not Rocket's `request.client_ip()`, which believes a header from anyone.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the policy or the peer is not wired up. The latter is logged
/// once.
pub fn client_ip(request: &Request<'_>) -> Result<IpAddr, Rejection> {
    client(request).map(|client| client.ip())
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(request: &Request<'_>) -> Result<Client, Rejection> {
    client(request).cloned()
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// # Errors
///
/// A server where the policy or the peer is not wired up.
pub fn explain(request: &Request<'_>) -> Result<Trace, Rejection> {
    outcome(request).map(|outcome| outcome.explain(request)).inspect_err(log::wiring)
}

fn client<'r>(request: &'r Request<'_>) -> Result<&'r Client, Rejection> {
    outcome(request).and_then(|outcome| outcome.client()).inspect_err(log::wiring)
}
