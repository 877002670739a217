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
    pub fn explain(&self, peer: impl Into<Peer>, headers: &(impl Headers + ?Sized)) -> Trace {
        let peer = peer.into();
        let mut recorder = Recorder::new(self, peer);
        let outcome = walk(self, peer, headers, &mut recorder);
        recorder.finish(outcome)
    }
}
