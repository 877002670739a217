//! The policy: groups of trusted proxies, checked together, and the two verbs.

use crate::client::Client;
use crate::error::ResolveError;
use crate::headers::Headers;
use crate::ip::Ip;
use crate::options::Word;
use crate::peer::Peer;
use crate::policy_error::{Place, PolicyError};
use crate::ranges::IpRanges;
use crate::recorder::Recorder;
use crate::trace::Trace;
use crate::trusted_proxies::TrustedProxies;
use crate::walk::walk;
use std::sync::Arc;

/// How many different headers a policy can name.
pub(crate) const MAX_HEADERS: usize = 8;

/// How many different proofs.
pub(crate) const MAX_PROOFS: usize = 64;

/// Whom we believe: an ordered list of groups of trusted proxies. The default, the empty policy, trusts
/// nobody: the client is the peer.
///
/// A policy is valid by being one: what cannot be safe, or cannot be meant, is refused when it is built, in
/// code, from one line of text (`FromStr`), or from a configuration file (feature `serde`). Its `Display` is
/// that line of text again. Clones share their data.
#[derive(Clone, Default, PartialEq)]
pub struct Policy {
    pub(crate) groups: Arc<[Group]>,
}

/// A group, and what the walk needs to know of it among the others.
#[derive(PartialEq)]
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
        for (number, group) in (1..).zip(&groups) {
            check_alone(group).map_err(|error| error.in_group(number))?;
        }
        check_coverage(&groups)?;
        check_order(&groups)?;
        check_headers(&groups)?;

        let (mut headers, mut proofs) = (Vec::new(), Vec::new());
        let mut counters = 0..;
        let groups = (1..).zip(groups).map(|(number, proxies)| {
            let slot = place_in(&mut headers, &proxies.header);
            let proof = proxies.proof.as_ref().map_or(0, |proof| place_in(&mut proofs, proof));
            let counter = proxies.trusted_hops.and_then(|_| counters.next()).unwrap_or(0);
            Group { number, proxies, slot, counter, proof }
        });
        Ok(Self { groups: groups.collect() })
    }

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

    /// The groups, in order.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &TrustedProxies> {
        self.groups.iter().map(|group| &group.proxies)
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
        let ip = match peer.into() {
            Peer::Ip(ip, _) => Some(Ip::from(ip)),
            Peer::Unix => None,
        };
        self.groups().any(|group| group.holds(ip))
    }

    /// Whether the policy has no groups, and so trusts nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Where the value stands among the known ones, to which it is added where it is new.
fn place_in<T: Clone + PartialEq>(known: &mut Vec<T>, value: &T) -> usize {
    known.iter().position(|other| other == value).unwrap_or_else(|| {
        known.push(value.clone());
        known.len() - 1
    })
}

fn place(number: usize, key: &'static str) -> Place {
    Place { group: Some(number), key }
}

/// What can be wrong with a group by itself.
fn check_alone(group: &TrustedProxies) -> Result<(), PolicyError> {
    let counts = [("trusted_hops", group.trusted_hops), ("entries_per_hop", Some(group.entries_per_hop))];
    for (key, count) in counts {
        match count {
            Some(value @ (0 | 65_536..)) => return Err(PolicyError::Count { place: Place::of(key), value }),
            Some(value @ 2..) if group.format.is_single_address() => {
                let header = group.header.clone();
                return Err(PolicyError::CountInSingleAddress { place: Place::of(key), value, header });
            }
            _ => {}
        }
    }
    match group.ranges.everyone() {
        Some(held) if group.trusted_hops.is_none() => {
            Err(PolicyError::HoldsEveryone { place: Place::of("ranges"), held })
        }
        _ => Ok(()),
    }
}

/// Groups that hold everyone, together or beside others. A proof is there for every hop of a request or for none,
/// so it does not keep two halves with a proof each from being all.
fn check_coverage(groups: &[TrustedProxies]) -> Result<(), PolicyError> {
    let place_of_all = Place::of("ranges");
    if let Some((held, groups)) = everyone(groups, |group| group.trusted_hops.is_none()) {
        return Err(PolicyError::HoldEveryoneTogether { place: place_of_all, groups, held });
    }
    let count = groups.iter().filter(|group| !group.ranges.is_empty()).count();
    for (number, group) in (1..).zip(groups).filter(|(_, group)| group.proof.is_none() && count > 1) {
        if let Some(held) = group.ranges.everyone() {
            return Err(PolicyError::AsksEveryClient { place: place(number, "ranges"), held });
        }
    }
    match everyone(groups, |group| group.proof.is_none()) {
        Some((held, groups)) if count > 1 => {
            Err(PolicyError::AskEveryClientTogether { place: place_of_all, groups, held })
        }
        _ => Ok(()),
    }
}

/// Of what these of the groups together hold so much that they hold everyone, and their numbers.
fn everyone(groups: &[TrustedProxies], is_one: impl Fn(&TrustedProxies) -> bool) -> Option<(&'static str, Vec<usize>)> {
    let those = || (1..).zip(groups).filter(|(_, group)| !group.ranges.is_empty() && is_one(group));
    let together: IpRanges = those().map(|(_, group)| &group.ranges).collect();
    Some((together.everyone()?, those().map(|(number, _)| number).collect()))
}

/// Groups that can never be asked.
fn check_order(groups: &[TrustedProxies]) -> Result<(), PolicyError> {
    let mut known: Option<(IpRanges, bool)> = None;
    for (number, group) in (1..).zip(groups) {
        if let Some((ranges, unix)) = &known {
            if ranges.contains_all(&group.ranges) && (*unix || !group.unix) {
                return Err(PolicyError::NeverAsked { place: place(number, "ranges") });
            }
        }
        if group.proof.is_none() {
            let (ranges, unix) = known.unwrap_or_default();
            known = Some(([&ranges, &group.ranges].into_iter().collect(), unix || group.unix));
        }
    }
    Ok(())
}

/// Headers that are read in two ways, and headers or proofs that are too many.
fn check_headers(groups: &[TrustedProxies]) -> Result<(), PolicyError> {
    let mut headers: Vec<(usize, &TrustedProxies)> = Vec::new();
    for (number, group) in (1..).zip(groups) {
        let header = group.header.clone();
        match headers.iter().find(|(_, other)| other.header == group.header) {
            Some((_, other)) if other.format == group.format => {}
            Some((other_group, other)) => {
                return Err(PolicyError::TwoFormats {
                    place: place(number, "format"),
                    header,
                    value: group.format.as_str(),
                    other_group: *other_group,
                    other_value: other.format.as_str(),
                });
            }
            None if headers.len() == MAX_HEADERS => {
                return Err(PolicyError::TooManyHeaders { place: place(number, "header"), header });
            }
            None => headers.push((number, group)),
        }
    }
    let mut proofs = Vec::new();
    for (number, group) in (1..).zip(groups) {
        let Some(proof) = &group.proof else { continue };
        if place_in(&mut proofs, proof) == MAX_PROOFS {
            return Err(PolicyError::TooManyProofs { place: place(number, "proof") });
        }
        if let Some((other_group, _)) = headers.iter().find(|(_, other)| other.header == proof.header) {
            return Err(PolicyError::ProofInForwardingHeader {
                place: place(number, "proof.header"),
                header: proof.header.clone(),
                other_group: *other_group,
            });
        }
    }
    Ok(())
}
