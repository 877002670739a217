//! Where a secret may stand in a text of the operator, so that no error shows it.

/// What is shown in place of a secret.
pub(crate) const HIDDEN: &str = "***";

/// The word that announces a secret.
pub(crate) const PROOF: &str = "proof";

/// The position of the first `proof`, in upper or lower case.
pub(crate) fn find_proof(text: &str) -> Option<usize> {
    text.as_bytes().windows(PROOF.len()).position(|part| part.eq_ignore_ascii_case(PROOF.as_bytes()))
}

/// What divides the words of a policy's text: spaces, tabs and line breaks.
pub(crate) const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whether a word of the text begins with `proof`, in upper or lower case.
pub(crate) fn has_proof_word(text: &str) -> bool {
    text.split(|c: char| SPACES.contains(&c) || matches!(c, ',' | ';')).any(begins_with_proof)
}

pub(crate) fn begins_with_proof(word: &str) -> bool {
    find_proof(word) == Some(0)
}
