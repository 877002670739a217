//! Where to begin a search among many sorted keys. Knows nothing of addresses.

use std::ops::Range;

/// Where to look in many sorted keys: their span is cut into parts of equal width, about as many as there are
/// keys, and the place where each part begins is kept. A search over all keys misses the cache at every step
/// that it makes; with this it makes few.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
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

    /// The slice that holds the last item whose key is at most `key`, if there is one.
    #[inline]
    pub(super) fn narrow<'a, T>(&self, items: &'a [T], key: u64) -> &'a [T] {
        if self.begins.is_empty() { items } else { &items[self.around(key)] }
    }

    fn around(&self, key: u64) -> Range<usize> {
        let part = key.checked_sub(self.lowest).map_or(0, |offset| (offset >> self.width) as usize);
        let part = part.min(self.begins.len() - 2);
        // With the one before, since a part may begin within a range.
        (self.begins[part] as usize).saturating_sub(1)..self.begins[part + 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrowed_search_finds_what_a_search_over_all_finds() {
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 20
        };
        // Far up, so that nothing may be added; in clumps and alone; and all alike.
        let clumps = (0..400).map(|at| u64::MAX - (random() >> if at % 3 == 0 { 0 } else { 30 }));
        for mut keys in [clumps.collect::<Vec<_>>(), (0..300).collect(), vec![7; 200], vec![0, u64::MAX]] {
            keys.sort_unstable();
            let parts = Parts::of(keys.iter().copied());
            assert_eq!(parts.begins.is_empty(), keys.len() < 100);
            let edges = keys.iter().flat_map(|key| [key.saturating_sub(1), *key, key.saturating_add(1)]);
            // Miri is some hundred times slower.
            for key in edges.step_by(if cfg!(miri) { 41 } else { 1 }).chain([0, u64::MAX]) {
                let last = |keys: &[u64]| keys.iter().rfind(|other| **other <= key).copied();
                assert_eq!(last(parts.narrow(&keys, key)), last(&keys), "{key}");
            }
        }
    }
}
