//! A policy as plain data, in the words of the rules, and what a group's words mean.

use serde::{Deserialize, Deserializer, Serialize};
use std::net::IpAddr;

/// Groups, asked in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The key of the configuration.
    #[serde(default, deserialize_with = "null_is_not_given")]
    pub trusted_proxies: Vec<Group>,
}

fn null_is_not_given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Group>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// One group. `None` is a key that is not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the keys of the configuration")]
pub struct Group {
    pub ranges: Vec<String>,
    pub header: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_hops: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries_per_hop: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_missing: Option<Otherwise>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_invalid: Option<Otherwise>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// How a header is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the configuration")]
pub enum Format {
    List,
    Forwarded,
    Address,
    AddressPort,
}

/// What happens where a trusted proxy gives no address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the configuration")]
pub enum Otherwise {
    #[default]
    Reject,
    LastTrusted,
}

/// A header and the value that proves who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the keys of the configuration")]
pub struct Proof {
    pub header: String,
    pub value: String,
}

impl Group {
    /// A group with these ranges and this header, the other keys not given.
    #[must_use]
    pub fn new(ranges: &[&str], header: &str) -> Self {
        let ranges = ranges.iter().map(|&range| range.to_owned()).collect();
        Self { ranges, header: header.to_owned(), ..Self::default() }
    }

    /// The header's name in lower case.
    #[must_use]
    pub fn header_name(&self) -> String {
        self.header.to_ascii_lowercase()
    }

    /// The format that is given, or the one that the header's name suggests.
    #[must_use]
    pub fn format(&self) -> Format {
        match (self.format, self.header_name().as_str()) {
            (Some(format), _) => format,
            (None, "forwarded") => Format::Forwarded,
            (None, "cloudfront-viewer-address") => Format::AddressPort,
            (None, name) if name.ends_with("forwarded-for") => Format::List,
            (None, _) => Format::Address,
        }
    }

    /// Whether the ranges hold the address, in canonical form; `None` is a Unix socket.
    #[must_use]
    pub fn holds(&self, ip: Option<IpAddr>) -> bool {
        self.ranges.iter().any(|range| match (range.as_str(), ip) {
            ("unix", ip) => ip.is_none(),
            (_, None) => false,
            ("any", Some(_)) => true,
            (range, Some(ip)) => meaning(range).iter().any(|range| within(range, ip)),
        })
    }
}

/// The ranges that a name stands for, and every other text as it is.
fn meaning(range: &str) -> Vec<&str> {
    let published = match range {
        "loopback" => return vec!["127.0.0.0/8", "::1/128"],
        "private" => return vec!["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
        "link-local" => return vec!["169.254.0.0/16", "fe80::/10"],
        "cgnat" => return vec!["100.64.0.0/10"],
        "cloudflare" => include_str!("../../client-ip-core/src/policy/presets/cloudflare.txt"),
        "fastly" => include_str!("../../client-ip-core/src/policy/presets/fastly.txt"),
        "google-lb" => include_str!("../../client-ip-core/src/policy/presets/google-lb.txt"),
        "cloudfront-origin-facing" => {
            include_str!("../../client-ip-core/src/policy/presets/cloudfront-origin-facing.txt")
        }
        "azure-front-door-backend" => {
            include_str!("../../client-ip-core/src/policy/presets/azure-front-door-backend.txt")
        }
        range => return vec![range],
    };
    published.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Whether `range`, an address with or without a prefix length, holds `ip`.
fn within(range: &str, ip: IpAddr) -> bool {
    let (address, length) = match range.split_once("/") {
        Some((address, length)) => (address, Some(length.parse::<u32>().expect("a prefix length"))),
        None => (range, None),
    };
    match (address.parse().expect("an address"), ip) {
        (IpAddr::V4(range), IpAddr::V4(ip)) => {
            first_bits(range.to_bits().into(), 32, length) == first_bits(ip.to_bits().into(), 32, length)
        }
        (IpAddr::V6(range), IpAddr::V6(ip)) => {
            first_bits(range.to_bits(), 128, length) == first_bits(ip.to_bits(), 128, length)
        }
        // An IPv4-mapped range is the IPv4 range.
        (IpAddr::V6(range), IpAddr::V4(ip)) => {
            let ip = ip.to_ipv6_mapped();
            length.is_none_or(|length| length >= 96)
                && first_bits(range.to_bits(), 128, length) == first_bits(ip.to_bits(), 128, length)
        }
        (IpAddr::V4(_), IpAddr::V6(_)) => false,
    }
}

/// The first bits as text, all of them where no length is given.
fn first_bits(bits: u128, width: usize, length: Option<u32>) -> String {
    let mut text = format!("{bits:0width$b}");
    text.truncate(length.map_or(width, |length| length as usize));
    text
}
