//! One entry of `ranges` as an operator writes it: a CIDR range, an address or a name.

use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use crate::policy::range_names::{self, RangeName};
use crate::read::address::{is_zone, read_bare};
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// One entry of a group's `ranges`: a range, a single address, a [`RangeName`] or `unix`. Two texts for the same range are
/// the same entry. `Display` gives it as a policy would write it.
///
/// ```
/// use client_ip_core::TrustedProxies;
///
/// let proxies = TrustedProxies::new(["192.0.2.0/24", "cloudflare", "unix"], "X-Forwarded-For")?;
/// let [net, name, unix] = proxies.ranges_as_written() else { unreachable!() };
/// assert_eq!(net.net().map(|net| net.prefix_len()), Some(24));
/// assert!(name.name().is_some_and(|name| name.is_provider()));
/// assert!(unix.is_unix() && unix.to_string() == "unix");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProxyRange(Entry);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entry {
    Net(IpNet),
    Name(RangeName),
    Unix,
}

impl ProxyRange {
    pub(crate) fn read(text: &str) -> Result<Self, PolicyError> {
        if text == "unix" {
            return Ok(Self(Entry::Unix));
        }
        match text.parse() {
            Ok(name) => Ok(Self(Entry::Name(name))),
            Err(_) => read_net(text).map(|net| Self(Entry::Net(net))),
        }
    }

    /// The range, where it is one; a single address is the longest one.
    #[must_use]
    pub fn net(&self) -> Option<IpNet> {
        match self.0 {
            Entry::Net(net) => Some(net),
            Entry::Name(_) | Entry::Unix => None,
        }
    }

    /// The name, where it is one.
    #[must_use]
    pub fn name(&self) -> Option<RangeName> {
        match self.0 {
            Entry::Name(name) => Some(name),
            Entry::Net(_) | Entry::Unix => None,
        }
    }

    /// Whether it is `unix`: a peer on a Unix socket.
    #[must_use]
    pub fn is_unix(&self) -> bool {
        self.0 == Entry::Unix
    }

    /// The ranges that it stands for, none for `unix`.
    pub(crate) fn nets(&self) -> impl Iterator<Item = IpNet> {
        self.net().into_iter().chain(self.name().into_iter().flat_map(RangeName::nets))
    }

    /// Whether it holds the address, `None` being a Unix socket.
    pub(crate) fn contains(&self, ip: Option<IpAddr>) -> bool {
        match ip {
            Some(ip) => self.nets().any(|net| net.contains(&ip)),
            None => self.is_unix(),
        }
    }
}

impl fmt::Display for ProxyRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Entry::Net(net) if net.prefix_len() == net.max_prefix_len() => net.addr().fmt(f),
            Entry::Net(net) => net.fmt(f),
            Entry::Name(name) => name.fmt(f),
            Entry::Unix => f.write_str("unix"),
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
    range_names::words().find(|word| *word == meant)
}

#[cfg(test)]
mod tests {
    use super::*;

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
