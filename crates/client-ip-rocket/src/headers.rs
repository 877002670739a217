//! Rocket's header map as the walk reads it.

use client_ip_core::Headers;
use http::HeaderName;
use rocket::http::HeaderMap;

/// The header lines of one request. Rocket's map gives them first one first, the walk wants the last: lines after the
/// first are put aside, and so only a header that is repeated allocates.
pub(crate) struct HeaderLines<'a>(pub(crate) &'a HeaderMap<'a>);

impl Headers for HeaderLines<'_> {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        let mut lines = self.0.get(name.as_str());
        let first = lines.next();
        let others: Vec<&str> = lines.collect();
        first.into_iter().chain(others).map(str::as_bytes)
    }
}
