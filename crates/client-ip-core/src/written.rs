//! What an operator writes: an entry of `ranges` (a CIDR range, an address or a name), a header's name.

use crate::address::{is_zone, read_bare};
use crate::policy_error::{Place, PolicyError};
use crate::presets::{self, Named};
use http::HeaderName;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// What an entry stands for. Two texts for the same range are the same entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    Net(IpNet),
    Name(Named),
    Unix,
}

impl Written {
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

impl fmt::Display for Written {
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
                return Err(PolicyError::ZoneInRange { place, value: value() });
            }
        }
        return Err(PolicyError::UnknownRange { place, value: value(), suggestion: suggestion(text) });
    };
    let longest = if ip.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => longest,
        Some(digits) => read_length(digits)
            .filter(|length| *length <= longest)
            .ok_or_else(|| PolicyError::PrefixLength { place, value: value(), longest })?,
    };
    let (ip, length) = match (ip, ip.to_canonical()) {
        (IpAddr::V6(_), ipv4 @ IpAddr::V4(_)) => match length.checked_sub(96) {
            Some(length) => (ipv4, length),
            None => return Err(PolicyError::MappedRange { place, value: value() }),
        },
        (ip, _) => (ip, length),
    };
    let net = IpNet::new_assert(ip, length);
    if net.network() != ip {
        return Err(PolicyError::HostBits { place, value: value(), network: net.trunc() });
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

/// A header's name, to compare by and as it was spelled.
pub(crate) fn header_name(text: &str, place: Place) -> Result<(HeaderName, Box<str>), PolicyError> {
    let name = HeaderName::from_bytes(text.as_bytes())
        .map_err(|_| PolicyError::HeaderName { place, value: text.to_owned() })?;
    if let Some(known) = KNOWN_HEADERS.iter().find(|known| name == **known) {
        return Ok((HeaderName::from_static(known), text.into()));
    }
    // The first clone of a name of its own is the one that allocates: let it be this one.
    drop(name.clone());
    Ok((name, text.into()))
}

/// Headers of HTTP itself: what is asked for, and how a message ends. No proxy reports in them who connected to it, and
/// every request can carry them.
pub(crate) fn is_of_http(header: &HeaderName) -> bool {
    [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(header)
}

/// The headers that platforms write. Each client holds a clone of the name: one of these touches no counter, which all
/// threads would share.
const KNOWN_HEADERS: [&str; 10] = [
    "x-forwarded-for",
    "x-real-ip",
    "cf-connecting-ip",
    "cloudfront-viewer-address",
    "fastly-client-ip",
    "fly-client-ip",
    "true-client-ip",
    "x-azure-socketip",
    "x-client-ip",
    "x-envoy-external-address",
];

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
            assert_eq!(Written::read(name).unwrap().nets().count(), texts.len(), "{name}");
        }
    }

    #[test]
    fn a_known_header_is_the_header_that_was_written() {
        for known in KNOWN_HEADERS {
            let (name, spelled) = header_name(&known.to_uppercase(), Place::of("header")).unwrap();
            assert_eq!((name.as_str(), &*spelled), (known, &*known.to_uppercase()));
        }
    }

    #[test]
    fn a_mapped_range_is_the_ipv4_range() {
        for (text, meant) in
            [("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.0.0.1", "10.0.0.1"), ("10.0.0.1/32", "10.0.0.1")]
        {
            assert_eq!(Written::read(text).unwrap(), Written::read(meant).unwrap());
            assert_eq!(Written::read(text).unwrap().to_string(), meant);
        }
    }
}
