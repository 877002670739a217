//! Where to begin a search among many sorted keys. Knows nothing of addresses.

use std::ops::Range;

/// Where to look in many sorted keys: their span is cut into parts of equal width, about as many as there are
/// keys, and the place where each part begins is kept. A search over all keys misses the cache at every step
/// that it makes; with this it makes few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    lowest: u64,
    /// A part is this power of two wide.
    width: u32,
    /// How many keys stand before each part, and all of them at the end; empty where keys are few.
    begins: Vec<u32>,
}

impl Parts {
    /// Fewer keys are searched as fast without.
    const WORTH_IT: usize = 100;

    pub(super) fn of(keys: impl ExactSizeIterator<Item = u64> + DoubleEndedIterator + Clone) -> Self {
        let count = keys.len();
        let (Some(lowest), Some(highest)) = (keys.clone().next(), keys.clone().next_back()) else {
            return Self::default();
        };
        if count < Self::WORTH_IT || u32::try_from(count).is_err() {
            return Self::default();
        }
        let span = highest - lowest;
        let width = (0..64).find(|width| span >> width < count as u64).unwrap_or(63);
        let mut begins = Vec::with_capacity((span >> width) as usize + 2);
        for (at, key) in keys.enumerate() {
            let part = ((key - lowest) >> width) as usize;
            begins.resize(begins.len().max(part + 1), at as u32);
        }
        begins.push(count as u32);
        Self { lowest, width, begins }
    }

    /// Of sorted things with these keys, those among which the last with a key up to this one stands, if any does.
    #[inline]
    pub(super) fn narrow<'a, T>(&self, things: &'a [T], key: u64) -> &'a [T] {
        if self.begins.is_empty() { things } else { &things[self.around(key)] }
    }

    fn around(&self, key: u64) -> Range<usize> {
        let part = key.checked_sub(self.lowest).map_or(0, |offset| (offset >> self.width) as usize);
        let part = part.min(self.begins.len() - 2);
        // With the one before, since a part may begin within a range.
        (self.begins[part] as usize).saturating_sub(1)..self.begins[part + 1] as usize
    }
}
