//! The commonest mistake in a policy, seen while serving: a proxy that no group names. Decides when it is worth a line in
//! the log, and words that line; logging is the caller's.

use crate::headers::Headers;
use crate::outcome::Outcome;
use crate::policy::Policy;
use http::HeaderName;
use http::header::FORWARDED;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// Watches for peers of an internal network that send a forwarding header and that no group of the policy trusts: most
/// likely a proxy that the policy does not name, so that all of its clients are one.
///
/// Tells of each peer once in 15 minutes, and of 64 peers at most in that time.
///
/// ```
/// use client_ip_core::{Outcome, Policy, UntrustedPeers};
/// use std::time::Instant;
///
/// let policy: Policy = "X-Forwarded-For from 10.0.0.1".parse()?;
/// let headers = [("X-Forwarded-For", "203.0.113.9")];
/// let outcome = Outcome::new(policy, [10, 0, 0, 2], &headers);
///
/// let untrusted = UntrustedPeers::default();
/// let seen = untrusted.notice(&outcome, &headers, Instant::now).expect("nobody trusts 10.0.0.2");
/// assert!(seen.to_string().contains("add `10.0.0.2` to the ranges of group 1"));
/// assert!(untrusted.notice(&outcome, &headers, Instant::now).is_none()); // told already
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Debug, Default)]
pub struct UntrustedPeers(Mutex<Vec<(IpAddr, Instant)>>);

/// How long a peer that was told of is not told of again.
const QUIET: Duration = Duration::from_secs(15 * 60);

/// How many peers are kept in mind.
const MOST_PEERS: usize = 64;

impl UntrustedPeers {
    /// Looks at a request with this outcome. `now` is asked only where there is
    /// something to tell; where two threads ask at once, one of them may be told nothing.
    ///
    /// What it costs a request does not depend on what the request holds.
    #[must_use = "a peer that is told of is not told of again for 15 minutes"]
    pub fn notice(
        &self,
        outcome: &Outcome,
        headers: &(impl Headers + ?Sized),
        now: impl FnOnce() -> Instant,
    ) -> Option<UntrustedPeer> {
        let client = outcome.client().ok().filter(|client| client.hops == 0)?;
        let policy = outcome.policy();
        let ip = client.ip();
        if !is_internal(ip) || policy.trusts(outcome.peer()) {
            return None;
        }
        let (header, group) = sent(policy, headers)?;
        self.is_new(ip, now()).then(|| UntrustedPeer { ip, header: header.to_owned(), group })
    }

    fn is_new(&self, ip: IpAddr, now: Instant) -> bool {
        let mut told = match self.0.try_lock() {
            Ok(told) => told,
            Err(TryLockError::Poisoned(error)) => PoisonError::into_inner(error),
            // Not worth waiting for: whoever holds it looks at a peer of the same kind.
            Err(TryLockError::WouldBlock) => return false,
        };
        told.retain(|(_, at)| now.saturating_duration_since(*at) < QUIET);
        let is_new = told.len() < MOST_PEERS && told.iter().all(|(known, _)| *known != ip);
        if is_new {
            told.push((ip, now));
        }
        is_new
    }
}

/// A peer of an internal network that sent a forwarding header, and that nobody trusts. Its `Display` says what to add to
/// the policy.
///
/// ```
/// use client_ip_core::{Outcome, Policy, UntrustedPeers};
/// use std::time::Instant;
///
/// let headers = [("X-Real-IP", "203.0.113.9")];
/// let outcome = Outcome::new(Policy::default(), [10, 0, 0, 2], &headers);
/// let seen = UntrustedPeers::default().notice(&outcome, &headers, Instant::now).expect("nobody is trusted");
/// assert_eq!((seen.header.as_str(), seen.group), ("X-Real-IP", None));
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UntrustedPeer {
    /// Its address, which is the client now.
    pub ip: IpAddr,
    /// The header that it sent, as the policy spells it or as it is commonly spelled.
    pub header: String,
    /// The first group of the policy that reads this header from others.
    pub group: Option<usize>,
}

impl fmt::Display for UntrustedPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ip, header, group } = self;
        write!(f, "{ip} sent {header}, and no group of the policy trusts it, so {ip} itself is the client; ")?;
        match group {
            Some(number) => write!(f, "if it is a proxy of yours, add `{ip}` to the ranges of group {number}")?,
            None => write!(f, "if it is a proxy of yours that writes this header, add the group `{header} from {ip}`")?,
        }
        f.write_str("; a NAT address or a container network's gateway is no proxy, so do not add it")
    }
}

/// A forwarding header of the request, and the first group that reads it: one that the policy knows, or one that proxies
/// commonly write.
fn sent<'a>(policy: &'a Policy, headers: &(impl Headers + ?Sized)) -> Option<(&'a str, Option<usize>)> {
    const COMMON: [(HeaderName, &str); 3] = [
        (HeaderName::from_static("x-forwarded-for"), "X-Forwarded-For"),
        (HeaderName::from_static("x-real-ip"), "X-Real-IP"),
        (FORWARDED, "Forwarded"),
    ];
    let is_sent = |header: &HeaderName| headers.lines(header).next().is_some();
    let named = (1..).zip(policy.groups()).find(|(_, group)| is_sent(group.header()));
    match named {
        Some((number, group)) => Some((group.header_as_written(), Some(number))),
        None => COMMON.into_iter().find(|(header, _)| is_sent(header)).map(|(_, spelled)| (spelled, None)),
    }
}

