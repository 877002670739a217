//! An IPv4 address is the same address where IPv6 maps it: in the peer, in a hop and in a range.

use crate::check::check;
use crate::generate::{Headers, address, case, policy, trusted_by};
use client_ip_twin::{Format, Group, Peer, Policy};
use proptest::prelude::*;
use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr};

fn mapped_range(range: &str) -> String {
    let (ip, length) = range.split_once('/').unwrap_or((range, "32"));
    match ip.parse::<Ipv4Addr>() {
        Ok(ip) => format!("::ffff:{ip}/{}", 96 + length.parse::<u32>().unwrap()),
        Err(_) => range.to_owned(),
    }
}

fn mapped_policy(policy: &Policy) -> Policy {
    let groups = policy
        .trusted_proxies
        .iter()
        .map(|group| Group { ranges: group.ranges.iter().map(|range| mapped_range(range)).collect(), ..group.clone() });
    Policy { trusted_proxies: groups.collect() }
}

/// The hops as the format writes them, with a port in every second one.
fn written(format: Format, hops: &[IpAddr]) -> String {
    let hop = |(i, ip): (usize, &IpAddr)| match (format, ip, i % 2) {
        (Format::AddressPort, ip, _) => format!("{ip}:80"),
        (Format::Forwarded, IpAddr::V4(ip), 1) => format!("for=\"{ip}:80\""),
        (Format::Forwarded, IpAddr::V6(ip), 1) => format!("for=\"[{ip}]:80\""),
        (Format::Forwarded, ip, _) => format!("for={ip}"),
        (_, IpAddr::V4(ip), 1) => format!("{ip}:80"),
        (_, IpAddr::V6(ip), 1) => format!("[{ip}]:80"),
        (_, ip, _) => ip.to_string(),
    };
    let hops: Vec<String> = hops.iter().enumerate().map(hop).collect();
    match format {
        Format::List | Format::Forwarded => hops.join(", "),
        Format::Address | Format::AddressPort => hops.first().cloned().unwrap_or_default(),
    }
}

fn requests(policy: &Policy, hops: &[Vec<IpAddr>], map: impl Fn(IpAddr) -> IpAddr) -> Headers {
    let mut headers = Headers::new();
    for (group, hops) in policy.trusted_proxies.iter().zip(hops) {
        let hops: Vec<IpAddr> = hops.iter().map(|&ip| map(ip)).collect();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&group.header)) {
            headers.push((group.header.clone(), written(group.format(), &hops).into_bytes()));
        }
    }
    headers
}

#[test]
fn a_mapped_address_is_the_ipv4_address_everywhere() {
    let hops = prop::collection::vec(prop::collection::vec(address::ip(), 1..5), 6);
    let named = Cell::new(0);
    check(500, &(policy::policy(), address::trusted(), hops), |(policy, peer, hops)| {
        let as_it_is = requests(&policy, &hops, |ip| ip);
        let mapped = requests(&policy, &hops, address::as_mapped);
        let (core, mapped_core) = (policy.to_core().unwrap(), mapped_policy(&policy).to_core().unwrap());
        let expected = core.resolve(Peer::Ip(peer, None), &as_it_is);
        named.set(named.get() + usize::from(expected.as_ref().is_ok_and(|client| client.hops() > 0)));
        for core in [core, mapped_core] {
            for peer in [peer, address::as_mapped(peer)] {
                for headers in [&as_it_is, &mapped] {
                    prop_assert_eq!(&core.resolve(Peer::Ip(peer, None), headers), &expected);
                }
            }
        }
        Ok(())
    });
    assert!(named.get() > 50, "only {} requests had a client behind a proxy", named.get());
}

#[test]
fn a_header_map_gives_the_same_as_pairs_of_bytes() {
    let compared = Cell::new(0);
    check(500, &case(), |(policy, peer, headers)| {
        let mut map = http::HeaderMap::new();
        for (name, value) in &headers {
            let Ok(value) = http::HeaderValue::from_bytes(value) else { return Ok(()) };
            map.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
        }
        compared.set(compared.get() + usize::from(!trusted_by(&policy).is_empty()));
        let core = policy.to_core().unwrap();
        prop_assert_eq!(core.resolve(peer, &map), core.resolve(peer, &headers));
        Ok(())
    });
    assert!(compared.get() > 50, "only {} requests fit into a header map", compared.get());
}
