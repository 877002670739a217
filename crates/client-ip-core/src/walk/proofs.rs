//! Which proofs a request carries.

use crate::headers::Headers;
use crate::policy::MAX_PROOFS;
use crate::policy::proof::Proof;
use crate::read::bytes::trim;
use std::hint::black_box;

/// Which proofs the request carries. Each is looked up once, when the walk first needs it: a chain of many hops asks for
/// the same one at every hop. One bit a proof: whether it was looked up, and whether it is there.
#[derive(Default)]
pub(super) struct Proofs {
    known: u64,
    there: u64,
}

impl Proofs {
    #[inline(never)]
    pub(super) fn hold(&mut self, number: usize, proof: &Proof, headers: &(impl Headers + ?Sized)) -> bool {
        const { assert!(MAX_PROOFS <= 64) };
        let bit = 1 << number;
        if self.known & bit == 0 {
            self.known |= bit;
            self.there |= if is_in(proof, headers) { bit } else { 0 };
        }
        self.there & bit != 0
    }
}

/// Whether the request carries the header exactly once with exactly this value. How long it takes does
/// not depend on how much of the value is right.
fn is_in(proof: &Proof, headers: &(impl Headers + ?Sized)) -> bool {
    let mut lines = headers.lines(&proof.header.name);
    match (lines.next(), lines.next()) {
        (Some(line), None) => equal(proof.value.as_bytes(), trim(line)),
        _ => false,
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
        let is_in =
            |values: &[&str]| is_in(&proof, &values.iter().map(|v| ("x-origin-verify", *v)).collect::<Vec<_>>());
        assert!(is_in(&["k3 y"]) && is_in(&[" k3 y\t"]));
        for values in [[].as_slice(), &[""], &["k3 Y"], &["k3 "], &["k3 yy"], &["k3 y", "k3 y"], &["k3 y", ""]] {
            assert!(!is_in(values), "{values:?}");
        }
    }
}
