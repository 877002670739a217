//! The words that a group's options take.

use crate::words::Word;
use std::fmt;

/// What happens where a trusted proxy does not say who connected to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OnMissing {
    /// The request has no client: `reject`.
    #[default]
    Reject,
    /// The client is the last address that was found, a trusted proxy: `last-trusted`.
    LastTrusted,
}

/// What happens where what a trusted proxy says is no address, or stands there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OnInvalid {
    /// The request has no client: `reject`.
    #[default]
    Reject,
    /// The client is the last address that was found, a trusted proxy: `last-trusted`.
    LastTrusted,
}

impl Word for OnMissing {
    const EXPECTED: &'static str = "`reject` or `last-trusted`";
    const ALL: &'static [Self] = &[Self::Reject, Self::LastTrusted];

    fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::LastTrusted => "last-trusted",
        }
    }
}

impl Word for OnInvalid {
    const EXPECTED: &'static str = OnMissing::EXPECTED;
    const ALL: &'static [Self] = &[Self::Reject, Self::LastTrusted];

    fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::LastTrusted => "last-trusted",
        }
    }
}

impl fmt::Display for OnMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for OnInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
