//! A policy that can be replaced while serving.

use crate::client::Client;
use crate::headers::Headers;
use crate::peer::Peer;
use crate::policy::Policy;
use crate::policy::error::PolicyError;
use crate::resolve_error::ResolveError;
use crate::untrusted_peers::UntrustedPeers;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A policy that can be replaced while serving; clones share it. Threads that load it do not wait for each other.
///
/// ```
/// use client_ip_core::{Policy, SharedPolicy};
///
/// let policy = SharedPolicy::from("X-Real-IP from 192.0.2.1".parse::<Policy>()?);
/// let of_the_server = policy.clone();
/// policy.replace_with_text("X-Forwarded-For from 192.0.2.1")?;
/// assert_eq!(of_the_server.load().to_string(), "X-Forwarded-For from 192.0.2.1");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Clone)]
pub struct SharedPolicy(Arc<Shared>);

struct Shared {
    identity: PolicyIdentity,
    /// Each shard holds a copy of the policy with its own counter. A thread uses only its shard, so threads do not slow each
    /// other down.
    shards: [Shard; SHARDS],
    /// Whether it was announced since it was given.
    is_announced: AtomicBool,
    untrusted: UntrustedPeers,
}

/// More threads than this share shards.
const SHARDS: usize = 16;

/// On cache lines of its own; two, since processors fetch them in pairs.
#[repr(align(128))]
struct Shard(RwLock<Policy>);

impl Shard {
    /// The shard of this thread: threads get theirs in turn.
    fn of_this_thread(shards: &[Self; SHARDS]) -> &Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        thread_local!(static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS);
        // A thread that ends has no number any more.
        &shards[NUMBER.try_with(|number| *number).unwrap_or(0)]
    }
}

/// Which [`SharedPolicy`] it is: clones have the same, and no other one of the process has it.
///
/// ```
/// use client_ip_core::SharedPolicy;
///
/// let policy = SharedPolicy::default();
/// assert_eq!(policy.identity(), policy.clone().identity());
/// assert_ne!(policy.identity(), SharedPolicy::default().identity());
/// ```
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
        Shard::of_this_thread(&self.0.shards).0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the policy, for everyone who shares it. Whoever loads it afterwards gets the new one.
    ///
    /// ```
    /// use client_ip_core::{Policy, SharedPolicy};
    ///
    /// let policy = SharedPolicy::default();
    /// policy.replace("X-Real-IP from 192.0.2.1".parse()?);
    /// assert!(policy.load().trusts([192, 0, 2, 1]));
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    pub fn replace(&self, policy: Policy) {
        let mut policies = std::array::from_fn::<_, SHARDS, _>(|_| policy.counted_apart());
        // All are locked before one is replaced, so that no thread sees the new policy and another, later, the old one.
        // Always in the same order, so that two who replace it do not wait for each other for good.
        let shards = self.0.shards.each_ref();
        let mut locked = shards.map(|shard| shard.0.write().unwrap_or_else(PoisonError::into_inner));
        for (held, policy) in locked.iter_mut().zip(&mut policies) {
            std::mem::swap(&mut **held, policy);
        }
        // Under the locks too: whoever announces holds one, so a policy is announced once.
        self.0.is_announced.store(false, Ordering::Relaxed);
        drop(locked);
        // The old policies go here, where nobody waits: with many ranges that takes a while.
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

    /// Returns the policy at the first call after it was set or replaced. Later calls, also on clones, return `None`. For
    /// logging a policy once.
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
        if is_announced.load(Ordering::Relaxed) {
            return None;
        }
        let policy = Shard::of_this_thread(&self.0.shards).0.read().unwrap_or_else(PoisonError::into_inner);
        (!is_announced.swap(true, Ordering::Relaxed)).then(|| policy.clone())
    }

    /// Remembers which untrusted peers were already reported. Clones share it.
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
            shards: std::array::from_fn(|_| Shard(RwLock::new(policy.counted_apart()))),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn every_thread_sees_the_policy_that_replaced_another() {
        let [old, new] =
            ["X-Real-IP from 192.0.2.1", "X-Real-IP from 192.0.2.2"].map(|text| text.parse::<Policy>().unwrap());
        let shared = SharedPolicy::from(old.clone());
        // More threads than shards, and all of them alive at once.
        let threads = 3 * SHARDS;
        let (before, after) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    assert_eq!(shared.load(), old);
                    before.wait();
                    after.wait();
                    assert_eq!(shared.load(), new);
                });
            }
            before.wait();
            shared.replace(new.clone());
            after.wait();
        });
    }

    #[test]
    fn no_thread_goes_back_to_the_old_policy() {
        let policies: Vec<Policy> = (0..200)
            .map(|number| format!("X-Real-IP from 192.0.2.1 format list hops {}", number + 1).parse().unwrap())
            .collect();
        let number = |policy: &Policy| policies.iter().position(|other| other == policy).unwrap();
        let shared = SharedPolicy::from(policies[0].clone());
        let seen = std::sync::Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        // What another thread has seen already is the least that this one may see.
                        let least = *seen.lock().unwrap();
                        let loaded = number(&shared.load());
                        assert!(loaded >= least, "{loaded} after {least}");
                        let mut seen = seen.lock().unwrap();
                        *seen = loaded.max(*seen);
                        if loaded + 1 == policies.len() {
                            break;
                        }
                    }
                });
            }
            for policy in &policies[1..] {
                shared.replace(policy.clone());
            }
        });
    }

    #[test]
    fn each_policy_is_announced_once() {
        let shared = SharedPolicy::default();
        let count = 2_000;
        let announced = std::thread::scope(|scope| {
            let listener = scope.spawn(|| {
                let mut announced = Vec::new();
                while announced.last().is_none_or(|last: &Policy| last.groups().len() != 2) {
                    announced.extend(shared.announce());
                }
                announced
            });
            for number in 1..=count {
                shared.replace(format!("X-Real-IP from 192.0.2.1 format list hops {number}").parse().unwrap());
            }
            // Two groups are the end.
            shared.replace("X-Real-IP from 192.0.2.1; X-Client from 192.0.2.2".parse().unwrap());
            listener.join().unwrap()
        });
        assert!(announced.windows(2).all(|two| two[0] != two[1]), "one was announced twice");
    }

    #[test]
    fn the_old_policy_is_dropped_once_nobody_holds_it() {
        let shared = SharedPolicy::default();
        let policy: Policy = "X-Real-IP from 192.0.2.1".parse().unwrap();
        shared.replace(policy.clone());
        assert!(policy.is_shared());
        shared.replace(Policy::default());
        assert!(!policy.is_shared());
    }
}
