//! One entry of a header.

use crate::address::Hop;

/// What is known of an entry once it is read.
pub(crate) struct Entry {
    /// What it says.
    pub(crate) hop: Hop,
    /// Whether it is an element of `Forwarded` in which a quote has no partner.
    pub(crate) is_open: bool,
    /// What was noted on the way to it.
    pub(crate) notes: Vec<&'static str>,
}
