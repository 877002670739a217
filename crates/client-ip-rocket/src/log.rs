//! What is logged, by `log`, which Rocket's own logger listens to.
//!
//! The targets are `client_ip::rejection` (warn, and the trace at debug), `client_ip::wiring` (error, and warn for what
//! Rocket itself believes),
//! `client_ip::policy` (info, and error where it is refused) and `client_ip::untrusted_peer` (warn).

use crate::rejection::Rejection;
use ::log::{Level, debug, error, info, log_enabled, warn};
use client_ip_core::{Headers, Outcome, ResolveError, SharedPolicy};
use std::sync::atomic::{AtomicU8, Ordering};

/// A request that a guard rejects.
pub(crate) fn rejection(outcome: &Outcome, error: &ResolveError, headers: &impl Headers) {
    let peer = outcome.peer();
    let (header, hint) = (error.header().map_or("-", |header| header.as_str()), error.hint());
    warn!(
        target: "client_ip::rejection",
        "request has no client peer={peer} header=\"{header}\" hint=\"{hint}\" error={error}"
    );
    if log_enabled!(target: "client_ip::rejection", Level::Debug) {
        let trace = outcome.explain(headers);
        debug!(target: "client_ip::rejection", "why the request has no client:\n{trace} peer={peer}");
    }
}

/// A fault in the wiring, each kind of it once: it is the same at every request.
pub(crate) fn wiring(rejection: &Rejection) {
    static LOGGED: AtomicU8 = AtomicU8::new(0);
    let kind = match rejection {
        Rejection::Unresolved(_) => return,
        Rejection::NoPolicy => 1,
        Rejection::NoPeer => 2,
    };
    if LOGGED.fetch_or(kind, Ordering::Relaxed) & kind == 0 {
        error!(target: "client_ip::wiring", "{rejection}");
    }
}

/// The policy, at its first use.
pub(crate) fn policy(policy: &SharedPolicy) {
    if let Some(policy) = policy.announce() {
        info!(target: "client_ip::policy", "client-ip: {}", policy.summary());
    }
}

/// A policy that stops the launch, and why.
pub(crate) fn refused(error: &str) {
    error!(target: "client_ip::policy", "client-ip: {error}");
}

/// A peer that looks like a proxy which the policy does not name.
pub(crate) fn untrusted_peer(policy: &SharedPolicy, outcome: &Outcome, headers: &impl Headers) {
    if let Some(seen) = policy.untrusted_peers().notice(outcome, headers, std::time::Instant::now) {
        let (ip, header) = (seen.ip, &seen.header);
        warn!(target: "client_ip::untrusted_peer", "client-ip: {seen} peer={ip} header=\"{header}\"");
    }
}

/// Rocket's own idea of the client stays switched on.
pub(crate) fn believes_anyone() {
    warn!(
        target: "client_ip::wiring",
        "Rocket's `request.client_ip()` and its guard `IpAddr` believe a header from anyone, and so does what asks them, such \
         as rocket-governor; set `ip_header = false` in the configuration, so that they give the address of the connection"
    );
}
