//! What became of a request, kept for whoever asks later.

use crate::client::Client;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::resolve_error::ResolveError;
use crate::trace::Trace;
use std::fmt;

/// What became of a request: its client, or why there is none; who was connected; and the policy that held then, so that
/// [`explain`](Self::explain) speaks of the same one.
///
/// `Display` is for logs: the client's address, or `-`.
///
/// ```
/// use client_ip_core::{Outcome, Policy};
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.1".parse()?;
/// let outcome = Outcome::new(policy, [192, 0, 2, 1], &[("X-Forwarded-For", "203.0.113.9")]);
/// assert_eq!(outcome.to_string(), "203.0.113.9");
/// assert_eq!(outcome.peer().to_string(), "192.0.2.1");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outcome {
    policy: Policy,
    peer: Peer,
    client: Result<Client, ResolveError>,
}

impl Outcome {
    /// Resolves a request under the policy, and keeps the answer.
    #[must_use]
    pub fn new(policy: Policy, peer: impl Into<Peer>, headers: &(impl Headers + ?Sized)) -> Self {
        let peer = peer.into();
        let client = policy.resolve(peer, headers);
        Self { policy, peer, client }
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::resolve`].
    pub fn client(&self) -> Result<&Client, &ResolveError> {
        self.client.as_ref()
    }

    /// Who was connected.
    #[must_use]
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// The policy that held.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Why the answer is what it is. If the headers have changed since and now give another answer, the trace shows the old
    /// answer first. `headers_changed` holds the new one.
    ///
    /// ```
    /// use client_ip_core::{Outcome, Policy};
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.1".parse()?;
    /// let outcome = Outcome::new(policy, [192, 0, 2, 1], &[("X-Forwarded-For", "203.0.113.9")]);
    /// // A middleware has removed the header meanwhile.
    /// let nothing: [(&str, &str); 0] = [];
    /// let trace = outcome.explain(&nothing);
    /// assert_eq!(trace.outcome.as_ref(), outcome.client());
    /// assert!(trace.to_string().starts_with("client           203.0.113.9\nheaders-changed  "));
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, headers: &(impl Headers + ?Sized)) -> Trace {
        self.policy.explain(self.peer, headers).of_answer(&self.client)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.client {
            Ok(client) => client.ip().fmt(f),
            Err(_) => f.write_str("-"),
        }
    }
}
