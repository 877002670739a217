//! The walk: starting at the peer, ask each trusted proxy who connected to it, until the answer is an address
//! that is no trusted proxy. The one algorithm, for `resolve` and for `explain`, which observes it.

mod proofs;
pub(crate) mod recorder;
mod taken;

use crate::client::Client;
use crate::format::Format;
use crate::header_name::InternedName;
use crate::headers::Headers;
use crate::ip::Ip;
use crate::peer::Peer;
use crate::policy::options::{OnInvalid, OnMissing};
use crate::policy::trusted_proxies::TrustedProxies;
use crate::policy::{Group, MAX_HEADERS, Policy};
use crate::read::address::{Address, Hop};
use crate::read::entries::{self, Entries};
use crate::resolve_error::{Lacking, ResolveError};
use crate::trace::{End, Standing};
use http::HeaderName;
use proofs::Proofs;
use taken::Taken;

/// Watches the walk. `resolve` watches with `()`, which sees nothing.
pub(crate) trait Observer {
    /// The group with this number, from 1, is asked who connected.
    fn asked(&mut self, _number: usize, _standing: Standing) {}
    /// An entry that is skipped: the same proxy wrote another entry to its left.
    fn skipped(&mut self, _header: &str, _entry: &[u8]) {}
    /// The next hop, and the address that it is.
    fn hop(&mut self, _header: &HeaderName, _entry: &[u8], _address: Option<Address>) {}
    /// The walk is over.
    fn end(&mut self, _end: End) {}
    /// What is left of a header then. Called by a walk only where `READS_ON`.
    fn unread<'a>(&mut self, _header: &str, _entries: impl Iterator<Item = &'a [u8]>) {}
    /// Whether it wants to see what the walk did not read.
    const READS_ON: bool = false;
}

impl Observer for () {}

/// Where the walk stands: the peer at first, then the hop that it took last.
struct Current<'a> {
    /// `None` is a Unix socket.
    ip: Option<Ip>,
    port: Option<u16>,
    hops: usize,
    header: Option<&'a InternedName>,
}

impl Current<'_> {
    fn client(&self) -> Result<Client, ResolveError> {
        let ip = self.ip.ok_or(ResolveError::NoAddress)?;
        Ok(Client { ip, port: self.port, hops: self.hops, header: self.header.cloned() })
    }

    /// The group that was asked gives no hop: an error, or the client, if the group says `last-trusted`.
    fn missing(&self, group: &TrustedProxies, lacking: Lacking) -> (End, Result<Client, ResolveError>) {
        let end = if lacking == Lacking::Proof { End::Unproven } else { End::Missing };
        let outcome = match group.on_missing {
            OnMissing::LastTrusted => self.client(),
            OnMissing::Reject => {
                Err(ResolveError::Missing { header: group.header().clone(), hop: self.hops + 1, lacking })
            }
        };
        (end, outcome)
    }

    /// The report of the group cannot be read: an error, or the client, if the group says `last-trusted`.
    fn invalid(&self, group: &TrustedProxies, end: End) -> (End, Result<Client, ResolveError>) {
        let (header, hop) = (group.header().clone(), self.hops + 1);
        let outcome = match group.on_invalid {
            OnInvalid::LastTrusted => self.client(),
            OnInvalid::Reject if end == End::Duplicate => Err(ResolveError::Duplicate { header, hop }),
            OnInvalid::Reject => Err(ResolveError::Invalid { header, hop }),
        };
        (end, outcome)
    }
}

