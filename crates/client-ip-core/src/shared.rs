//! A policy that can be replaced while serving.

use crate::client::Client;
use crate::error::ResolveError;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::policy_error::PolicyError;
use crate::untrusted::UntrustedPeers;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A policy that can be replaced while serving; clones share it.
#[derive(Clone, Default)]
pub struct SharedPolicy(Arc<Shared>);

#[derive(Default)]
struct Shared {
    policy: RwLock<Policy>,
    /// Whether it was announced since it was given.
    is_announced: AtomicBool,
    untrusted: UntrustedPeers,
}

impl SharedPolicy {
    /// The policy that holds now. One request should load it once.
    #[must_use]
    pub fn load(&self) -> Policy {
        self.0.policy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the policy, for everyone who shares it.
    pub fn replace(&self, policy: Policy) {
        *self.0.policy.write().unwrap_or_else(PoisonError::into_inner) = policy;
        self.0.is_announced.store(false, Ordering::Release);
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

    /// The policy, once: at the first call after it was given or replaced, by whomever. For what logs it at its first
    /// use.
    ///
    /// ```
    /// use client_ip_core::{Policy, SharedPolicy};
    ///
    /// let policy = SharedPolicy::from("X-Real-IP from 192.0.2.1".parse::<Policy>()?);
    /// assert_eq!(policy.announce(), Some(policy.load()));
    /// assert_eq!(policy.clone().announce(), None);
    /// policy.replace(Policy::default());
    /// assert_eq!(policy.announce(), Some(Policy::default()));
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn announce(&self) -> Option<Policy> {
        let is_announced = &self.0.is_announced;
        // Nearly every call, and nothing is written.
        if is_announced.load(Ordering::Relaxed) || is_announced.swap(true, Ordering::Acquire) {
            return None;
        }
        Some(self.load())
    }

    /// Who nobody trusts under this policy, and should be told of; clones share it.
    #[must_use]
    pub fn untrusted_peers(&self) -> &UntrustedPeers {
        &self.0.untrusted
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
        Self(Arc::new(Shared { policy: RwLock::new(policy), ..Shared::default() }))
    }
}

impl fmt::Debug for SharedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedPolicy").field(&self.load()).finish()
    }
}
