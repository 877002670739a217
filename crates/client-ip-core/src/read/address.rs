//! One address as a proxy writes it, read from bytes: `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`,
//! `[2001:db8::1]`, `[2001:db8::1]:8080`, each IPv6 form with an optional zone, which is dropped.
//!
//! What is read is canonical (an IPv4-mapped IPv6 address is the IPv4 address) and never unspecified.
//! Stricter than most: no leading zeros, octal, hexadecimal or shortened IPv4, no names, no text around it.
//! Knows nothing of headers and nothing of trust.

use crate::ip::{Ip, UNSPECIFIED};
use crate::read::v4::{decimal, read_v4};
use crate::read::v6::read_v6;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and the port that was written with it.
pub(crate) type Address = (Ip, Option<u16>);

/// An entry of a header, and the address that it is, if it is one.
pub(crate) type Hop<'a> = (&'a [u8], Option<Address>);

/// Reads an address with an optional port. No spaces around it: who splits the header drops them.
#[inline]
pub(crate) fn read(text: &[u8]) -> Option<Address> {
    read_host(text, port_after)
}

/// Reads what [`read`] reads, and also a port that is an obfuscated name (`192.0.2.1:_x`, RFC 7239
/// section 6.2), which is no port.
#[inline]
pub(crate) fn read_node(text: &[u8]) -> Option<Address> {
    read_host(text, |rest| match rest {
        [b':', b'_', name @ ..] if !name.is_empty() && name.iter().copied().all(is_obfuscated) => Some(None),
        _ => port_after(rest),
    })
}

/// Reads an address that is always followed by `:` and a port, split at the last colon, so that IPv6
/// needs no brackets (`2001:db8::1:8080`) but may have them.
pub(crate) fn read_with_port(text: &[u8]) -> Option<Address> {
    let colon = text.iter().rposition(|&b| b == b':')?;
    let port = read_port(&text[colon + 1..])?;
    read_host(&text[..colon], |rest| rest.is_empty().then_some(Some(port)))
}

/// Reads an address and nothing else: no port, zone or brackets. As written, not canonical.
pub(crate) fn read_bare(text: &[u8]) -> Option<IpAddr> {
    match read_v4(text) {
        Some((bits, [])) => Some(Ipv4Addr::from_bits(bits).into()),
        _ => match read_v6(text)? {
            (bits, []) => Some(Ipv6Addr::from_bits(bits).into()),
            _ => None,
        },
    }
}

/// Whether an IPv6 zone may hold this byte.
pub(crate) fn is_zone(byte: u8) -> bool {
    is_obfuscated(byte) || byte == b'~'
}

