//! What is kept of a request.

use crate::rejection::Rejection;
use crate::{log, peer};
use client_ip_core::{Outcome, PolicyIdentity, SharedPolicy};
use http::{Extensions, Request};

/// What the layer leaves in a request's extensions.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    under: PolicyIdentity,
    outcome: Result<Outcome, Rejection>,
    pub(crate) is_logged: bool,
}

impl Kept {
    /// Resolves the request, under the policy that holds now.
    pub(crate) fn of<B>(request: &Request<B>, policy: &SharedPolicy) -> Self {
        log::policy(policy);
        let outcome = peer::peer(request.extensions()).ok_or(Rejection::NoPeer).map(|peer| {
            let outcome = Outcome::new(policy.load(), peer, request.headers());
            log::untrusted_peer(policy, &outcome, request.headers());
            outcome
        });
        Self { under: policy.identity(), outcome, is_logged: false }
    }

    /// Whether it was found under this policy, whatever has replaced it since.
    pub(crate) fn is_under(&self, policy: &SharedPolicy) -> bool {
        self.under == policy.identity()
    }

    pub(crate) fn outcome(&self) -> Result<&Outcome, Rejection> {
        self.outcome.as_ref().map_err(Rejection::clone)
    }
}

/// What the layer has left there.
pub(crate) fn kept(extensions: &Extensions) -> Result<&Kept, Rejection> {
    extensions.get().ok_or(Rejection::NoPolicy)
}
