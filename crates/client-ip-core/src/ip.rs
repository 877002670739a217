//! An IP address as a number, in canonical form: what the walk compares. And how its two families are read from
//! bytes, stricter than most: no leading zeros, octal, hexadecimal or shortened IPv4.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address in canonical form. IPv4 is kept as the IPv4-mapped IPv6 address (`::ffff:192.0.2.1`), so that both are
/// one number, and no compiler has to move what is one of two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ip(u128);

impl Ip {
    const MAPPED: u128 = 0xffff;

    #[inline]
    pub(crate) fn from_v4_bits(bits: u32) -> Self {
        Self(Self::MAPPED << 32 | u128::from(bits))
    }

    #[inline]
    pub(crate) fn from_v6_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// The bits of the IPv4 address, where it is one.
    #[inline]
    pub(crate) fn v4_bits(self) -> Option<u32> {
        (self.0 >> 32 == Self::MAPPED).then_some(self.0 as u32)
    }

    /// The bits of the address as an IPv6 one.
    #[inline]
    pub(crate) fn v6_bits(self) -> u128 {
        self.0
    }

    /// `0.0.0.0` and `::`, which name nobody.
    #[inline]
    pub(crate) fn is_unspecified(self) -> bool {
        self == Self::from_v4_bits(UNSPECIFIED) || self == Self(0)
    }
}

impl From<IpAddr> for Ip {
    #[inline]
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Self::from_v4_bits(ip.to_bits()),
            IpAddr::V6(ip) => Self::from_v6_bits(ip.to_bits()),
        }
    }
}

impl From<Ip> for IpAddr {
    #[inline]
    fn from(ip: Ip) -> Self {
        match ip.v4_bits() {
            Some(bits) => Self::V4(Ipv4Addr::from_bits(bits)),
            None => Self::V6(Ipv6Addr::from_bits(ip.v6_bits())),
        }
    }
}

/// `0.0.0.0`, which names nobody.
pub(crate) const UNSPECIFIED: u32 = 0;

/// The dotted quad at the start of `text`, and what follows it. A fourth digit in its last octet is left to
/// whoever reads on: nothing that may follow it is a digit.
#[inline(always)]
pub(crate) fn read_v4(text: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = read_octet_and_dot(text)?;
    let (second, rest) = read_octet_and_dot(rest)?;
    let (third, rest) = read_octet_and_dot(rest)?;
    let (fourth, rest) = match *rest {
        [a, b, ref rest @ ..] if b.is_ascii_digit() => match *rest {
            [c, ref rest @ ..] if c.is_ascii_digit() => (octet([a, b, c])?, rest),
            _ => (octet([a, b])?, rest),
        },
        [a, ref rest @ ..] => (octet([a])?, rest),
        [] => return None,
    };
    Some((first << 24 | second << 16 | third << 8 | fourth, rest))
}

/// The dotted quad at the end of `text`, and what stands before it. A fourth digit in its first octet is left to
/// whoever reads on: nothing that may stand before it is a digit.
#[inline(always)]
pub(crate) fn read_v4_backwards(text: &[u8]) -> Option<(&[u8], u32)> {
    let (rest, fourth) = read_dot_and_octet(text)?;
    let (rest, third) = read_dot_and_octet(rest)?;
    let (rest, second) = read_dot_and_octet(rest)?;
    let (rest, first) = match *rest {
        [ref rest @ .., b, c] if b.is_ascii_digit() => match *rest {
            [ref rest @ .., a] if a.is_ascii_digit() => (rest, octet([a, b, c])?),
            _ => (rest, octet([b, c])?),
        },
        [ref rest @ .., c] => (rest, octet([c])?),
        [] => return None,
    };
    Some((rest, first << 24 | second << 16 | third << 8 | fourth))
}

#[inline(always)]
fn read_dot_and_octet(text: &[u8]) -> Option<(&[u8], u32)> {
    match *text {
        [ref rest @ .., b'.', c] => Some((rest, octet([c])?)),
        [ref rest @ .., b'.', b, c] => Some((rest, octet([b, c])?)),
        [ref rest @ .., b'.', a, b, c] => Some((rest, octet([a, b, c])?)),
        _ => None,
    }
}

