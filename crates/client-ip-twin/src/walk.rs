//! The walk, word by word as in the rules.

use crate::entries;
use crate::policy::{Format, Group, Otherwise, Policy};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The other end of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// An IP address, and the port if it is known.
    Ip(IpAddr, Option<u16>),
    /// A Unix socket.
    Unix,
}

/// What the walk found. Names of headers are in lower case; hops are counted from the right, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the core's `Client` and `ResolveError`")]
pub enum Answer {
    /// The client.
    Client { ip: IpAddr, port: Option<u16>, hops: usize, header: Option<String> },
    /// A trusted proxy did not say who connected to it.
    Missing { header: String, hop: usize, lacking: Lacking },
    /// What it said is no address.
    Invalid { header: String, hop: usize },
    /// A header that holds one address stands in more than one line.
    Duplicate { header: String, hop: usize },
    /// A Unix socket would be the client, or the peer is unspecified.
    NoAddress,
}

/// What a request lacks that has no hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "those of the core")]
pub enum Lacking {
    Header,
    Entry,
    Proof,
}

/// Who the client is. A header is a pair of name and value, any bytes.
pub fn resolve(policy: &Policy, peer: Peer, headers: &[(impl AsRef<[u8]>, impl AsRef<[u8]>)]) -> Answer {
    resolve_noting(policy, peer, headers, &mut |_| {})
}

/// The same, telling what it met, each time in the words of [`NOTES`](crate::notes::NOTES).
pub fn resolve_noting(
    policy: &Policy,
    peer: Peer,
    headers: &[(impl AsRef<[u8]>, impl AsRef<[u8]>)],
    note: &mut dyn FnMut(&'static str),
) -> Answer {
    // Each character stands for one byte.
    let text = |bytes: &[u8]| bytes.iter().map(|&byte| char::from(byte)).collect::<String>();
    let headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| (text(name.as_ref()).to_ascii_lowercase(), text(value.as_ref()))).collect();
    let lines = |header: &str| -> Vec<String> {
        let name = header.to_ascii_lowercase();
        headers.iter().filter(|(n, _)| *n == name).map(|(_, value)| value.clone()).collect()
    };

    let (mut current, mut port) = match peer {
        Peer::Ip(ip, port) => (Some(ip.to_canonical()), port),
        Peer::Unix => (None, None),
    };
    if current.is_some_and(|ip| ip.is_unspecified()) {
        note("peer: unspecified");
        return Answer::NoAddress;
    }

    let (mut unread, mut lacking) = (BTreeMap::new(), BTreeMap::new());
    for group in &policy.trusted_proxies {
        let entries = entries::entries(group.format(), &lines(&group.header), note);
        // What is lacking once all of them are read.
        lacking.insert(group.header_name(), if entries.is_empty() { Lacking::Header } else { Lacking::Entry });
        unread.insert(group.header_name(), entries);
    }
    let mut taken_from = vec![0; policy.trusted_proxies.len()];
    let mut hops = 0;
    let mut named_by: Option<String> = None;
    let mut before: Option<usize> = None;
    let proven = |group: &Group| match &group.proof {
        None => true,
        Some(proof) => match lines(&proof.header).as_slice() {
            // Spaces and tabs around a field's value are no part of it (RFC 9110 section 5.5).
            [value] => value.trim_matches([' ', '\t']) == proof.value,
            _ => false,
        },
    };
    let client = |current: Option<IpAddr>, port, hops, header: &Option<String>| match current {
        Some(ip) => Answer::Client { ip, port, hops, header: header.clone() },
        None => Answer::NoAddress,
    };

    loop {
        // 1 and 2: whom to ask.
        let holding: Vec<usize> =
            (0..policy.trusted_proxies.len()).filter(|&i| policy.trusted_proxies[i].holds(current)).collect();
        if holding.is_empty() {
            note(if hops == 0 { "end: untrusted peer" } else { "end: untrusted hop" });
            return client(current, port, hops, &named_by);
        }
        let asked = holding.iter().copied().find(|&i| proven(&policy.trusted_proxies[i]));
        let Some(asked) = asked else {
            let first = &policy.trusted_proxies[holding[0]];
            note("end: unproven");
            return match first.on_missing.unwrap_or_default() {
                Otherwise::LastTrusted => client(current, port, hops, &named_by),
                Otherwise::Reject => {
                    Answer::Missing { header: first.header_name(), hop: hops + 1, lacking: Lacking::Proof }
                }
            };
        };
        if asked != holding[0] {
            note("group: passed over, unproven");
        }
        let group = &policy.trusted_proxies[asked];
        let header = group.header_name();
        if group.proof.is_some() {
            note("group: proven");
        }
        if let Some(before) = before.filter(|&before| before != asked) {
            let other = &policy.trusted_proxies[before];
            note(if other.header_name() == header { "group: continues" } else { "group: handed over" });
        }
        before = Some(asked);

        // 3: whether there is something to read.
        let on_invalid = group.on_invalid.unwrap_or_default();
        let single = matches!(group.format(), Format::Address | Format::AddressPort);
        if single && lines(&group.header).len() > 1 {
            note("end: duplicate");
            return match on_invalid {
                Otherwise::LastTrusted => client(current, port, hops, &named_by),
                Otherwise::Reject => Answer::Duplicate { header, hop: hops + 1 },
            };
        }
        let per_hop = group.entries_per_hop.unwrap_or(1) as usize;
        let entries = unread.get_mut(&header).expect("every group's header is read");
        let rest = entries.split_off(entries.len().saturating_sub(per_hop));
        let is_open = rest.iter().any(|entry| entry.is_open);
        if rest.len() < per_hop && !is_open {
            note(if rest.is_empty() { "end: missing" } else { "end: too few entries for a hop" });
            return match group.on_missing.unwrap_or_default() {
                Otherwise::LastTrusted => client(current, port, hops, &named_by),
                Otherwise::Reject => Answer::Missing { lacking: lacking[&header], header, hop: hops + 1 },
            };
        }

        // 4: the next hop.
        if rest.len() > 1 {
            note("group: skipped entries");
        }
        if rest[1..].iter().any(|entry| entry.is_open) {
            note("forwarded: quote without partner in what would be skipped");
        }
        rest[0].notes.iter().for_each(|what| note(what));
        let Some((ip, its_port)) = rest[0].hop.filter(|_| !is_open) else {
            note("end: invalid");
            return match on_invalid {
                Otherwise::LastTrusted => client(current, port, hops, &named_by),
                Otherwise::Reject => Answer::Invalid { header, hop: hops + 1 },
            };
        };

        // 5: it is an address.
        hops += 1;
        (current, port, named_by) = (Some(ip), its_port, Some(header));
        taken_from[asked] += 1;
        if group.trusted_hops == Some(taken_from[asked]) {
            note("end: trusted hops");
            return client(current, port, hops, &named_by);
        }
    }
}
