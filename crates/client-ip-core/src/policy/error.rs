//! Why a policy is refused: the place, and the mistake.

use crate::policy::mistake::Mistake;
use crate::policy::secrets::find_proof;
use std::error::Error;
use std::fmt;

/// Where in a policy a mistake stands: the group, and the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Place {
    group: Option<usize>,
    key: &'static str,
}

impl Place {
    pub(crate) fn of(key: &'static str) -> Self {
        Self { group: None, key }
    }

    pub(crate) fn in_group(self, number: usize) -> Self {
        Self { group: Some(number), ..self }
    }

    /// The group, counted from 1. `None` where the mistake is in no single group, or while a group is built alone.
    #[must_use]
    pub fn group(self) -> Option<usize> {
        self.group
    }

    /// The key as in a table, as in `trusted_hops` or `proof.header`. `None` where it is the group or the policy as a whole.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        (!self.key.is_empty()).then_some(self.key)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.group, self.key) {
            (None, "") => f.write_str("policy"),
            (None, key) => f.write_str(key),
            (Some(group), "") => write!(f, "group {group}"),
            (Some(group), key) => write!(f, "group {group}, {key}"),
        }
    }
}

/// Why a policy is refused. The text names the group, the key, the value and the fix. The value of a
/// proof is never in it.
///
/// `Debug` is the same text, since that is what `fn main() -> Result<(), Box<dyn Error>>` prints.
///
/// ```
/// use client_ip_core::Policy;
/// use client_ip_core::error::Mistake;
///
/// let error = "X-Forwarded-For from 10.0.0.1/8".parse::<Policy>().unwrap_err();
/// assert_eq!(error.to_string(), "group 1, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?");
/// assert_eq!((error.place().group(), error.place().key()), (Some(1), Some("ranges")));
/// assert!(matches!(error.mistake(), Mistake::HostBits { .. }));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PolicyError {
    place: Place,
    mistake: Mistake,
}

impl Mistake {
    pub(crate) fn at(self, place: Place) -> PolicyError {
        PolicyError { place, mistake: self.guarded() }
    }
}

impl PolicyError {
    /// Where it stands.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let error = "X-Real-IP from 192.0.2.1; X-Client from nowhere".parse::<Policy>().unwrap_err();
    /// assert_eq!(error.place().to_string(), "group 2, ranges");
    /// ```
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// What is wrong there.
    #[must_use]
    pub fn mistake(&self) -> &Mistake {
        &self.mistake
    }

    /// The same error, in the group with this number.
    pub(crate) fn in_group(self, number: usize) -> Self {
        Self { place: self.place.in_group(number), ..self }
    }

    /// The same error, for a text that contains `proof`: any word of that text may be the secret.
    pub(crate) fn of_text_with_proof(self, text: &str) -> Self {
        match find_proof(text) {
            Some(_) => Self { mistake: self.mistake.hidden(), ..self },
            None => self,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.mistake)
    }
}

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for PolicyError {}