#[inline(always)]
fn read_octet_and_dot(text: &[u8]) -> Option<(u32, &[u8])> {
    match *text {
        [a, b'.', ref rest @ ..] => Some((octet([a])?, rest)),
        [a, b, b'.', ref rest @ ..] => Some((octet([a, b])?, rest)),
        [a, b, c, b'.', ref rest @ ..] => Some((octet([a, b, c])?, rest)),
        _ => None,
    }
}

/// 0 to 255, without a leading zero (CVE-2021-29922: `010` is 10 to some readers and 8 to others).
#[inline(always)]
fn octet<const DIGITS: usize>(text: [u8; DIGITS]) -> Option<u32> {
    let mut octet = 0;
    for digit in text {
        octet = octet * 10 + decimal(digit)?;
    }
    let is_shortest = DIGITS == 1 || text[0] != b'0';
    (is_shortest && octet <= 255).then_some(octet)
}

#[inline(always)]
pub(crate) fn decimal(byte: u8) -> Option<u32> {
    let digit = byte.wrapping_sub(b'0');
    (digit < 10).then_some(u32::from(digit))
}

/// IPv6 text (RFC 4291 section 2.2) at the start of `text`, and what follows it.
pub(crate) fn read_v6(text: &[u8]) -> Option<(u128, &[u8])> {
    let (high, before, rest) = read_groups(text)?;
    let [b':', b':', rest @ ..] = rest else {
        return (before == 8).then_some((high, rest));
    };
    let (low, behind, rest) = read_groups(rest)?;
    if before + behind >= 8 {
        return None; // the `::` stands for at least one group
    }
    Some((high.checked_shl(128 - 16 * before).unwrap_or(0) | low, rest))
}

/// The groups at the start of `text`, up to a `::`: their bits, how many they are, and what follows them.
#[inline(always)]
fn read_groups(text: &[u8]) -> Option<(u128, u32, &[u8])> {
    let (mut bits, mut groups) = (0, 0);
    let mut rest = text;
    loop {
        let (group, after) = read_group(rest);
        if after.len() == rest.len() {
            // There may be none at all, but none is missing behind a single colon.
            return (groups == 0).then_some((0, 0, rest));
        }
        let next = match after {
            [b':', next @ ..] if next.first() != Some(&b':') => Some(next),
            [b'.', ..] => {
                // The last 32 bits in IPv4 notation: nothing that may follow them is a colon.
                let (ipv4, after) = read_v4(rest)?;
                let bits = bits << 32 | u128::from(ipv4);
                return (after.first() != Some(&b':')).then_some((bits, groups + 2, after));
            }
            _ => None,
        };
        bits = bits << 16 | u128::from(group);
        groups += 1;
        match next {
            Some(next) => rest = next,
            None => return Some((bits, groups, after)),
        }
    }
}

/// Up to four hexadecimal digits at the start of `text`, and what follows them. A fifth is left to whoever
/// reads on: nothing that may follow a group is a digit.
#[inline(always)]
fn read_group(text: &[u8]) -> (u32, &[u8]) {
    // Without a look at the length before each digit, where there are enough of them.
    match text.first_chunk::<4>() {
        Some(four) => read_digits(four, text),
        None => read_digits(text, text),
    }
}

#[inline(always)]
fn read_digits<'a>(digits: &[u8], text: &'a [u8]) -> (u32, &'a [u8]) {
    let mut group = 0;
    for (count, byte) in digits.iter().enumerate() {
        let value = HEXADECIMAL[usize::from(*byte)];
        if value == NO_DIGIT {
            return (group, &text[count..]);
        }
        group = group << 4 | u32::from(value);
    }
    (group, &text[digits.len()..])
}

/// What each byte is worth as a hexadecimal digit.
const HEXADECIMAL: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let digits = b"0123456789abcdef";
    let mut value = 0;
    while value < 16 {
        values[digits[value] as usize] = value as u8;
        values[digits[value].to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    values
};
const NO_DIGIT: u8 = 0xff;