/// Whether the address is one of a network of somebody's own, as proxies mostly have: `loopback`, `private`, `link-local`
/// and `cgnat`.
fn is_internal(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let is_cgnat = matches!(ip.octets(), [100, 64..=127, ..]);
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || is_cgnat
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::Peer;

    fn ask(untrusted: &UntrustedPeers, policy: &str, peer: &str, header: &str, now: Instant) -> Option<String> {
        let policy: Policy = policy.parse().unwrap();
        let peer: Peer = peer.parse().unwrap();
        let headers = [(header, "203.0.113.9")];
        untrusted.notice(&Outcome::new(policy, peer, &headers), &headers, || now).map(|seen| seen.to_string())
    }

    #[test]
    fn a_proxy_that_nobody_named_is_told_of_with_the_line_to_add() {
        let told = |policy, peer, header| ask(&UntrustedPeers::default(), policy, peer, header, Instant::now());
        let gateway = "a NAT address or a container network's gateway is no proxy, so do not add it";
        assert_eq!(
            told("", "10.0.0.2:4711", "X-Forwarded-For").unwrap(),
            format!(
                "10.0.0.2 sent X-Forwarded-For, and no group of the policy trusts it, so 10.0.0.2 itself is the client; \
                 if it is a proxy of yours that writes this header, add the group `X-Forwarded-For from 10.0.0.2`; {gateway}"
            )
        );
        assert_eq!(
            told("X-Forwarded-For from 10.0.0.1; X-Client from 10.0.0.3", "::ffff:10.0.0.2", "x-client").unwrap(),
            format!(
                "10.0.0.2 sent X-Client, and no group of the policy trusts it, so 10.0.0.2 itself is the client; \
                 if it is a proxy of yours, add `10.0.0.2` to the ranges of group 2; {gateway}"
            )
        );
        for peer in
            ["127.0.0.1", "::1", "192.168.1.1", "172.17.0.1", "fd00::7", "169.254.130.1", "100.64.0.1", "fe80::1"]
        {
            for header in ["X-Forwarded-For", "X-Real-IP", "Forwarded"] {
                assert!(told("X-Real-IP from 10.0.0.1", peer, header).is_some(), "{peer} {header}");
            }
        }
    }

    #[test]
    fn an_internal_address_is_one_that_these_names_stand_for() {
        let names = ["loopback", "private", "link-local", "cgnat"];
        let group = crate::policy::trusted_proxies::TrustedProxies::new(names, "X-Forwarded-For").unwrap();
        let edges = "127.0.0.0 127.255.255.255 126.255.255.255 128.0.0.0 10.0.0.0 10.255.255.255 9.255.255.255 11.0.0.0 \
                     172.15.255.255 172.16.0.0 172.31.255.255 172.32.0.0 192.167.255.255 192.168.0.0 192.169.0.0 \
                     169.253.255.255 169.254.0.0 169.255.0.0 100.63.255.255 100.64.0.0 100.127.255.255 100.128.0.0 \
                     ::1 ::2 fbff:: fc00:: fdff:: fe00:: fe7f:: fe80:: febf:ffff:: fec0:: 2001:db8::1";
        for ip in edges.split(' ').filter(|ip| !ip.is_empty()) {
            let ip: IpAddr = ip.parse().unwrap();
            assert_eq!(is_internal(ip), group.ranges().contains(ip), "{ip}");
        }
    }

    #[test]
    fn nothing_else_is_told_of() {
        let told = |policy, peer, header| ask(&UntrustedPeers::default(), policy, peer, header, Instant::now());
        assert_eq!(told("", "198.51.100.7", "X-Forwarded-For"), None, "anyone may write one");
        assert_eq!(told("", "10.0.0.2", "Accept"), None, "no header");
        assert_eq!(told("X-Forwarded-For from 10.0.0.2", "10.0.0.2", "X-Forwarded-For"), None, "trusted");
        assert_eq!(told("X-Forwarded-For from 10.0.0.2", "10.0.0.2", "X-Real-IP"), None, "an error");
        let last_trusted = "X-Forwarded-For from 10.0.0.2 on-missing last-trusted";
        assert_eq!(told(last_trusted, "10.0.0.2", "X-Real-IP"), None, "trusted, and the client");
        assert_eq!(
            told("X-Forwarded-For from 198.51.100.7", "198.51.100.7", "X-Forwarded-For"),
            None,
            "a private client"
        );
        assert_eq!(told("", "unix", "X-Forwarded-For"), None, "an error");
    }

    #[test]
    fn a_peer_is_told_of_once_in_15_minutes_and_64_at_most() {
        let (untrusted, start) = (UntrustedPeers::default(), Instant::now());
        let told = |number: usize, seconds| {
            let peer = format!("10.0.0.{number}");
            ask(&untrusted, "", &peer, "X-Forwarded-For", start + Duration::from_secs(seconds)).is_some()
        };
        assert!(told(0, 0));
        assert!(!told(0, 1) && !told(0, 899));
        assert!(told(0, 900) && !told(0, 901));
        let others: Vec<_> = (1..100).map(|number| told(number, 1_000)).collect();
        assert_eq!(others.iter().filter(|told| **told).count(), 63, "with the first one");
        assert!(others[..63].iter().all(|told| *told));
        assert!(!told(70, 1_799) && told(70, 1_800), "the first one is forgotten");
        // A clock that goes back is as good as one that stands.
        assert!(!told(70, 0));
    }
}
