//! One entry of `ranges` as an operator writes it: a CIDR range, an address or a name.

use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use crate::policy::presets::{self, Named};
use crate::read::address::{is_zone, read_bare};
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// What an entry stands for. Two texts for the same range are the same entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProxyRange {
    Net(IpNet),
    Name(Named),
    Unix,
}

impl ProxyRange {
    pub(crate) fn read(text: &str) -> Result<Self, PolicyError> {
        if text == "unix" {
            return Ok(Self::Unix);
        }
        match presets::named(text) {
            Some(named) => Ok(Self::Name(named)),
            None => read_net(text).map(Self::Net),
        }
    }

    /// The ranges that it stands for, none for `unix`.
    pub(crate) fn nets(&self) -> impl Iterator<Item = IpNet> {
        let (net, named) = match *self {
            Self::Net(net) => (Some(net), None),
            Self::Name(named) => (None, Some(named)),
            Self::Unix => (None, None),
        };
        // A test reads every named range.
        net.into_iter().chain(named.into_iter().flat_map(Named::ranges).filter_map(|text| text.parse().ok()))
    }

    /// Whether it holds the address, `None` being a Unix socket.
    pub(crate) fn holds(&self, ip: Option<IpAddr>) -> bool {
        match ip {
            Some(ip) => self.nets().any(|net| net.contains(&ip)),
            None => *self == Self::Unix,
        }
    }
}

impl fmt::Display for ProxyRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(net) if net.prefix_len() == net.max_prefix_len() => net.addr().fmt(f),
            Self::Net(net) => net.fmt(f),
            Self::Name(named) => f.write_str(named.name),
            Self::Unix => f.write_str("unix"),
        }
    }
}

/// A range or an address, IPv4-mapped ones as IPv4.
fn read_net(text: &str) -> Result<IpNet, PolicyError> {
    let place = Place::of("ranges");
    let value = || text.to_owned();
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let Some(ip) = read_bare(address.as_bytes()) else {
        if let Some((ip, zone)) = address.split_once('%') {
            if read_bare(ip.as_bytes()).is_some() && zone.bytes().all(is_zone) {
                return Err(Mistake::ZoneInRange { value: value() }.at(place));
            }
        }
        return Err(Mistake::UnknownRange { value: value(), suggestion: suggestion(text) }.at(place));
    };
    let longest = if ip.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => longest,
        Some(digits) => read_length(digits)
            .filter(|length| *length <= longest)
            .ok_or_else(|| Mistake::PrefixLength { value: value(), longest }.at(place))?,
    };
    let (ip, length) = match (ip, ip.to_canonical()) {
        (IpAddr::V6(_), ipv4 @ IpAddr::V4(_)) => match length.checked_sub(96) {
            Some(length) => (ipv4, length),
            None => return Err(Mistake::MappedRange { value: value() }.at(place)),
        },
        (ip, _) => (ip, length),
    };
    let net = IpNet::new_assert(ip, length);
    if net.network() != ip {
        return Err(Mistake::HostBits { value: value(), network: net.trunc() }.at(place));
    }
    Ok(net)
}

/// Decimal digits without a leading zero.
fn read_length(digits: &str) -> Option<u8> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    digits.parse().ok().filter(|_| plain)
}

/// The name that was probably meant.
fn suggestion(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase().replace('_', "-");
    let meant = match lower.as_str() {
        "localhost" => "loopback",
        "*" | "all" => "any",
        "linklocal" => "link-local",
        unix if unix.starts_with("unix:") => "unix",
        other => other,
    };
    presets::names().find(|name| *name == meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_range_is_one() {
        for name in presets::names().filter(|name| *name != "unix") {
            let texts: Vec<_> = presets::named(name).unwrap().ranges().collect();
            assert!(!texts.is_empty());
            for text in &texts {
                assert!(read_net(text).is_ok() && text.contains('/'), "{name}: {text}");
            }
            assert_eq!(ProxyRange::read(name).unwrap().nets().count(), texts.len(), "{name}");
        }
    }

    #[test]
    fn a_mapped_range_is_the_ipv4_range() {
        for (text, meant) in
            [("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.0.0.1", "10.0.0.1"), ("10.0.0.1/32", "10.0.0.1")]
        {
            assert_eq!(ProxyRange::read(text).unwrap(), ProxyRange::read(meant).unwrap());
            assert_eq!(ProxyRange::read(text).unwrap().to_string(), meant);
        }
    }
}
