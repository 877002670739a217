//! Addresses, and how proxies and others spell them.

use super::pick::one_of;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv6Addr};

/// Each of them is in a range of `policy::RANGES`.
pub(crate) const TRUSTED: [&str; 11] = [
    "10.1.0.1",
    "10.1.0.2",
    "10.2.0.3",
    "192.168.0.5",
    "127.0.0.1",
    "100.64.0.9",
    "198.51.100.7",
    "fd00::1",
    "fd00:1::2",
    "::1",
    "2001:db8:1::5",
];
/// Nobody trusts these, if not `any`.
const OUTSIDE: [&str; 4] = ["203.0.113.9", "6.6.6.6", "2001:db8::7", "198.51.100.200"];

/// No address anywhere, or none in most formats.
const JUNK: &[&str] = &[
    "unknown",
    "_hidden",
    "unix:",
    "localhost",
    "0.0.0.0",
    "0.0.0.0:80",
    "::",
    "[::]:80",
    "::ffff:0.0.0.0",
    "010.1.0.1",
    "10.1",
    "10.1.0.256",
    "0x0a010001",
    "167837697",
    "10.1.0.1 10.1.0.2",
    "\"10.1.0.1\"",
    "fd00::1%",
    "fd00::1%a!b",
    "fd00::1%a%b",
    "fd00::1%eth0]",
    "10.1.0.1%eth0",
    "[10.1.0.1]",
    "[10.1.0.1]:80",
    "10.1.0.1:",
    "10.1.0.1:65536",
    "10.1.0.1:000080",
    "10.1.0.1:+80",
    "10.1.0.1:_x",
    "10.1.0.1:_",
    "[fd00::1]:_a.b-c_d",
    "[fd00::1]:_a~",
    "[fd00::1",
    "[fd00::1]80",
    "[fd00::1]:",
    "fd00::1]:80",
    "fd00::00001",
    "fd00:::1",
    "1:2:3:4:5:6:7:8:9",
    "10.1.0.1/32",
    "10.1.0.1\0",
    "\u{ff}10.1.0.1",
    "10.1.0.1;",
    "=",
    "\\",
    "",
];

pub(crate) fn trusted() -> impl Strategy<Value = IpAddr> {
    one_of(&TRUSTED).prop_map(|ip| ip.parse().unwrap())
}

pub(crate) fn outside() -> impl Strategy<Value = IpAddr> {
    one_of(&OUTSIDE).prop_map(|ip| ip.parse().unwrap())
}

pub(crate) fn ip() -> impl Strategy<Value = IpAddr> {
    prop_oneof![8 => trusted(), 1 => outside()]
}

/// An IPv4 address as IPv6 has it.
pub(crate) fn as_mapped(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().into(),
        ip => ip,
    }
}

pub(crate) fn junk() -> impl Strategy<Value = String> {
    one_of(JUNK)
}

/// A port as most write it, and as some do.
fn port() -> impl Strategy<Value = String> {
    prop_oneof![3 => any::<u16>().prop_map(|port| port.to_string()), 1 => one_of(&["0", "00080", "65535", "80"])]
}

/// An address without a port and brackets.
pub(crate) fn bare(ip: IpAddr) -> impl Strategy<Value = String> {
    let zone = prop_oneof![4 => Just(String::new()), 1 => one_of(&["%eth0", "%1", "%en-0.1_~"])];
    (0..6, zone).prop_map(move |(form, zone)| match (ip, form) {
        (IpAddr::V4(ip), 0) => format!("::ffff:{ip}{zone}"),
        (IpAddr::V4(ip), 1) => {
            let [.., a, b] = ip.to_ipv6_mapped().segments();
            format!("::FFFF:{a:x}:{b:X}{zone}")
        }
        (IpAddr::V4(ip), _) => ip.to_string(),
        (IpAddr::V6(ip), 0) => format!("{}{zone}", whole(ip)),
        (IpAddr::V6(ip), 1) => format!("{}{zone}", ip.to_string().to_uppercase()),
        (IpAddr::V6(ip), _) => format!("{ip}{zone}"),
    })
}

/// All eight groups, none shortened.
fn whole(ip: Ipv6Addr) -> String {
    ip.segments().map(|segment| format!("{segment:04x}")).join(":")
}

/// An address in any of the ways that a list accepts.
pub(crate) fn spelled(ip: IpAddr) -> impl Strategy<Value = String> {
    (bare(ip), 0..6, port()).prop_map(|(ip, form, port)| match (ip.contains(':'), form) {
        (true, 0) => format!("[{ip}]:{port}"),
        (true, 1) => format!("[{ip}]"),
        (false, 0) => format!("{ip}:{port}"),
        _ => ip,
    })
}

/// An address in any of the ways that `address-port` accepts.
pub(crate) fn with_port(ip: IpAddr) -> impl Strategy<Value = String> {
    (bare(ip), any::<bool>(), port()).prop_map(|(ip, brackets, port)| {
        if brackets && ip.contains(':') { format!("[{ip}]:{port}") } else { format!("{ip}:{port}") }
    })
}
