//! Values that are one of a few words: how each is written, and how it is read back.

use std::error::Error;
use std::fmt;

/// A value that is one of a few words.
pub(crate) trait Word: Sized + Copy + 'static {
    /// The words, as an error text lists them.
    const EXPECTED: &'static str;
    /// Each value, and its word.
    const ALL: &'static [(Self, &'static str)];

    fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == text).map(|(value, _)| *value)
    }
}

/// Gives an enum its words: `as_str`, `Display`, and `FromStr` that reads them back.
macro_rules! words {
    ($name:ident, $expected:literal, $($variant:ident $word:literal),+) => {
        impl crate::words::Word for $name {
            const EXPECTED: &'static str = $expected;
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $word)),+];
        }

        impl $name {
            /// The word for it, as a policy, a log or JSON has it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::words::UnknownWord;

            /// Reads the word that [`as_str`](Self::as_str) gives, in lower case.
            ///
            /// # Errors
            ///
            /// Any other text.
            fn from_str(text: &str) -> Result<Self, crate::words::UnknownWord> {
                crate::words::Word::read(text)
                    .ok_or(crate::words::UnknownWord { expected: <Self as crate::words::Word>::EXPECTED })
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// A text that is not one of the expected words.
///
/// ```
/// use client_ip_core::OnMissing;
///
/// assert_eq!("last-trusted".parse(), Ok(OnMissing::LastTrusted));
/// let error = "Reject".parse::<OnMissing>().unwrap_err();
/// assert_eq!(error.to_string(), "expected `reject` or `last-trusted`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownWord {
    pub(crate) expected: &'static str,
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl Error for UnknownWord {}
