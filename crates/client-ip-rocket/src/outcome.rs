//! What is kept of a request.

use crate::headers::HeaderLines;
use crate::rejection::Rejection;
use crate::{log, peer};
use client_ip_core::{Outcome, Peer, SharedPolicy};
use rocket::Request;
use std::sync::atomic::AtomicBool;

/// What stands in a request's cache.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) outcome: Outcome,
    pub(crate) is_logged: AtomicBool,
}

impl Kept {
    /// Resolves the request, under the policy that holds now.
    fn of(request: &Request<'_>, policy: &SharedPolicy, peer: Peer) -> Self {
        log::policy(policy);
        let headers = HeaderLines(request.headers());
        let outcome = Outcome::new(policy.load(), peer, &headers);
        log::untrusted_peer(policy, &outcome, &headers);
        Self { outcome, is_logged: AtomicBool::new(false) }
    }
}

/// What was found before, or else a new answer.
pub(crate) fn kept<'r>(request: &'r Request<'_>) -> Result<&'r Kept, Rejection> {
    let policy = request.rocket().state::<SharedPolicy>().ok_or(Rejection::NoPolicy)?;
    let peer = peer::peer(request).ok_or(Rejection::NoPeer)?;
    Ok(request.local_cache(|| Kept::of(request, policy, peer)))
}
