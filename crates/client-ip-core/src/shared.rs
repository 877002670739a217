//! A policy that can be replaced while serving.

use crate::client::Client;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::policy::error::PolicyError;
use crate::resolve_error::ResolveError;
use crate::untrusted_peers::UntrustedPeers;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A policy that can be replaced while serving; clones share it.
#[derive(Clone)]
pub struct SharedPolicy(Arc<Shared>);

struct Shared {
    identity: PolicyIdentity,
    policy: RwLock<Policy>,
    /// Whether it was announced since it was given.
    is_announced: AtomicBool,
    untrusted: UntrustedPeers,
}

/// Which [`SharedPolicy`] it is: clones have the same, and no other one of the process has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PolicyIdentity(u64);

impl PolicyIdentity {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
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
        self.identity() == other.identity()
    }

    /// Which one it is, to be kept where the policy itself need not be.
    #[must_use]
    pub fn identity(&self) -> PolicyIdentity {
        self.0.identity
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
        Self(Arc::new(Shared {
            identity: PolicyIdentity::new(),
            policy: RwLock::new(policy),
            is_announced: AtomicBool::new(false),
            untrusted: UntrustedPeers::default(),
        }))
    }
}

impl Default for SharedPolicy {
    /// The empty policy.
    fn default() -> Self {
        Policy::default().into()
    }
}

impl fmt::Debug for SharedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedPolicy").field(&self.load()).finish()
    }
}
