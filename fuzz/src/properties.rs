//! What holds for every policy and every request, whoever wrote it.

use client_ip_core::error::Lacking;
use client_ip_core::{Client, Format, OnInvalid, OnMissing, Peer, Policy, ResolveError, Trace, TrustedProxies};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::net::IpAddr;

/// A header line: its name, and its value as bytes.
pub type Line = (String, Vec<u8>);

/// Texts that broke readers before.
const JUNK: [&[u8]; 9] = [
    b"6.6.6.6",
    b"\"",
    b"\\",
    b"for=6.6.6.6",
    b"for=6.6.6.6;x=\"",
    b"for=\"6.6.6.6",
    b", ,\t,",
    b"10.0.0.1, unknown, 127.0.0.1",
    b"\xff\0 \x7f",
];

/// Resolves the request and asserts every property.
///
/// # Panics
///
/// Where one does not hold.
pub fn hold(policy: &Policy, peer: Peer, headers: &[Line]) -> Result<Client, ResolveError> {
    let outcome = policy.resolve(peer, headers);
    let trace = policy.explain(peer, headers);
    assert_eq!(trace.outcome, outcome, "explain and resolve differ");
    trace_is_bounded_and_printable(&trace);
    the_twin_says_the_same(policy, peer, headers, &outcome);
    the_answer_agrees_with_itself(policy, peer, &outcome);
    an_untrusted_peer_speaks_for_itself(policy, peer, &outcome);
    a_trusted_proxy_is_not_the_client(policy, &outcome);
    only_named_headers_are_read(policy, peer, headers, &outcome);
    a_mapped_peer_is_the_ipv4_peer(policy, peer, headers, &outcome);
    a_header_map_is_as_good(policy, peer, headers, &outcome);
    another_hop_changes_nothing(policy, peer, headers, &outcome);
    for junk in JUNK {
        junk_changes_nothing(policy, peer, headers, &outcome, junk);
    }
    outcome
}

/// Junk to the left of what was there, in the same line and in earlier lines, where the walk came to its end.
///
/// # Panics
///
/// Where it changes the answer.
pub fn junk_changes_nothing(
    policy: &Policy,
    peer: Peer,
    headers: &[Line],
    outcome: &Result<Client, ResolveError>,
    junk: &[u8],
) {
    let is_trusted = |client: &Client| policy.groups().any(|group| group.ranges().contains(client.ip()));
    match outcome {
        // With `last-trusted` a chain that is too short has an answer too, which what stands further left does change.
        Ok(client) if policy.groups().any(says_last_trusted) && is_trusted(client) => return,
        Err(ResolveError::Missing { lacking: Lacking::Header | Lacking::Entry, .. }) => return,
        Err(ResolveError::NoAddress) if policy.groups().any(says_last_trusted) => return,
        _ => {}
    }
    for group in policy.groups().filter(|group| !group.format().is_single_address()) {
        let name = group.header().as_str();
        let mut earlier = headers.to_vec();
        earlier.insert(0, (name.to_owned(), junk.to_vec()));
        assert_eq!(
            &policy.resolve(peer, &earlier),
            outcome,
            "junk in an earlier line of {name}: {}",
            junk.escape_ascii()
        );

        let mut same = headers.to_vec();
        let Some((_, value)) = same.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) else { continue };
        value.splice(0..0, junk.iter().copied().chain([b',']));
        assert_eq!(&policy.resolve(peer, &same), outcome, "junk in the same line of {name}: {}", junk.escape_ascii());
    }
}

fn says_last_trusted(group: &TrustedProxies) -> bool {
    group.on_missing() == OnMissing::LastTrusted || group.on_invalid() == OnInvalid::LastTrusted
}

fn trusts(group: &TrustedProxies, peer: Peer) -> bool {
    match peer.ip() {
        Some(ip) => group.ranges().contains(ip),
        None => group.includes_unix(),
    }
}

fn trace_is_bounded_and_printable(trace: &Trace) {
    assert!(trace.steps.len() <= 101, "{} steps", trace.steps.len());
    // Of what was not read, a few entries and a last line for each header at most.
    assert!(trace.passed.len() <= 8 + 8, "{} entries that were passed", trace.passed.len());
    let texts = trace.steps.iter().map(|step| &step.text).chain(trace.passed.iter().map(|passed| &passed.text));
    for text in texts {
        assert!(text.chars().all(|c| c == '…' || matches!(c, ' '..='~')), "{text:?}");
        assert!(text.len() <= 4 * 80 + '…'.len_utf8(), "{text:?}");
    }
    assert!(!trace.to_string().is_empty());
}

fn the_twin_says_the_same(policy: &Policy, peer: Peer, headers: &[Line], outcome: &Result<Client, ResolveError>) {
    // What a proof's value is, a policy does not tell.
    let begins_with_proof = |group: &TrustedProxies| group.header().as_str().starts_with("proof");
    if policy.groups().all(|group| group.proof_header().is_none() && !begins_with_proof(group)) {
        let twin = client_ip_twin::Policy::from_text(&policy.to_string());
        as_the_twin(&twin, peer, headers, outcome);
    }
}

