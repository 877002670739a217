//! A text as one address, in each place where one can stand, against a reader that knows std's parser and nothing else.

use client_ip_core::error::ResolveErrorKind;
use client_ip_core::{Peer, Policy, TrustedProxies};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

type Address = (IpAddr, Option<u16>);

/// Reads the header of a request in which every peer's first hop is the client.
#[derive(Debug)]
pub struct Reader {
    list: Policy,
    address: Policy,
    address_port: Policy,
    forwarded: Policy,
}

impl Default for Reader {
    fn default() -> Self {
        let policy = |header: &str| format!("{header} from any hops 1").parse().expect("a policy");
        Self {
            list: policy("X-Forwarded-For"),
            address: policy("X-Real-IP"),
            address_port: policy("CloudFront-Viewer-Address"),
            forwarded: policy("Forwarded"),
        }
    }
}

impl Reader {
    /// Asserts that the text is read as the reader below reads it.
    ///
    /// # Panics
    ///
    /// Where it is not.
    pub fn check(&self, text: &[u8]) {
        let trimmed = trim(text);
        is_read_as(&self.address, text, Some(trimmed), plain);
        is_read_as(&self.address_port, text, Some(trimmed), with_port);
        let entry = text.rsplit(|&b| b == b',').map(trim).find(|entry| !entry.is_empty());
        is_read_as(&self.list, text, entry, plain);

        let quoted = |escape: &dyn Fn(u8) -> bool| {
            let escaped = text.iter().flat_map(|&b| [escape(b).then_some(b'\\'), Some(b)]).flatten();
            b"for=\"".iter().copied().chain(escaped).chain([b'"']).collect::<Vec<u8>>()
        };
        is_read_as(&self.forwarded, &quoted(&|b| matches!(b, b'"' | b'\\')), Some(text), node);
        is_read_as(&self.forwarded, &quoted(&|_| true), Some(text), node);
        if trimmed == text && !text.iter().any(|b| b",;\"".contains(b)) {
            is_read_as(&self.forwarded, &[b"by=_x; FOR=", text, b" ;"].concat(), Some(text), node);
        }
        if let Ok(text) = str::from_utf8(text) {
            self.what_std_reads_is_read(text);
        }
    }

    fn what_std_reads_is_read(&self, text: &str) {
        let resolved = || self.address.resolve([192, 0, 2, 1], &[("X-Real-IP", text)]).ok();
        if let Ok(ip) = text.parse::<IpAddr>() {
            let range = TrustedProxies::new([text], "X-Real-IP").expect("an address is a range");
            assert!(range.ranges().contains(ip.to_canonical()));
            assert_eq!(resolved().map(|client| client.ip()), specified(ip), "{text}");
        }
        // std reads a port of any number of digits.
        let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
        if let (Ok(address), 1..=5) = (text.parse::<SocketAddr>(), digits) {
            let found = resolved().map(|client| (client.ip(), client.port()));
            assert_eq!(found, specified(address.ip()).map(|ip| (ip, Some(address.port()))), "{text}");
        }
    }
}

fn is_read_as(policy: &Policy, line: &[u8], entry: Option<&[u8]>, read: fn(&str) -> Option<Address>) {
    let header = policy.groups().next().expect("a group").header().as_str();
    let peer = Peer::new([192, 0, 2, 1], None);
    let answer = policy.resolve(peer, &[(header, line)]);
    let answer = answer.map(|client| (client.ip(), client.port())).map_err(|error| error.kind());
    let is_given = |entry: &&[u8]| header == "forwarded" || !entry.is_empty();
    let expected = match entry.filter(is_given) {
        None => Err(ResolveErrorKind::Missing),
        Some(entry) => str::from_utf8(entry).ok().and_then(read).ok_or(ResolveErrorKind::Invalid),
    };
    assert_eq!(answer, expected, "{header}: {}", line.escape_ascii());
}

fn trim(text: &[u8]) -> &[u8] {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let start = text.iter().position(|b| !is_blank(b)).unwrap_or(text.len());
    let end = text.iter().rposition(|b| !is_blank(b)).map_or(start, |last| last + 1);
    &text[start..end]
}

fn specified(ip: IpAddr) -> Option<IpAddr> {
    Some(ip.to_canonical()).filter(|ip| !ip.is_unspecified())
}

fn port(text: &str) -> Option<u16> {
    (1..=5).contains(&text.len()).then_some(text).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

fn v6(text: &str) -> Option<IpAddr> {
    let is_zone = |zone: &str| {
        !zone.is_empty() && zone.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-'))
    };
    let ip = match text.split_once('%') {
        Some((ip, zone)) => is_zone(zone).then_some(ip)?,
        None => text,
    };
    specified(ip.parse::<Ipv6Addr>().ok()?.into())
}

fn v4(text: &str) -> Option<IpAddr> {
    specified(text.parse::<Ipv4Addr>().ok()?.into())
}

fn bracketed(text: &str) -> Option<IpAddr> {
    v6(text.strip_prefix('[')?.strip_suffix(']')?)
}

/// An address, with a port or without.
fn plain(text: &str) -> Option<Address> {
    if let Some(ip) = v4(text).or_else(|| v6(text)).or_else(|| bracketed(text)) {
        return Some((ip, None));
    }
    let (host, digits) = text.rsplit_once(':')?;
    Some((v4(host).or_else(|| bracketed(host))?, Some(port(digits)?)))
}

/// The same, or with an obfuscated port, which is none.
fn node(text: &str) -> Option<Address> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
    };
    match text.rsplit_once(":_") {
        Some((host, name)) if is_name(name) => Some((v4(host).or_else(|| bracketed(host))?, None)),
        _ => plain(text),
    }
}

/// An address that is always followed by a port, and then needs no brackets.
fn with_port(text: &str) -> Option<Address> {
    let (host, digits) = text.rsplit_once(':')?;
    Some((v4(host).or_else(|| v6(host)).or_else(|| bracketed(host))?, Some(port(digits)?)))
}
