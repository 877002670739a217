//! What the readers of headers do to bytes. Knows nothing of what they mean.

/// Without the spaces and tabs around it.
#[inline]
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Where one of these bytes stands last. Eight bytes at a time: between two separators there are about as
/// many bytes as an address has.
#[inline]
pub(crate) fn last_position<const COUNT: usize>(text: &[u8], wanted: [u8; COUNT]) -> Option<usize> {
    let mut rest = text;
    while let Some((before, chunk)) = rest.split_last_chunk::<8>() {
        // The last byte becomes the lowest one, so that the lowest match is the last.
        let word = u64::from_be_bytes(*chunk);
        let matches = wanted.iter().fold(0, |found, &byte| found | zero_bytes(word ^ u64::from_ne_bytes([byte; 8])));
        if matches != 0 {
            return Some(rest.len() - 1 - matches.trailing_zeros() as usize / 8);
        }
        rest = before;
    }
    rest.iter().rposition(|byte| wanted.contains(byte))
}

/// Marks the lowest byte that is zero with its highest bit. Bytes above it may be marked wrongly.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    const LOWEST: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);
    word.wrapping_sub(LOWEST) & !word & HIGHEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_position_is_that_of_a_plain_search() {
        // `-` is `,` with its lowest bit flipped: what a borrow could mistake for it.
        let alphabet = [b',', b'-', b'+', b'"', b'#', b'a', 0, 0xff];
        let mut state = 1u32;
        // Miri is some hundred times slower.
        for round in 0..if cfg!(miri) { 160 } else { 20_000 } {
            let mut text = Vec::new();
            for _ in 0..round % 40 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let common = if state >> 30 == 0 { alphabet.len() } else { 1 };
                text.push(if common == 1 { b'-' } else { alphabet[(state >> 16) as usize % common] });
            }
            let plain = |wanted: &[u8]| text.iter().rposition(|byte| wanted.contains(byte));
            assert_eq!(last_position(&text, [b',']), plain(b","), "{text:?}");
            assert_eq!(last_position(&text, [b',', b'"']), plain(b",\""), "{text:?}");
        }
    }
}
