//! actix-web's header map as the walk reads it.

use actix_web::http::header::HeaderMap;
use client_ip_core::Headers;
use http::HeaderName;

/// The header lines of one request.
///
/// The names of actix-web's map come from another version of `http`, and asking it by text, or by a name made of it,
/// allocates where the name is not one of HTTP's own (37 to 43 ns). Looking for the name that the map holds already
/// does not: 23 to 45 ns in requests of 12 to 30 headers, 125 ns at most in one of 96, which is all that actix-web takes.
pub(crate) struct HeaderLines<'a>(pub(crate) &'a HeaderMap);

impl Headers for HeaderLines<'_> {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        let held = self.0.keys().find(|held| held.as_str() == name.as_str());
        held.into_iter().flat_map(|held| self.0.get_all(held)).map(|value| value.as_bytes())
    }
}
