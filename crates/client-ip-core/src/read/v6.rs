//! IPv6 text (RFC 4291 section 2.2) read from bytes.

use crate::read::v4::read_v4;

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
