//! Values that are one of a few words.

/// A value that a policy writes as one of a few words.
pub(crate) trait Word: Sized + Copy + 'static {
    /// The words, as an error text lists them.
    const EXPECTED: &'static str;
    const ALL: &'static [Self];
    fn as_str(self) -> &'static str;

    fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == text)
    }
}
