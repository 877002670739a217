//! One address as a proxy writes it, read from bytes: `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`,
//! `[2001:db8::1]`, `[2001:db8::1]:8080`, each IPv6 form with an optional zone, which is dropped.
//!
//! What is read is canonical (an IPv4-mapped IPv6 address is the IPv4 address) and never unspecified.
//! Stricter than most: no leading zeros, octal, hexadecimal or shortened IPv4, no names, no text around it.
//! Knows nothing of headers and nothing of trust.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and the port that was written with it.
pub(crate) type Address = (IpAddr, Option<u16>);

/// Reads an address with an optional port. No spaces around it: who splits the header drops them.
pub(crate) fn read(text: &[u8]) -> Option<Address> {
    let (ip, rest) = read_host(text)?;
    specified(ip, port_after(rest)?)
}

/// Reads what [`read`] reads, and also a port that is an obfuscated name (`192.0.2.1:_x`, RFC 7239
/// section 6.2), which is no port.
pub(crate) fn read_node(text: &[u8]) -> Option<Address> {
    let (ip, rest) = read_host(text)?;
    let port = match rest {
        [b':', b'_', name @ ..] if !name.is_empty() && name.iter().copied().all(is_obfuscated) => None,
        _ => port_after(rest)?,
    };
    specified(ip, port)
}

/// Reads an address that is always followed by `:` and a port, split at the last colon, so that IPv6
/// needs no brackets (`2001:db8::1:8080`) but may have them.
pub(crate) fn read_with_port(text: &[u8]) -> Option<Address> {
    let colon = text.iter().rposition(|&b| b == b':')?;
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    match read_host(host)? {
        (ip, []) => specified(ip, Some(read_port(port)?)),
        _ => None,
    }
}

