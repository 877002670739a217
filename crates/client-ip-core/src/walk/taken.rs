//! How many hops were taken from a group that counts them.

/// How many hops the walk took from each group that counts them.
#[derive(Default)]
pub(super) struct Taken {
    /// For nearly every policy there is.
    few: [u32; 8],
    /// For one with more counting groups than that: the only place where the walk allocates.
    many: Vec<u32>,
}

impl Taken {
    pub(super) fn one_more(&mut self, counter: usize) -> u32 {
        let count = match self.few.get_mut(counter) {
            Some(count) => count,
            None => {
                if self.many.len() <= counter {
                    self.many.resize(counter + 1, 0);
                }
                &mut self.many[counter]
            }
        };
        *count = count.saturating_add(1);
        *count
    }
}
