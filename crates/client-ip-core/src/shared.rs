//! A policy that can be replaced while serving.

use crate::client::Client;
use crate::error::ResolveError;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::policy_error::PolicyError;
use std::sync::{Arc, PoisonError, RwLock};

/// A policy that can be replaced while serving; clones share it.
#[derive(Debug, Clone, Default)]
pub struct SharedPolicy(Arc<RwLock<Policy>>);

impl SharedPolicy {
    /// The policy that holds now. One request should load it once.
    #[must_use]
    pub fn load(&self) -> Policy {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the policy, for everyone who shares it.
    pub fn replace(&self, policy: Policy) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = policy;
    }

    /// Replaces the policy by one line of text.
    ///
    /// # Errors
    ///
    /// A text that is no policy; the policy that held still holds.
    pub fn replace_with_text(&self, text: &str) -> Result<(), PolicyError> {
        self.replace(text.parse()?);
        Ok(())
    }

    /// Whether the two are clones of one: what replaces the policy of one replaces that of the other.
    #[must_use]
    pub fn shares_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// [`Policy::resolve`] under the policy that holds now.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::resolve`].
    pub fn resolve(&self, peer: impl Into<Peer>, headers: &(impl Headers + ?Sized)) -> Result<Client, ResolveError> {
        self.load().resolve(peer, headers)
    }
}

impl From<Policy> for SharedPolicy {
    fn from(policy: Policy) -> Self {
        Self(Arc::new(RwLock::new(policy)))
    }
}
