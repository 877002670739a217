//! A policy, who is connected, and what was sent.

use super::pick::one_of;
use super::request::Headers;
use super::{address, policy, request};
use client_ip_twin::{Peer, Policy};
use proptest::prelude::*;
use proptest::sample::Index;
use std::net::IpAddr;

/// A policy, who is connected, and what was sent.
pub(crate) fn case() -> impl Strategy<Value = (Policy, Peer, Headers)> {
    (policy::policy(), peer(), request::lines()).prop_map(|(policy, peer, lines)| {
        let peer = peer.of(&policy);
        let headers = lines.into_headers(&policy);
        (policy, peer, headers)
    })
}

/// Who is connected: mostly one of those whom the policy trusts.
#[derive(Debug, Clone)]
enum AnyPeer {
    Trusted(Index, Option<u16>, bool),
    This(Peer),
}

impl AnyPeer {
    fn of(self, policy: &Policy) -> Peer {
        match self {
            Self::This(peer) => peer,
            Self::Trusted(index, port, mapped) => {
                let trusted = trusted_by(policy);
                let ip = trusted.get(index.index(trusted.len().max(1))).copied().unwrap_or([10, 1, 0, 1].into());
                Peer::Ip(if mapped { address::as_mapped(ip) } else { ip }, port)
            }
        }
    }
}

/// The addresses that a group of the policy holds.
pub(crate) fn trusted_by(policy: &Policy) -> Vec<IpAddr> {
    let trusted = |ip: &IpAddr| policy.trusted_proxies.iter().any(|group| group.holds(Some(*ip)));
    address::TRUSTED.iter().map(|ip| ip.parse().unwrap()).filter(trusted).collect()
}

fn peer() -> impl Strategy<Value = AnyPeer> {
    let port = || prop_oneof![Just(None), any::<u16>().prop_map(Some)];
    prop_oneof![
        30 => (any::<Index>(), port(), prop::bool::weighted(0.2))
            .prop_map(|(index, port, mapped)| AnyPeer::Trusted(index, port, mapped)),
        3 => (address::outside(), port()).prop_map(|(ip, port)| AnyPeer::This(Peer::Ip(ip, port))),
        4 => Just(AnyPeer::This(Peer::Unix)),
        1 => one_of(&["0.0.0.0", "::", "::ffff:0.0.0.0"])
            .prop_map(|ip| AnyPeer::This(Peer::Ip(ip.parse().unwrap(), Some(1)))),
    ]
}
