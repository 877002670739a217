//! What is kept of a request.

use crate::headers::Lines;
use crate::rejection::Rejection;
use crate::{log, peer};
use client_ip_core::{Client, Peer, Policy, ResolveError, SharedPolicy, Trace};
use rocket::Request;
use std::sync::atomic::AtomicBool;

/// What became of a request: under which policy, for which peer, and with which answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    policy: Policy,
    pub(crate) peer: Peer,
    client: Result<Client, ResolveError>,
    pub(crate) is_logged: AtomicBool,
}

impl Outcome {
    /// Resolves the request, under the policy that holds now.
    fn of(request: &Request<'_>, policy: &SharedPolicy, peer: Peer) -> Self {
        log::policy(policy);
        let (shared, policy, headers) = (policy, policy.load(), Lines(request.headers()));
        let client = policy.resolve(peer, &headers);
        log::untrusted_peer(shared, &policy, peer, &headers, &client);
        Self { policy, peer, client, is_logged: AtomicBool::new(false) }
    }

    pub(crate) fn client(&self) -> Result<&Client, Rejection> {
        self.client.as_ref().map_err(|error| Rejection::Unresolved(error.clone()))
    }

    /// Why, by the headers as they are now.
    pub(crate) fn explain(&self, request: &Request<'_>) -> Trace {
        self.policy.explain(self.peer, &Lines(request.headers())).of_answer(self.client.clone())
    }
}

/// The outcome that was found before, or else a new one.
pub(crate) fn outcome<'r>(request: &'r Request<'_>) -> Result<&'r Outcome, Rejection> {
    let policy = request.rocket().state::<SharedPolicy>().ok_or(Rejection::NoPolicy)?;
    let peer = peer::peer(request).ok_or(Rejection::NoPeer)?;
    Ok(request.local_cache(|| Outcome::of(request, policy, peer)))
}
