//! The verbs: who is the client, and why.

use crate::client::Client;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::resolve_error::ResolveError;
use crate::trace::Trace;
use crate::walk::recorder::Recorder;
use crate::walk::walk;

impl Policy {
    /// Who the client is. Reads nothing to the left of it, and allocates nothing (on headers that do not, and where at
    /// most eight groups have `trusted_hops`).
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
    /// let headers = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9")];
    ///
    /// // The proxy says who connected to it. What stands left of that, the client wrote itself.
    /// assert_eq!(policy.resolve([192, 0, 2, 1], &headers)?.ip().to_string(), "203.0.113.9");
    /// // Nobody else is believed.
    /// assert_eq!(policy.resolve([198, 51, 100, 7], &headers)?.ip().to_string(), "198.51.100.7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - `missing`: a trusted proxy does not say who connected to it, or its proof is not there
    /// - `invalid`: what it says is no IP address
    /// - `duplicate`: a header that holds one address stands in more than one line
    /// - `no-address`: a Unix socket would be the client, or the peer is `0.0.0.0` or `::`
    pub fn resolve(&self, peer: impl Into<Peer>, headers: &(impl Headers + ?Sized)) -> Result<Client, ResolveError> {
        walk(self, peer.into(), headers, &mut ())
    }

    /// Why [`resolve`](Self::resolve) says what it says: the same walk, observed.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
    /// let trace = policy.explain([192, 0, 2, 1], &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9")]);
    /// let text = "\
    /// policy  X-Forwarded-For from 192.0.2.0/24
    ///
    /// peer    192.0.2.1      trusted: 192.0.2.0/24 writes X-Forwarded-For
    /// hop 1   203.0.113.9    the client
    ///         6.6.6.6        not read: written by the client, or by anyone before it
    /// ";
    /// assert_eq!(trace.to_string(), text);
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, peer: impl Into<Peer>, headers: &(impl Headers + ?Sized)) -> Trace {
        let peer = peer.into();
        let mut recorder = Recorder::new(self, peer);
        let outcome = walk(self, peer, headers, &mut recorder);
        recorder.finish(outcome)
    }
}