/// Whether an obfuscated name may hold this byte (RFC 7239 section 6.3).
pub(crate) fn is_obfuscated(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// The address at the start of `text`, with the port that stands behind it. Behind IPv6 without brackets
/// there is none, since a colon there would be part of it.
#[inline(always)]
fn read_host(text: &[u8], port_after: impl Fn(&[u8]) -> Option<Option<u16>>) -> Option<Address> {
    let (ip, rest) = match read_v4(text) {
        Some((UNSPECIFIED, _)) => return None,
        Some((bits, rest)) => (Ip::from_v4_bits(bits), rest),
        None => read_v6_host(text)?,
    };
    Some((ip, port_after(rest)?))
}

/// IPv6 with brackets or without, and what follows it.
fn read_v6_host(text: &[u8]) -> Option<(Ip, &[u8])> {
    let (inside, is_bracketed) = match text {
        [b'[', inside @ ..] => (inside, true),
        _ => (text, false),
    };
    let (bits, rest) = match read_v6_zoned(inside)? {
        (bits, [b']', rest @ ..]) if is_bracketed => (bits, rest),
        (bits, []) if !is_bracketed => (bits, [].as_slice()),
        _ => return None,
    };
    let ip = Ip::from_v6_bits(bits);
    (!ip.is_unspecified()).then_some((ip, rest))
}

/// What stands behind an address: nothing, or a colon and a port. `None` when it is neither.
#[inline]
fn port_after(rest: &[u8]) -> Option<Option<u16>> {
    match rest {
        [] => Some(None),
        [b':', port @ ..] => Some(Some(read_port(port)?)),
        _ => None,
    }
}

/// One to five decimal digits, 0 to 65535. Leading zeros are as good as any digit here.
fn read_port(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    let mut port = 0;
    for &digit in digits {
        port = port * 10 + decimal(digit)?;
    }
    u16::try_from(port).ok()
}

/// IPv6 with its zone, if it has one, at the start of `text`, and what follows them.
#[inline]
fn read_v6_zoned(text: &[u8]) -> Option<(u128, &[u8])> {
    let (bits, rest) = read_v6(text)?;
    let [b'%', zoned @ ..] = rest else {
        return Some((bits, rest));
    };
    let end = zoned.iter().position(|&b| !is_zone(b)).unwrap_or(zoned.len());
    (end > 0).then(|| (bits, &zoned[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<(String, Option<u16>)> {
        read(text.as_bytes()).map(|(ip, port)| (IpAddr::from(ip).to_string(), port))
    }

    #[test]
    fn every_accepted_form_is_read() {
        for (text, address, port) in [
            ("192.0.2.1", "192.0.2.1", None),
            ("192.0.2.1:8080", "192.0.2.1", Some(8080)),
            ("192.0.2.1:0", "192.0.2.1", Some(0)),
            ("192.0.2.1:00080", "192.0.2.1", Some(80)),
            ("2001:db8::1", "2001:db8::1", None),
            ("[2001:db8::1]", "2001:db8::1", None),
            ("[2001:db8::1]:65535", "2001:db8::1", Some(65535)),
            ("fe80::1%eth0", "fe80::1", None),
            ("[fe80::1%25eth-0.1_~]:80", "fe80::1", Some(80)),
            ("::ffff:192.0.2.1", "192.0.2.1", None),
            ("[::FFFF:c000:201]:80", "192.0.2.1", Some(80)),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", None),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", None),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221", None),
        ] {
            assert_eq!(ip(text), Some((address.to_owned(), port)), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_an_address() {
        for text in [
            "",
            ":",
            "::",
            "0.0.0.0",
            "::ffff:0.0.0.0",
            "0.0.0.0:80",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.04",
            "1.2.3.256",
            "1.2.3.4:",
            "1.2.3.4:123456",
            "1.2.3.4:65536",
            "1.2.3.4:+1",
            "1.2.3.4:_x",
            "[1.2.3.4]",
            "1.2.3.4%eth0",
            "0x7f.1",
            "2130706433",
            "[2001:db8::1",
            "2001:db8::1]",
            "[2001:db8::1]x",
            "[]",
            "[::1]:",
            "fe80::1%",
            "[fe80::1%]",
            "fe80::1%e/0",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::",
            "1:2:3:4:5:6:7:8:9::",
            "::1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "1:2:3:4::5:6:7:8",
            ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:",
            "12345::",
            "::g",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3",
            "::1.2.3.4:5",
            "1:2.3.4.5::6",
            "::1.2.3.4::",
            "unix:",
            "localhost",
            "unknown",
            "_hidden",
            " 1.2.3.4",
            "1.2.3.4 ",
            "1.2.3.4\0",
            "\u{661}.2.3.4",
        ] {
            assert_eq!(ip(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_port_splits_off_at_the_last_colon() {
        let read = |text: &str| read_with_port(text.as_bytes()).map(|(ip, port)| (IpAddr::from(ip).to_string(), port));
        assert_eq!(read("192.0.2.1:80"), Some(("192.0.2.1".into(), Some(80))));
        assert_eq!(read("2001:db8::1:80"), Some(("2001:db8::1".into(), Some(80))));
        assert_eq!(read("[2001:db8::1]:80"), Some(("2001:db8::1".into(), Some(80))));
        for text in ["192.0.2.1", "[2001:db8::1]", "192.0.2.1:80:80", "[::1]:80:80", ":80", "80", "::80"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_obfuscated_port_is_no_port() {
        assert_eq!(read_node(b"192.0.2.1:_x"), Some((Ip::from_v4_bits(0xc000_0201), None)));
        for text in ["192.0.2.1:_", "192.0.2.1:_~", "192.0.2.1:x", "2001:db8::1:_x"] {
            assert_eq!(read_node(text.as_bytes()), None, "{text}");
        }
    }
}
