//! The walk: starting at the peer, ask each trusted proxy who connected to it, until the answer is an address
//! that is no trusted proxy. The one algorithm, for `resolve` and for `explain`, which observes it.

use crate::client::Client;
use crate::entries::Entries;
use crate::error::ResolveError;
use crate::headers::Headers;
use crate::options::{OnInvalid, OnMissing};
use crate::peer::Peer;
use crate::policy::{Group, MAX_HEADERS, Policy};
use crate::recorder::Observer;
use crate::trace::End;
use crate::trusted_proxies::TrustedProxies;
use http::HeaderName;
use std::net::IpAddr;

/// Where the walk stands: the peer at first, then the hop that it took last.
struct Current<'a> {
    /// `None` is a Unix socket.
    ip: Option<IpAddr>,
    port: Option<u16>,
    hops: usize,
    header: Option<&'a HeaderName>,
}

impl Current<'_> {
    fn client(self) -> Result<Client, ResolveError> {
        let ip = self.ip.ok_or(ResolveError::NoAddress)?;
        Ok(Client { ip, port: self.port, hops: self.hops, header: self.header.cloned() })
    }

    /// The group that was asked gives no hop: an error, or the client, where the group says `last-trusted`.
    fn stop(self, group: &TrustedProxies, end: End) -> (End, Result<Client, ResolveError>) {
        let (header, hop) = (&group.header, self.hops + 1);
        let is_client = match end {
            End::Invalid | End::Duplicate => group.on_invalid == OnInvalid::LastTrusted,
            _ => group.on_missing == OnMissing::LastTrusted,
        };
        let outcome = match end {
            _ if is_client => self.client(),
            End::Invalid => Err(ResolveError::Invalid { header: header.clone(), hop }),
            End::Duplicate => Err(ResolveError::Duplicate { header: header.clone(), hop }),
            _ => Err(ResolveError::Missing { header: header.clone(), hop, unproven: end == End::Unproven }),
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
    let mut current = match peer.canonical() {
        Peer::Ip(ip, _) if ip.is_unspecified() => return Err(ResolveError::NoAddress),
        Peer::Ip(ip, port) => Current { ip: Some(ip), port, hops: 0, header: None },
        Peer::Unix => Current { ip: None, port: None, hops: 0, header: None },
    };
    // What is unread of each header; groups that name the same one share it.
    let mut unread = [const { None }; MAX_HEADERS];
    let mut taken = Taken::default();
    let (end, outcome) = loop {
        let (number, group) = match asked(policy, current.ip, headers) {
            Asked::Group(number, group) => (number, group),
            Asked::Unproven(number, group) => {
                observer.asked(number, false);
                break current.stop(&group.proxies, End::Unproven);
            }
            Asked::Nobody => break (End::Untrusted, current.client()),
        };
        observer.asked(number, true);
        let proxies = &group.proxies;
        let entries =
            unread[group.slot].get_or_insert_with(|| Entries::new(proxies.format, headers.lines(&proxies.header)));
        if entries.is_duplicate {
            break current.stop(proxies, End::Duplicate);
        }
        let mut appended = (1..proxies.entries_per_hop).map(|_| entries.next());
        let are_skipped =
            appended.all(|entry| entry.inspect(|entry| observer.skipped(&proxies.spelled, entry)).is_some());
        let Some(entry) = are_skipped.then(|| entries.next()).flatten() else {
            break current.stop(proxies, End::Missing);
        };
        let address = proxies.format.read(entry);
        observer.hop(&proxies.header, entry, address);
        let Some((ip, port)) = address else {
            break current.stop(proxies, End::Invalid);
        };
        current = Current { ip: Some(ip), port, hops: current.hops + 1, header: Some(&proxies.header) };
        if proxies.trusted_hops.is_some_and(|limit| taken.one_more(group.counter) == limit) {
            break (End::TrustedHops, current.client());
        }
    };
    observer.end(end);
    if O::READS_ON {
        for (slot, entries) in unread.into_iter().enumerate() {
            let group = policy.groups.iter().find(|group| group.slot == slot);
            let (Some(entries), Some(TrustedProxies { header, spelled, .. })) = (entries, group.map(|g| &g.proxies))
            else {
                continue;
            };
            match entries.is_duplicate {
                true => observer.unread(spelled, headers.lines(header).rev()),
                false => observer.unread(spelled, entries),
            }
        }
    }
    outcome
}

/// Whom the walk asks next.
enum Asked<'a> {
    Group(usize, &'a Group),
    /// A group whose ranges hold the address, and which lacks its proof, as all of those do.
    Unproven(usize, &'a Group),
    /// No group's ranges hold the address.
    Nobody,
}

/// The first group that trusts the address. Which one it is depends on the address alone, which a client cannot
/// choose, and on proofs; never on whether a forwarding header is there.
fn asked<'a>(policy: &'a Policy, ip: Option<IpAddr>, headers: &(impl Headers + ?Sized)) -> Asked<'a> {
    let mut unproven = None;
    for (number, group) in (1..).zip(policy.groups.iter()) {
        if !group.proxies.holds(ip) {
            continue;
        }
        match &group.proxies.proof {
            Some(proof) if !proof.is_in(headers) => unproven = unproven.or(Some((number, group))),
            _ => return Asked::Group(number, group),
        }
    }
    unproven.map_or(Asked::Nobody, |(number, group)| Asked::Unproven(number, group))
}

/// How many hops the walk took from each group that counts them.
#[derive(Default)]
struct Taken {
    /// For nearly every policy there is.
    few: [u32; 8],
    /// For one with more counting groups than that: the only place where the walk allocates.
    many: Vec<u32>,
}

impl Taken {
    fn one_more(&mut self, counter: usize) -> u32 {
        let count = match self.few.get_mut(counter) {
            Some(count) => count,
            None => {
                if self.many.len() <= counter {
                    self.many.resize(counter + 1, 0);
                }
                &mut self.many[counter]
            }
        };
        *count = count.saturating_add(1);
        *count
    }
}
