//! A hint.

use serde::Serialize;

/// Something to look at.
#[derive(Debug, Serialize)]
pub(crate) struct Hint {
    /// Its stable name.
    pub(crate) name: &'static str,
    /// What is there.
    pub(crate) what: String,
    /// What to do, and when.
    pub(crate) mend: String,
}
