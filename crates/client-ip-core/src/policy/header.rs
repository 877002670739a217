//! The name of a header, as an operator writes it.

use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use http::HeaderName;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};

/// A header's name, to compare by and as it was spelled.
pub(crate) fn header_name(text: &str, place: Place) -> Result<(HeaderName, Box<str>), PolicyError> {
    let name = HeaderName::from_bytes(text.as_bytes())
        .map_err(|_| Mistake::HeaderName { value: text.to_owned() }.at(place))?;
    if let Some(known) = KNOWN_HEADERS.iter().find(|known| name == **known) {
        return Ok((HeaderName::from_static(known), text.into()));
    }
    // The first clone of a name of its own is the one that allocates: let it be this one.
    drop(name.clone());
    Ok((name, text.into()))
}

/// Headers of HTTP itself: what is asked for, and how a message ends. No proxy reports in them who connected to it, and
/// every request can carry them.
pub(crate) fn is_of_http(header: &HeaderName) -> bool {
    [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(header)
}

/// The headers that platforms write. Each client holds a clone of the name: one of these touches no counter, which all
/// threads would share.
const KNOWN_HEADERS: [&str; 10] = [
    "x-forwarded-for",
    "x-real-ip",
    "cf-connecting-ip",
    "cloudfront-viewer-address",
    "fastly-client-ip",
    "fly-client-ip",
    "true-client-ip",
    "x-azure-socketip",
    "x-client-ip",
    "x-envoy-external-address",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_header_is_the_header_that_was_written() {
        for known in KNOWN_HEADERS {
            let (name, spelled) = header_name(&known.to_uppercase(), Place::of("header")).unwrap();
            assert_eq!((name.as_str(), &*spelled), (known, &*known.to_uppercase()));
        }
    }
}
