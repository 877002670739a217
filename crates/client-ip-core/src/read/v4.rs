//! IPv4 text read from bytes, forwards and backwards. Stricter than most: no leading zeros, octal, hexadecimal or shortened
//! form.

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