/// The naive implementation of the same rules, under the same policy.
///
/// # Panics
///
/// Where it gives another answer.
pub fn as_the_twin(
    twin: &client_ip_twin::Policy,
    peer: Peer,
    headers: &[Line],
    outcome: &Result<Client, ResolveError>,
) {
    let peer = match peer.ip() {
        Some(ip) => client_ip_twin::Peer::Ip(ip, peer.port()),
        None => client_ip_twin::Peer::Unix,
    };
    let expected = client_ip_twin::resolve(twin, peer, headers);
    assert_eq!(client_ip_twin::Answer::from(outcome.clone()), expected, "the twin's answer is the second");
}

fn the_answer_agrees_with_itself(policy: &Policy, peer: Peer, outcome: &Result<Client, ResolveError>) {
    match outcome {
        Ok(client) => {
            assert_eq!(client.ip(), client.ip().to_canonical());
            assert!(!client.ip().is_unspecified());
            assert_eq!(client.hops() == 0, client.header().is_none());
            match client.header() {
                Some(header) => assert!(policy.groups().any(|group| group.header() == header)),
                None => assert_eq!(Peer::new(client.ip(), client.port()), peer),
            }
        }
        Err(error) => assert!(error.to_string().starts_with(error.kind().as_str())),
    }
}

fn an_untrusted_peer_speaks_for_itself(policy: &Policy, peer: Peer, outcome: &Result<Client, ResolveError>) {
    if policy.groups().any(|group| trusts(group, peer)) {
        return;
    }
    match peer.ip() {
        Some(ip) if !ip.is_unspecified() => {
            let client = outcome.as_ref().expect("a peer that nobody trusts is the client");
            assert_eq!((client.ip(), client.port(), client.hops()), (ip, peer.port(), 0));
        }
        _ => assert_eq!(outcome, &Err(ResolveError::NoAddress)),
    }
}

fn a_trusted_proxy_is_not_the_client(policy: &Policy, outcome: &Result<Client, ResolveError>) {
    let says_so = |group: &TrustedProxies| says_last_trusted(group) || group.trusted_hops().is_some();
    if let (Ok(client), false) = (outcome, policy.groups().any(says_so)) {
        assert!(!policy.groups().any(|group| group.ranges().contains(client.ip())), "{} is trusted", client.ip());
    }
}

fn only_named_headers_are_read(policy: &Policy, peer: Peer, headers: &[Line], outcome: &Result<Client, ResolveError>) {
    let is_named = |name: &str| {
        let names = |header: &HeaderName| name.eq_ignore_ascii_case(header.as_str());
        policy.groups().any(|group| names(group.header()) || group.proof_header().is_some_and(names))
    };
    let named: Vec<Line> = headers.iter().filter(|(name, _)| is_named(name)).cloned().collect();
    assert_eq!(&policy.resolve(peer, &named), outcome, "a header that no group names was read");
}

fn a_mapped_peer_is_the_ipv4_peer(
    policy: &Policy,
    peer: Peer,
    headers: &[Line],
    outcome: &Result<Client, ResolveError>,
) {
    if let Some(IpAddr::V4(ip)) = peer.ip() {
        for ip in [IpAddr::V4(ip), IpAddr::V6(ip.to_ipv6_mapped())] {
            assert_eq!(&policy.resolve(Peer::new(ip, peer.port()), headers), outcome, "{ip} as the peer");
        }
    }
}

fn a_header_map_is_as_good(policy: &Policy, peer: Peer, headers: &[Line], outcome: &Result<Client, ResolveError>) {
    let lines = headers.iter().map(|(name, value)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?))
    });
    let Some(lines) = lines.collect::<Option<Vec<_>>>() else { return };
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(name, value);
    }
    assert_eq!(&policy.resolve(peer, &map), outcome, "a HeaderMap gives another answer");
}

/// A trusted peer that has a further proxy of its group before it, which reports it.
fn another_hop_changes_nothing(policy: &Policy, peer: Peer, headers: &[Line], outcome: &Result<Client, ResolveError>) {
    let (Some(ip), port) = (peer.ip(), peer.port()) else { return };
    let mut trusting = policy.groups().filter(|group| trusts(group, peer));
    let Some(group) = trusting.next() else { return };
    let unsure = policy.groups().any(|group| group.trusted_hops().is_some() || group.proof_header().is_some());
    if ip.is_unspecified() || unsure || group.format().is_single_address() || group.entries_per_hop() > 4 {
        return;
    }
    let written = match (group.format(), ip, port) {
        (Format::Forwarded, IpAddr::V6(ip), None) => format!("for=\"[{ip}]\""),
        (Format::Forwarded, ip, None) => format!("for={ip}"),
        (Format::Forwarded, ip, Some(port)) => format!("for=\"{}\"", std::net::SocketAddr::new(ip, port)),
        (_, ip, None) => ip.to_string(),
        (_, ip, Some(port)) => std::net::SocketAddr::new(ip, port).to_string(),
    };
    let skipped = ", x".repeat(group.entries_per_hop() as usize - 1);
    let mut longer = headers.to_vec();
    longer.push((group.header().to_string(), format!("{written}{skipped}").into_bytes()));
    match (policy.resolve(peer, &longer), outcome) {
        (Ok(longer), Ok(client)) => {
            assert_eq!((longer.ip(), longer.port(), longer.hops()), (client.ip(), client.port(), client.hops() + 1));
        }
        (Err(longer), Err(error)) => assert_eq!(longer.kind(), error.kind()),
        (longer, outcome) => panic!("one more trusted hop: {longer:?} instead of {outcome:?}"),
    }
}
