//! What is kept of a request.

use crate::rejection::Rejection;
use crate::{log, peer};
use client_ip_core::{Client, Peer, Policy, PolicyIdentity, ResolveError, SharedPolicy, Trace};
use http::{HeaderMap, Request};

/// What became of a request: its client, or why there is none. Found in the request's extensions behind
/// [`ClientIpLayer`](crate::ClientIpLayer).
#[derive(Debug, Clone)]
pub struct Outcome {
    under: PolicyIdentity,
    /// `None` where the server does not tell who is connected.
    resolved: Option<Resolved>,
    pub(crate) is_logged: bool,
}

/// Under which policy, for which peer, and with which answer.
#[derive(Debug, Clone)]
struct Resolved {
    policy: Policy,
    peer: Peer,
    client: Result<Client, ResolveError>,
}

impl Outcome {
    /// Resolves the request, under the policy that holds now.
    pub(crate) fn of<B>(request: &Request<B>, policy: &SharedPolicy) -> Self {
        log::policy(policy);
        let resolved = peer::peer(request.extensions()).map(|peer| {
            let (shared, policy, headers) = (policy, policy.load(), request.headers());
            let client = policy.resolve(peer, headers);
            log::untrusted_peer(shared, &policy, peer, headers, &client);
            Resolved { policy, peer, client }
        });
        Self { under: policy.identity(), resolved, is_logged: false }
    }

    /// Whether it was found under this policy, whatever has replaced it since.
    pub(crate) fn is_under(&self, policy: &SharedPolicy) -> bool {
        self.under == policy.identity()
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// A request that cannot be resolved, and a server that does not tell who is connected.
    pub fn client(&self) -> Result<&Client, Rejection> {
        let resolved = self.resolved.as_ref().ok_or(Rejection::NoPeer)?;
        resolved.client.as_ref().map_err(|error| Rejection::Unresolved(error.clone()))
    }

    pub(crate) fn peer(&self) -> Option<Peer> {
        self.resolved.as_ref().map(|resolved| resolved.peer)
    }

    /// Why, by the headers as they are now.
    pub(crate) fn explain(&self, headers: &HeaderMap) -> Result<Trace, Rejection> {
        let Resolved { policy, peer, client } = self.resolved.as_ref().ok_or(Rejection::NoPeer)?;
        Ok(policy.explain(*peer, headers).of_answer(client.clone()))
    }
}
