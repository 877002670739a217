//! A secret that proves that a group of proxies speaks.

use crate::policy::error::{Place, PolicyError};
use crate::policy::header::Header;
use crate::policy::mistake::Mistake;
use crate::policy::secrets::HIDDEN;
use std::fmt;

/// A header, and the value that a request has to carry in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Proof {
    pub(crate) header: Header,
    pub(crate) value: Box<str>,
}

impl Proof {
    pub(crate) fn new(header: &str, value: &str) -> Result<Self, PolicyError> {
        // What stands there may be the secret in the wrong place, so it is not named.
        let problem = "is no header name; write it as in `X-Origin-Verify`";
        let header = Header::read(header, Place::of("proof.header"))
            .map_err(|_| Mistake::ProofValue { problem }.at(Place::of("proof.header")))?;
        if header.is_of_http() {
            let problem = "is a header of HTTP itself, which every request can carry; choose another one";
            return Err(Mistake::ProofValue { problem }.at(Place::of("proof.header")));
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
            return Ok(Self { header, value: value.into() });
        };
        Err(Mistake::ProofValue { problem }.at(Place::of("proof.value")))
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proof({} {HIDDEN})", self.header.spelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_does_not_show_its_value() {
        let proof = Proof::new("X-Origin-Verify", "s3cret").unwrap();
        assert_eq!(format!("{proof:?}"), "Proof(X-Origin-Verify ***)");
    }
}
