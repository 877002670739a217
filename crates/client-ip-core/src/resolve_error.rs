//! What can go wrong while a request is resolved: facts for whoever fixes it, never text of the request.

use crate::words::words;
use http::HeaderName;
use std::error::Error;
use std::fmt;

/// Why a request has no client.
///
/// Holds the header's name as the policy gives it, and counts hops from the right (the peer reports
/// hop 1). Nothing that the request holds is in it, so it is safe to log and to count by
/// [`kind`](Self::kind).
///
/// ```
/// use client_ip_core::Policy;
/// use client_ip_core::error::ResolveErrorKind;
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.1".parse()?;
/// let error = policy.resolve([192, 0, 2, 1], &[("X-Forwarded-For", "unknown")]).unwrap_err();
/// assert_eq!(error.kind(), ResolveErrorKind::Invalid);
/// assert_eq!((error.header().map(|header| header.as_str()), error.hop()), (Some("x-forwarded-for"), Some(1)));
/// assert_eq!(error.to_string(), "invalid: hop 1 in x-forwarded-for is no IP address");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResolveError {
    /// A trusted proxy did not say who connected to it.
    #[non_exhaustive]
    Missing {
        /// The header in which it should have.
        header: HeaderName,
        /// The hop that should have stood there.
        hop: usize,
        /// What the request lacks.
        lacking: Lacking,
    },
    /// What a trusted proxy said is no IP address.
    #[non_exhaustive]
    Invalid {
        /// The header in which it said so.
        header: HeaderName,
        /// The hop that is no address.
        hop: usize,
    },
    /// A header that holds one address stands in more than one line.
    #[non_exhaustive]
    Duplicate {
        /// The repeated header.
        header: HeaderName,
        /// The hop that should have stood there.
        hop: usize,
    },
    /// The client would be a peer on a Unix socket, or the peer's address is unspecified.
    NoAddress,
}

impl ResolveError {
    /// The kind of the error, without the facts: for counters and fixed answers.
    #[must_use]
    pub fn kind(&self) -> ResolveErrorKind {
        match self {
            Self::Missing { .. } => ResolveErrorKind::Missing,
            Self::Invalid { .. } => ResolveErrorKind::Invalid,
            Self::Duplicate { .. } => ResolveErrorKind::Duplicate,
            Self::NoAddress => ResolveErrorKind::NoAddress,
        }
    }

    /// The header that the error is about, if it is about one.
    #[must_use]
    pub fn header(&self) -> Option<&HeaderName> {
        match self {
            Self::Missing { header, .. } | Self::Invalid { header, .. } | Self::Duplicate { header, .. } => {
                Some(header)
            }
            Self::NoAddress => None,
        }
    }

    /// The hop that is missing or cannot be read, counted from the right: the peer reports hop 1.
    #[must_use]
    pub fn hop(&self) -> Option<usize> {
        match self {
            Self::Missing { hop, .. } | Self::Invalid { hop, .. } | Self::Duplicate { hop, .. } => Some(*hop),
            Self::NoAddress => None,
        }
    }

    /// The name of the hint that tells what to do: `client-ip hint NAME` of the program `client-ip` prints it.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.1".parse()?;
    /// let nothing: [(&str, &str); 0] = [];
    /// assert_eq!(policy.resolve([192, 0, 2, 1], &nothing).unwrap_err().hint(), "missing-header");
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing { lacking: Lacking::Header, .. } => "missing-header",
            Self::Missing { lacking: Lacking::Entry, .. } => "chain-exhausted",
            Self::Missing { lacking: Lacking::Proof, .. } => "missing-proof",
            Self::Invalid { .. } => "invalid-hop",
            Self::Duplicate { .. } => "repeated-header",
            Self::NoAddress => "no-address",
        }
    }
}

/// What a request lacks that is [`Missing`](ResolveError::Missing) a hop.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lacking {
    /// The header, or anything in it.
    Header,
    /// A further entry: the header was read to its end.
    Entry,
    /// The proof of [`TrustedProxies::with_proof`](crate::TrustedProxies::with_proof). The header was not even looked at.
    Proof,
}

words!(Lacking, "`header`, `entry` or `proof`", Header "header", Entry "entry", Proof "proof");

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { header, hop, lacking: Lacking::Proof } => {
                write!(f, "missing: hop {hop} is not read from {header}, since the request lacks the proof")
            }
            Self::Missing { header, hop, .. } => {
                write!(f, "missing: a trusted proxy did not report hop {hop} in {header}")
            }
            Self::Invalid { header, hop } => write!(f, "invalid: hop {hop} in {header} is no IP address"),
            Self::Duplicate { header, hop } => {
                write!(f, "duplicate: {header} holds one address and stands in several lines, at hop {hop}")
            }
            Self::NoAddress => {
                f.write_str("no-address: the peer has no IP address, and no trusted proxy named another")
            }
        }
    }
}

impl Error for ResolveError {}

/// The four ways in which a request has no client.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResolveErrorKind {
    /// `missing`
    Missing,
    /// `invalid`
    Invalid,
    /// `duplicate`
    Duplicate,
    /// `no-address`
    NoAddress,
}

words!(
    ResolveErrorKind,
    "`missing`, `invalid`, `duplicate` or `no-address`",
    Missing "missing",
    Invalid "invalid",
    Duplicate "duplicate",
    NoAddress "no-address"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_begins_with_the_word_for_its_kind() {
        let header = HeaderName::from_static("x-real-ip");
        for (error, word) in [
            (ResolveError::Missing { header: header.clone(), hop: 1, lacking: Lacking::Entry }, "missing"),
            (ResolveError::Missing { header: header.clone(), hop: 1, lacking: Lacking::Proof }, "missing"),
            (ResolveError::Invalid { header: header.clone(), hop: 1 }, "invalid"),
            (ResolveError::Duplicate { header, hop: 1 }, "duplicate"),
            (ResolveError::NoAddress, "no-address"),
        ] {
            assert_eq!(error.kind().to_string(), word);
            assert!(error.to_string().starts_with(&format!("{word}: ")), "{error}");
        }
    }
}
