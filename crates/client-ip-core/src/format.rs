//! How a header reports addresses.

use crate::words::words;
use http::HeaderName;
use http::header::FORWARDED;

/// How a header reports addresses.
///
/// ```
/// use client_ip_core::{Format, Policy, TrustedProxies};
///
/// // By its name, `X-Client` would hold one address; these proxies append to it.
/// let proxies = TrustedProxies::new(["192.0.2.0/24"], "X-Client")?.with_format(Format::List);
/// assert_eq!(Policy::new([proxies])?.to_string(), "X-Client from 192.0.2.0/24 format list");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
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
    ///
    /// ```
    /// use client_ip_core::Format;
    /// use http::HeaderName;
    ///
    /// assert_eq!(Format::for_header(&HeaderName::from_static("x-forwarded-for")), Format::List);
    /// assert_eq!(Format::for_header(&HeaderName::from_static("x-real-ip")), Format::Address);
    /// ```
    #[must_use]
    pub fn for_header(header: &HeaderName) -> Self {
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

words!(
    Format,
    "`list`, `forwarded`, `address` or `address-port`",
    List "list",
    Forwarded "forwarded",
    Address "address",
    AddressPort "address-port"
);
