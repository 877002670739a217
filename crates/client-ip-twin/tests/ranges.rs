//! The core's set of ranges against asking one range after the other: few and many, far apart, side by side, within
//! each other, and at both ends of the address space.
#![allow(missing_docs, reason = "a test")]

use client_ip_core::IpRanges;
use client_ip_testkit::random::Random;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bits of an address that lies in a clump with others, or at an end, or anywhere.
fn bits(random: &mut Random) -> u128 {
    let any = u128::from(random.bits()) << 64 | u128::from(random.bits());
    match random.below(8) {
        0 => 0,
        1 => u128::MAX,
        2 => any,
        // The upper halves are equal, or nearly.
        3 => 0x2001_0db8 << 96 | any >> random.one_of(&[64, 66, 96, 120]),
        4 => 0x2001_0db8 << 96 | (any >> 124) << 64 | (any & 0xff),
        5 => any & u128::MAX << random.one_of(&[64, 96, 112, 120]),
        _ => 0x0a00 << 112 | any >> random.one_of(&[16, 20, 24]),
    }
}

fn v4(bits: u128) -> u32 {
    (bits >> 96) as u32
}

fn net(random: &mut Random) -> IpNet {
    let bits = bits(random);
    if random.below(2) == 0 {
        let length = random.one_of(&[32, 32, 31, 30, 28, 24, 16, 9, 1]);
        Ipv4Net::new(Ipv4Addr::from_bits(v4(bits)), length).unwrap().trunc().into()
    } else {
        let length = random.one_of(&[128, 128, 127, 124, 65, 64, 63, 60, 48, 32, 3]);
        Ipv6Net::new(Ipv6Addr::from_bits(bits), length).unwrap().trunc().into()
    }
}

/// The ends of a range and their neighbours.
fn edges(net: &IpNet) -> Vec<IpAddr> {
    match (net.network(), net.broadcast()) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            let (first, last) = (first.to_bits(), last.to_bits());
            [first.wrapping_sub(1), first, last, last.wrapping_add(1)].map(|ip| Ipv4Addr::from_bits(ip).into()).to_vec()
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            let (first, last) = (first.to_bits(), last.to_bits());
            [first.wrapping_sub(1), first, last, last.wrapping_add(1)].map(|ip| Ipv6Addr::from_bits(ip).into()).to_vec()
        }
        _ => unreachable!("both ends are of one family"),
    }
}

#[test]
fn a_set_holds_what_one_of_its_ranges_holds() {
    let mut random = Random::seeded(1);
    let (mut held, mut not) = (0, 0);
    for size in [0, 1, 2, 3, 5, 8, 15, 30, 64, 100, 200, 700, 1_500].into_iter().cycle().take(52) {
        // Every second set has no wide ranges, which would swallow the others.
        let wide = random.below(2) == 0;
        let mut nets: Vec<IpNet> = std::iter::repeat_with(|| net(&mut random))
            .filter(|net| wide || net.prefix_len() > if net.addr().is_ipv4() { 23 } else { 59 })
            .take(size)
            .collect();
        // Some stand side by side.
        let neighbours: Vec<IpNet> = nets.iter().step_by(5).flat_map(edges).map(IpNet::from).collect();
        nets.extend(neighbours.into_iter().take(size / 4));
        let set: IpRanges = nets.iter().copied().collect();

        let any = (0..100).flat_map(|_| {
            let bits = bits(&mut random);
            [IpAddr::from(Ipv6Addr::from_bits(bits)), Ipv4Addr::from_bits(v4(bits)).into()]
        });
        let step = nets.len() / 100 + 1;
        let asked: Vec<IpAddr> = any.chain(nets.iter().step_by(step).flat_map(edges)).collect();
        for ip in asked {
            let expected = nets.iter().any(|net| net.contains(&ip));
            *(if expected { &mut held } else { &mut not }) += 1;
            assert_eq!(set.contains(ip), expected, "{ip} in {} ranges", nets.len());
        }
    }
    assert!(held > 2_000 && not > 2_000, "{held} held, {not} not");
}
