//! The words of the answers and of the demonstration.

use client_ip_core::{Client, ResolveError, Trace};
use std::fmt::Display;

pub(crate) const DEMO_POLICY: &str = "X-Forwarded-For from loopback";

pub(crate) const DEMO: &str = "
try: curl http://127.0.0.1:3000/ -H 'X-Forwarded-For: 203.0.113.9'
     curl http://127.0.0.1:3000/ -H 'X-Forwarded-For: 6.6.6.6, 203.0.113.9'    (6.6.6.6 is a forgery)
     curl http://127.0.0.1:3000/explain -H 'X-Forwarded-For: 6.6.6.6, 203.0.113.9'
Without the header the answer is `missing`: a proxy that does not say who connected to it is not the client.
";

/// The status and the body with which a program answers who the client is: the address, or the error's word.
#[must_use]
pub fn answer(resolved: Result<&Client, &ResolveError>) -> (u16, String) {
    match resolved {
        Ok(client) => (200, format!("{}\n", client.ip())),
        Err(error) => (400, format!("{}\n", error.kind())),
    }
}

/// The status and the body with which it answers why: the reasons, if the framework is wired up.
#[must_use]
pub fn explanation(program: &str, explained: Result<Trace, impl Display>) -> (u16, String) {
    explained.map_or_else(|wiring| not_wired_up(program, wiring), |trace| (200, trace.to_string()))
}

/// The same for every other path.
#[must_use]
pub fn not_found() -> (u16, String) {
    (404, "not found: ask for / or /explain\n".to_owned())
}

/// The same where the framework is not wired up: the reason is for the operator, and not in the answer.
#[must_use]
pub fn not_wired_up(program: &str, reason: impl Display) -> (u16, String) {
    eprintln!("{program}: {reason}");
    (500, "internal server error\n".to_owned())
}
