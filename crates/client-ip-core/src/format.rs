//! How a header reports addresses.

use crate::words::Word;
use http::HeaderName;
use http::header::FORWARDED;
use std::fmt;

/// How a header reports addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated, each proxy appends: `list`.
    List,
    /// RFC 7239, each proxy appends: `forwarded`.
    Forwarded,
    /// One address, overwritten by each proxy: `address`.
    Address,
    /// The same, always followed by `:port`, IPv6 without brackets or with them: `address-port`.
    AddressPort,
}

impl Format {
    /// The format that a header has by its name: `Forwarded` is `forwarded`, a name that ends in
    /// `Forwarded-For` is `list`, `CloudFront-Viewer-Address` is `address-port`, every other is `address`.
    #[must_use]
    pub fn of(header: &HeaderName) -> Self {
        match header.as_str() {
            _ if header == FORWARDED => Self::Forwarded,
            name if name.ends_with("forwarded-for") => Self::List,
            "cloudfront-viewer-address" => Self::AddressPort,
            _ => Self::Address,
        }
    }

    /// Whether the header holds one address, which each proxy overwrites.
    #[must_use]
    pub fn is_single_address(self) -> bool {
        matches!(self, Self::Address | Self::AddressPort)
    }
}

impl Word for Format {
    const EXPECTED: &'static str = "`list`, `forwarded`, `address` or `address-port`";
    const ALL: &'static [Self] = &[Self::List, Self::Forwarded, Self::Address, Self::AddressPort];

    fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Forwarded => "forwarded",
            Self::Address => "address",
            Self::AddressPort => "address-port",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