/// Reads an address and nothing else: no port, zone or brackets. As written, not canonical.
pub(crate) fn read_bare(text: &[u8]) -> Option<IpAddr> {
    match read_v4(text) {
        Some((ip, [])) => Some(IpAddr::V4(ip)),
        _ => match read_v6(text)? {
            (ip, []) => Some(IpAddr::V6(ip)),
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

/// The address at the start of `text`, and what follows it. What follows IPv6 without brackets is
/// always empty, since a colon there would be part of it.
fn read_host(text: &[u8]) -> Option<(IpAddr, &[u8])> {
    if let Some((ip, rest)) = read_v4(text) {
        return Some((IpAddr::V4(ip), rest));
    }
    if let [b'[', inside @ ..] = text {
        let (ip, rest) = read_v6_zoned(inside)?;
        return match rest {
            [b']', rest @ ..] => Some((ip.to_canonical(), rest)),
            _ => None,
        };
    }
    match read_v6_zoned(text)? {
        (ip, rest @ []) => Some((ip.to_canonical(), rest)),
        _ => None,
    }
}

/// What stands behind an address: nothing, or a colon and a port. `None` when it is neither.
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
    let mut port = 0u32;
    for &digit in digits {
        port = port * 10 + decimal(digit)?;
    }
    u16::try_from(port).ok()
}

/// The dotted quad at the start of `text`, and what follows it.
fn read_v4(text: &[u8]) -> Option<(Ipv4Addr, &[u8])> {
    let (first, rest) = read_octet(text)?;
    let (second, rest) = read_octet(rest.strip_prefix(b".")?)?;
    let (third, rest) = read_octet(rest.strip_prefix(b".")?)?;
    let (fourth, rest) = read_octet(rest.strip_prefix(b".")?)?;
    Some((Ipv4Addr::new(first, second, third, fourth), rest))
}

/// 0 to 255 at the start of `text`, no leading zero, and what follows it. A fourth digit is left to
/// whoever reads on: nothing that may follow an octet is a digit.
fn read_octet(text: &[u8]) -> Option<(u8, &[u8])> {
    let (&first, mut rest) = text.split_first()?;
    let mut octet = decimal(first)?;
    for _ in 0..2 {
        let Some((digit, after)) = rest.split_first().and_then(|(&b, after)| Some((decimal(b)?, after))) else {
            break;
        };
        if octet == 0 {
            return None; // CVE-2021-29922: `010` is 10 to some readers and 8 to others
        }
        octet = octet * 10 + digit;
        rest = after;
    }
    Some((u8::try_from(octet).ok()?, rest))
}

/// IPv6 with its zone, if it has one, at the start of `text`, and what follows them.
fn read_v6_zoned(text: &[u8]) -> Option<(Ipv6Addr, &[u8])> {
    let (ip, rest) = read_v6(text)?;
    let [b'%', zoned @ ..] = rest else {
        return Some((ip, rest));
    };
    let end = zoned.iter().position(|&b| !is_zone(b)).unwrap_or(zoned.len());
    (end > 0).then(|| (ip, &zoned[end..]))
}

/// IPv6 text (RFC 4291 section 2.2) at the start of `text`, and what follows it.
fn read_v6(text: &[u8]) -> Option<(Ipv6Addr, &[u8])> {
    let mut groups = [0u16; 8];
    let mut count = 0;
    let mut gap = None; // how many groups stand before the `::`
    let mut rest = text;
    if let [b':', b':', after @ ..] = rest {
        gap = Some(0);
        rest = after;
    }
    while count < 8 {
        let (group, digits) = read_group(rest);
        if digits == 0 {
            // Only a `::` may have no group behind it.
            if gap != Some(count) {
                return None;
            }
            break;
        }
        if rest.get(digits) == Some(&b'.') {
            // The last 32 bits in IPv4 notation.
            let (ipv4, after) = read_v4(rest)?;
            let [a, b, c, d] = ipv4.octets();
            *groups.get_mut(count)? = u16::from_be_bytes([a, b]);
            *groups.get_mut(count + 1)? = u16::from_be_bytes([c, d]);
            count += 2;
            rest = after;
            break;
        }
        groups[count] = group;
        count += 1;
        rest = &rest[digits..];
        match rest {
            [b':', b':', after @ ..] if gap.is_none() => {
                gap = Some(count);
                rest = after;
            }
            [b':', after @ ..] if count < 8 => rest = after,
            _ => break,
        }
    }
    match gap {
        // The `::` stands for at least one group.
        Some(before) if count < 8 => groups[before..].rotate_right(8 - count),
        None if count == 8 => {}
        _ => return None,
    }
    Some((Ipv6Addr::from(groups), rest))
}

/// Up to four hexadecimal digits: their value, and how many there are. A fifth is left to whoever
/// reads on: nothing that may follow a group is a digit.
fn read_group(text: &[u8]) -> (u16, usize) {
    let mut group = 0;
    let mut digits = 0;
    while let Some(digit) = text.get(digits).and_then(|&b| char::from(b).to_digit(16)) {
        if digits == 4 {
            break;
        }
        group = group << 4 | digit;
        digits += 1;
    }
    (group as u16, digits)
}

fn decimal(byte: u8) -> Option<u32> {
    let digit = byte.wrapping_sub(b'0');
    (digit < 10).then_some(u32::from(digit))
}

/// An unspecified address names nobody.
fn specified(ip: IpAddr, port: Option<u16>) -> Option<Address> {
    (!ip.is_unspecified()).then_some((ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<(String, Option<u16>)> {
        read(text.as_bytes()).map(|(ip, port)| (ip.to_string(), port))
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
            "1::2::3",
            "1:2:3:4::5:6:7:8",
            ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:",
            "12345::",
            "::g",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3",
            "::1.2.3.4:5",
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
        let read = |text: &str| read_with_port(text.as_bytes()).map(|(ip, port)| (ip.to_string(), port));
        assert_eq!(read("192.0.2.1:80"), Some(("192.0.2.1".into(), Some(80))));
        assert_eq!(read("2001:db8::1:80"), Some(("2001:db8::1".into(), Some(80))));
        assert_eq!(read("[2001:db8::1]:80"), Some(("2001:db8::1".into(), Some(80))));
        for text in ["192.0.2.1", "[2001:db8::1]", "192.0.2.1:80:80", "[::1]:80:80", ":80", "80", "::80"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_obfuscated_port_is_no_port() {
        assert_eq!(read_node(b"192.0.2.1:_x"), Some(([192, 0, 2, 1].into(), None)));
        for text in ["192.0.2.1:_", "192.0.2.1:_~", "192.0.2.1:x", "2001:db8::1:_x"] {
            assert_eq!(read_node(text.as_bytes()), None, "{text}");
        }
    }
}
