//! What is logged, by `tracing`: where the feature of that name is off, nothing.
//!
//! The targets are `client_ip::rejection` (warn, and the trace at debug), `client_ip::wiring` (error),
//! `client_ip::policy` (info) and `client_ip::untrusted_peer` (warn).

use crate::rejection::Rejection;
use client_ip_core::{Headers, Outcome, ResolveError, SharedPolicy};

/// A request that an extractor rejects.
pub(crate) fn rejection(outcome: &Outcome, error: &ResolveError, headers: &impl Headers) {
    #[cfg(feature = "tracing")]
    {
        let peer = outcome.peer();
        let (header, hint) = (error.header().map_or("-", |header| header.as_str()), error.hint());
        tracing::warn!(target: "client_ip::rejection", %peer, header, hint, %error, "request has no client");
        if tracing::enabled!(target: "client_ip::rejection", tracing::Level::DEBUG) {
            let trace = outcome.explain(headers);
            tracing::debug!(target: "client_ip::rejection", %peer, "why the request has no client:\n{trace}");
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (outcome, error, headers);
}

/// A fault in the wiring, each kind of it once: it is the same at every request.
pub(crate) fn wiring(rejection: &Rejection) {
    #[cfg(feature = "tracing")]
    {
        use std::sync::atomic::{AtomicU8, Ordering};
        static LOGGED: AtomicU8 = AtomicU8::new(0);
        let kind = match rejection {
            Rejection::Unresolved(_) => return,
            Rejection::NoPolicy => 1,
            Rejection::NoPeer => 2,
        };
        if LOGGED.fetch_or(kind, Ordering::Relaxed) & kind == 0 {
            tracing::error!(target: "client_ip::wiring", "{rejection}");
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = rejection;
}

/// The policy, at its first use.
pub(crate) fn policy(policy: &SharedPolicy) {
    #[cfg(feature = "tracing")]
    if let Some(policy) = policy.announce() {
        tracing::info!(target: "client_ip::policy", "client-ip: {}", policy.summary());
    }
    #[cfg(not(feature = "tracing"))]
    let _ = policy;
}

/// A peer that looks like a proxy which the policy does not name.
pub(crate) fn untrusted_peer(policy: &SharedPolicy, outcome: &Outcome, headers: &impl Headers) {
    #[cfg(feature = "tracing")]
    if let Some(seen) = policy.untrusted_peers().notice(outcome, headers, std::time::Instant::now) {
        let header = seen.header.as_str();
        tracing::warn!(target: "client_ip::untrusted_peer", peer = %seen.ip, header, "client-ip: {seen}");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (policy, outcome, headers);
}
