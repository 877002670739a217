//! What is refused: groups that cannot be safe, or cannot be meant, alone or together.

use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use crate::policy::trusted_proxies::TrustedProxies;
use crate::ranges::IpRanges;
use http::HeaderName;
use std::num::NonZeroU16;

/// How many different headers a policy can name.
pub(crate) const MAX_HEADERS: usize = 8;

/// How many different proofs.
pub(crate) const MAX_PROOFS: usize = 64;

/// Checks each group alone, then all groups together.
pub(crate) fn check(groups: &[TrustedProxies]) -> Result<(), PolicyError> {
    for (number, group) in (1..).zip(groups) {
        check_alone(group).map_err(|error| error.in_group(number))?;
    }
    check_coverage(groups)?;
    check_order(groups)?;
    check_headers(groups)
}

/// The index of the value in `known`. A new value is added at the end.
pub(crate) fn index_of<T: Clone + PartialEq>(known: &mut Vec<T>, value: &T) -> usize {
    known.iter().position(|other| other == value).unwrap_or_else(|| {
        known.push(value.clone());
        known.len() - 1
    })
}

fn place(number: usize, key: &'static str) -> Place {
    Place::of(key).in_group(number)
}

/// What can be wrong with a group by itself.
fn check_alone(group: &TrustedProxies) -> Result<(), PolicyError> {
    let counts = [("trusted_hops", group.trusted_hops), ("entries_per_hop", Some(group.entries_per_hop))];
    for (key, count) in counts {
        let Some(value) = count.map(NonZeroU16::get).filter(|count| *count > 1) else { continue };
        if group.format.is_single_address() {
            let header = group.header().clone();
            return Err(Mistake::CountInSingleAddress { value, header }.at(Place::of(key)));
        }
    }
    match group.ranges.everyone() {
        Some(held) if group.trusted_hops.is_none() => Err(Mistake::HoldsEveryone { held }.at(Place::of("ranges"))),
        _ => Ok(()),
    }
}

/// Groups that hold everyone, together or beside others. A request carries a proof for all hops or for none. So two groups
/// that each hold half of the addresses hold everyone together, even if each has a proof.
fn check_coverage(groups: &[TrustedProxies]) -> Result<(), PolicyError> {
    let place_of_all = Place::of("ranges");
    if let Some((held, groups)) = everyone(groups, |group| group.trusted_hops.is_none()) {
        return Err(Mistake::HoldEveryoneTogether { groups, held }.at(place_of_all));
    }
    let count = groups.iter().filter(|group| !group.ranges.is_empty()).count();
    for (number, group) in (1..).zip(groups).filter(|(_, group)| group.proof.is_none() && count > 1) {
        if let Some(held) = group.ranges.everyone() {
            return Err(Mistake::AsksEveryClient { held }.at(place(number, "ranges")));
        }
    }
    match everyone(groups, |group| group.proof.is_none()) {
        Some((held, groups)) if count > 1 => Err(Mistake::AskEveryClientTogether { groups, held }.at(place_of_all)),
        _ => Ok(()),
    }
}

/// If these groups together hold everyone: what they hold too much of, and their numbers.
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
                return Err(Mistake::NeverAsked.at(place(number, "ranges")));
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
        let header = group.header().clone();
        match headers.iter().find(|(_, other)| other.header.name == group.header.name) {
            Some((_, other)) if other.format == group.format => {}
            Some((other_group, other)) => {
                return Err(Mistake::TwoFormats {
                    header,
                    value: group.format.as_str(),
                    other_group: *other_group,
                    other_value: other.format.as_str(),
                }
                .at(place(number, "format")));
            }
            None if headers.len() == MAX_HEADERS => {
                return Err(Mistake::TooManyHeaders { header }.at(place(number, "header")));
            }
            None => headers.push((number, group)),
        }
    }
    let mut proofs = Vec::new();
    for (number, group) in (1..).zip(groups) {
        let Some(proof) = &group.proof else { continue };
        if index_of(&mut proofs, proof) == MAX_PROOFS {
            return Err(Mistake::TooManyProofs.at(place(number, "proof")));
        }
        if let Some((other_group, _)) = headers.iter().find(|(_, other)| other.header.name == proof.header.name) {
            return Err(Mistake::ProofInForwardingHeader {
                header: HeaderName::clone(&proof.header.name),
                other_group: *other_group,
            }
            .at(place(number, "proof.header")));
        }
    }
    Ok(())
}
