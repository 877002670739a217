//! The policy: groups of trusted proxies, checked together. Data; the verbs stand above it.

pub(crate) mod checks;
#[cfg(feature = "serde")]
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod header;
pub(crate) mod mistake;
pub(crate) mod options;
pub(crate) mod proof;
pub(crate) mod proxy_range;
pub(crate) mod range_names;
pub(crate) mod secrets;
mod shown;
mod text;
pub(crate) mod trusted_proxies;

use crate::peer::Peer;
use checks::index_of;
use error::PolicyError;
use std::sync::Arc;
use trusted_proxies::TrustedProxies;

pub(crate) use checks::{MAX_HEADERS, MAX_PROOFS};

/// Whom we believe: an ordered list of groups of trusted proxies. The default, the empty policy, trusts
/// nobody: the client is the peer.
///
/// A policy is valid by being one: what cannot be safe, or cannot be meant, is refused when it is built, in
/// code, from one line of text (`FromStr`), or from a configuration file (feature `serde`). Its `Display` is
/// that line of text again. Clones share their data.
///
/// ```
/// use client_ip_core::Policy;
///
/// // nginx in 192.0.2.0/28 appends to X-Forwarded-For, and Cloudflare stands in front of it.
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/28; CF-Connecting-IP from cloudflare".parse()?;
/// assert_eq!(policy.groups().len(), 2);
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Policy(Arc<Groups>);

/// The groups. What counts the policy's clones stands apart from them, so that several counters can share the groups.
#[derive(Default, PartialEq, Eq, Hash)]
struct Groups(Arc<[Group]>);

/// A group, and what the walk needs to know of it among the others.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Group {
    /// Its number in the policy, from 1.
    pub(crate) number: usize,
    pub(crate) proxies: TrustedProxies,
    /// Which of the policy's headers it names.
    pub(crate) slot: usize,
    /// Which of the groups with `trusted_hops` it is.
    pub(crate) counter: usize,
    /// Which of the policy's proofs it has, where it has one.
    pub(crate) proof: usize,
}

impl Policy {
    /// The policy with these groups, in this order.
    ///
    /// ```
    /// use client_ip_core::{Policy, TrustedProxies};
    ///
    /// let nginx = TrustedProxies::new(["192.0.2.0/28"], "X-Forwarded-For")?;
    /// let cdn = TrustedProxies::new(["cloudflare"], "CF-Connecting-IP")?;
    /// let policy = Policy::new([nginx, cdn])?;
    /// assert!(policy.trusts([192, 0, 2, 1]));
    ///
    /// // Whoever connects would be asked who connected to it.
    /// let everyone = TrustedProxies::new(["any"], "X-Forwarded-For")?;
    /// assert!(Policy::new([everyone]).is_err());
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - ranges that hold everyone without `trusted_hops`, in one group or in several together: a quarter of IPv4 or
    ///   more, a /12 of `2000::/3` or more, a quarter of `64:ff9b::/96` or of `2002::/16`
    /// - ranges that hold everyone without a proof, in one group beside others or in several together
    /// - `trusted_hops` or `entries_per_hop` of 0, above 65535, or above 1 in a header that holds one address
    /// - a group whose addresses earlier groups trust already
    /// - one header in two formats, more than eight headers, more than 64 different proofs, a proof in a
    ///   header that a group reads
    pub fn new(groups: impl IntoIterator<Item = TrustedProxies>) -> Result<Self, PolicyError> {
        let groups: Vec<TrustedProxies> = groups.into_iter().collect();
        checks::check(&groups)?;
        let (mut headers, mut proofs) = (Vec::new(), Vec::new());
        let mut counters = 0..;
        let groups = (1..).zip(groups).map(|(number, proxies)| {
            let slot = index_of(&mut headers, proxies.header());
            let proof = proxies.proof.as_ref().map_or(0, |proof| index_of(&mut proofs, proof));
            let counter = proxies.trusted_hops.and_then(|_| counters.next()).unwrap_or(0);
            Group { number, proxies, slot, counter, proof }
        });
        Ok(Self(Arc::new(Groups(groups.collect()))))
    }

    #[inline]
    pub(crate) fn all(&self) -> &[Group] {
        &self.0.0
    }

    /// The same policy, with a counter of its own for its clones.
    pub(crate) fn counted_apart(&self) -> Self {
        Self(Arc::new(Groups(self.0.0.clone())))
    }

    /// Whether another policy shares the groups.
    #[cfg(test)]
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0.0) > 1
    }

    /// The groups, in order.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Real-IP from 192.0.2.1".parse()?;
    /// let headers: Vec<&str> = policy.groups().map(|group| group.header_as_written()).collect();
    /// assert_eq!(headers, ["X-Real-IP"]);
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &TrustedProxies> {
        self.all().iter().map(|group| &group.proxies)
    }

    /// Whether a group's ranges hold this peer, so that it is asked who connected to it; proofs apart.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
    /// assert!(policy.trusts([192, 0, 2, 1]) && !policy.trusts([198, 51, 100, 7]));
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn trusts(&self, peer: impl Into<Peer>) -> bool {
        let peer = peer.into();
        self.groups().any(|group| group.contains(peer))
    }

    /// Whether the policy has no groups, and so trusts nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }
}
