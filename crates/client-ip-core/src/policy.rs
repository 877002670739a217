//! The policy: groups of trusted proxies, checked together. This is data: `resolve.rs` uses it.

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
/// Every `Policy` is valid. Building one fails if it is unsafe or makes no sense, in code, from one line of text
/// (`FromStr`), or from a configuration file (feature `serde`). Its `Display` is that line of text again. Clones share
/// their data.
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

/// The groups have an `Arc` of their own, so that two policies can share them and still count their clones separately.
/// Aligned, so that no two counters stand on one cache line: threads that count separately would slow each other down.
#[derive(Default, PartialEq, Eq, Hash)]
#[repr(align(128))]
struct Groups(Arc<[Group]>);

/// A group, and its place among the others.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Group {
    /// Its number in the policy, from 1.
    pub(crate) number: usize,
    pub(crate) proxies: TrustedProxies,
    /// The index of its header among the policy's headers.
    pub(crate) slot: usize,
    /// Its index among the groups with `trusted_hops`, if it is one.
    pub(crate) counter: usize,
    /// The index of its proof among the policy's proofs, if it has one.
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
    /// // This would take every peer for a proxy.
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

    /// A copy that shares the groups and counts its own clones.
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

    /// Whether the ranges of a group hold this peer. Proofs are not checked.
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
