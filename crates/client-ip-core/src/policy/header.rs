//! The name of a header, as an operator writes it.

use crate::header_name::InternedName;
use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use http::HeaderName;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};

/// A header's name: what to compare by, and how the operator spelled it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Header {
    pub(crate) name: InternedName,
    pub(crate) spelled: Box<str>,
}

impl Header {
    pub(crate) fn read(text: &str, place: Place) -> Result<Self, PolicyError> {
        match HeaderName::from_bytes(text.as_bytes()) {
            Ok(name) => Ok(Self { name: InternedName::of(name), spelled: text.into() }),
            Err(_) => Err(Mistake::HeaderName { value: text.to_owned() }.at(place)),
        }
    }

    /// Whether HTTP itself uses this header. No proxy reports a client in it, and every request can carry it.
    pub(crate) fn is_of_http(&self) -> bool {
        [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_compared_without_case_and_shown_as_it_was_spelled() {
        for text in ["X-Forwarded-For", "X-REAL-IP", "Forwarded", "x-Of-my-OWN"] {
            let header = Header::read(text, Place::of("header")).unwrap();
            assert_eq!((header.name.as_str(), &*header.spelled), (&*text.to_lowercase(), text));
        }
    }
}
