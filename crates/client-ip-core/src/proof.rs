//! A secret that proves that a group of proxies speaks.

use crate::bytes::trim;
use crate::headers::Headers;
use crate::policy_error::{Place, PolicyError};
use crate::written::{header_name, is_of_http};
use http::HeaderName;
use std::fmt;
use std::hint::black_box;

/// What stands where a proof's value would.
pub(crate) const HIDDEN: &str = "***";

/// A header, and the value that a request has to carry in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) header: HeaderName,
    pub(crate) spelled: Box<str>,
    value: Box<str>,
}

impl Proof {
    pub(crate) fn new(header: &str, value: &str) -> Result<Self, PolicyError> {
        // What stands there may be the secret in the wrong place, so it is not named.
        let problem = "is no header name; write it as in `X-Origin-Verify`";
        let (header, spelled) = header_name(header, Place::of("proof.header"))
            .map_err(|_| PolicyError::ProofValue { place: Place::of("proof.header"), problem })?;
        if is_of_http(&header) {
            let problem = "is a header of HTTP itself, which every request can carry; choose another one";
            return Err(PolicyError::ProofValue { place: Place::of("proof.header"), problem });
        }
        let problem = if value.is_empty() {
            "is empty; give the secret that the proxies send"
        } else if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) {
            "begins or ends with a space or tab, which HTTP drops; take them out"
        } else if !value.bytes().all(|b| matches!(b, b'\t' | b' '..=b'~')) {
            "holds something else than visible ASCII, spaces and tabs; choose another secret"
        } else if value == HIDDEN {
            "is `***`, which stands where a secret is not shown; give the secret itself"
        } else {
            return Ok(Self { header, spelled, value: value.into() });
        };
        Err(PolicyError::ProofValue { place: Place::of("proof.value"), problem })
    }

    /// Whether the request carries the header exactly once with exactly this value. How long it takes does
    /// not depend on how much of the value is right.
    pub(crate) fn is_in(&self, headers: &(impl Headers + ?Sized)) -> bool {
        let mut lines = headers.lines(&self.header);
        match (lines.next(), lines.next()) {
            (Some(line), None) => equal(self.value.as_bytes(), trim(line)),
            _ => false,
        }
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proof({} {HIDDEN})", self.spelled)
    }
}

/// Compares without stopping at the first difference.
fn equal(secret: &[u8], given: &[u8]) -> bool {
    let mut difference = u8::from(secret.len() != given.len());
    for (at, byte) in secret.iter().enumerate() {
        difference = black_box(difference | (byte ^ given.get(at).unwrap_or(&0)));
    }
    black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_value_once_is_a_proof() {
        let proof = Proof::new("X-Origin-Verify", "k3 y").unwrap();
        let is_in = |values: &[&str]| proof.is_in(&values.iter().map(|v| ("x-origin-verify", *v)).collect::<Vec<_>>());
        assert!(is_in(&["k3 y"]) && is_in(&[" k3 y\t"]));
        for values in [[].as_slice(), &[""], &["k3 Y"], &["k3 "], &["k3 yy"], &["k3 y", "k3 y"], &["k3 y", ""]] {
            assert!(!is_in(values), "{values:?}");
        }
    }

    #[test]
    fn a_proof_does_not_show_its_value() {
        let proof = Proof::new("X-Origin-Verify", "s3cret").unwrap();
        assert_eq!(format!("{proof:?}"), "Proof(X-Origin-Verify ***)");
    }
}