pub(crate) fn walk<H: Headers + ?Sized, O: Observer>(
    policy: &Policy,
    peer: Peer,
    headers: &H,
    observer: &mut O,
) -> Result<Client, ResolveError> {
    let Peer { address: ip, port } = peer;
    if ip.is_some_and(Ip::is_unspecified) {
        return Err(ResolveError::NoAddress);
    }
    let mut current = Current { ip, port, hops: 0, header: None };
    let mut proofs = Proofs::default();
    let mut asked = ask(policy, current.ip, headers, &mut proofs);
    if let Asked::Nobody = asked {
        // A peer that nobody trusts. Return early, before the state of the walk is set up.
        observer.end(End::Untrusted);
        let ip = ip.ok_or(ResolveError::NoAddress)?;
        return Ok(Client { ip, port, hops: 0, header: None });
    }
    // What is unread of each header; groups that name the same one share it.
    let mut unread = std::array::from_fn::<_, MAX_HEADERS, _>(|_| None);
    let mut taken = Taken::default();
    let (end, outcome) = loop {
        let group = match asked {
            Asked::Group(group) => group,
            Asked::Unproven(group) => {
                observer.asked(group.number, Standing::Unproven);
                break current.missing(&group.proxies, Lacking::Proof);
            }
            Asked::Nobody => break (End::Untrusted, current.client()),
        };
        observer.asked(group.number, Standing::Trusted);
        let proxies = &group.proxies;
        let entries =
            unread[group.slot].get_or_insert_with(|| Entries::new(proxies.format, headers.lines(&proxies.header.name)));
        if entries.is_duplicate {
            break current.invalid(proxies, End::Duplicate);
        }
        let hop = match proxies.entries_per_hop.get() {
            1 => entries.next_hop(),
            count => {
                leftmost(entries, proxies.format, count, |skipped| observer.skipped(&proxies.header.spelled, skipped))
            }
        };
        let Some((entry, address)) = hop else {
            break current.missing(proxies, if entries.is_read { Lacking::Entry } else { Lacking::Header });
        };
        observer.hop(&proxies.header.name, entry, address);
        let Some((ip, port)) = address else {
            break current.invalid(proxies, End::Invalid);
        };
        current.ip = Some(ip);
        current.port = port;
        current.hops += 1;
        current.header = Some(&proxies.header.name);
        if proxies.trusted_hops.is_some_and(|limit| taken.one_more(group.counter) == u32::from(limit.get())) {
            break (End::TrustedHops, current.client());
        }
        asked = ask(policy, current.ip, headers, &mut proofs);
    };
    observer.end(end);
    if O::READS_ON {
        for (slot, entries) in unread.into_iter().enumerate() {
            let group = policy.all().iter().find(|group| group.slot == slot);
            let (Some(entries), Some(header)) = (entries, group.map(|group| &group.proxies.header)) else {
                continue;
            };
            match entries.is_duplicate {
                true => observer.unread(&header.spelled, headers.lines(&header.name).rev()),
                false => observer.unread(&header.spelled, entries),
            }
        }
    }
    outcome
}

/// Whom the walk asks next.
enum Asked<'a> {
    Group(&'a Group),
    /// Some groups hold the address, but the request lacks the proof of each. This is the first of them.
    Unproven(&'a Group),
    /// No group's ranges hold the address.
    Nobody,
}

/// The first group that trusts the address. Which one depends on the address, which a client cannot choose, and on proofs.
/// It never depends on whether a forwarding header is there.
#[inline(always)]
fn ask<'a>(policy: &'a Policy, ip: Option<Ip>, headers: &(impl Headers + ?Sized), proofs: &mut Proofs) -> Asked<'a> {
    let mut unproven = None;
    for group in policy.all().iter() {
        if !group.proxies.contains_ip(ip) {
            continue;
        }
        match &group.proxies.proof {
            Some(proof) if !proofs.hold(group.proof, proof, headers) => unproven = unproven.or(Some(group)),
            _ => return Asked::Group(group),
        }
    }
    unproven.map_or(Asked::Nobody, Asked::Unproven)
}

/// The leftmost of the `count` entries that a proxy appended. The others are skipped unread. If one of them has an open
/// quote, nobody can tell which entry is the leftmost, so the result is not an address.
#[inline(never)]
fn leftmost<'a>(
    unread: &mut Entries<'a, impl DoubleEndedIterator<Item = &'a [u8]>>,
    format: Format,
    count: u16,
    mut skipped: impl FnMut(&[u8]),
) -> Option<Hop<'a>> {
    for _ in 1..count {
        let entry = unread.next()?;
        if !entries::is_whole(format, entry) {
            return Some((entry, None));
        }
        skipped(entry);
    }
    unread.next_hop()
}
