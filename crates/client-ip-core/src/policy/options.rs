//! The words that a group's options take.

use crate::words::words;

/// What happens if a trusted proxy does not say who connected to it.
///
/// ```
/// use client_ip_core::{OnMissing, Policy, TrustedProxies};
///
/// // The load balancer's own health checks carry no header: the balancer itself is their client.
/// let balancer = TrustedProxies::new(["192.0.2.1"], "X-Forwarded-For")?.with_on_missing(OnMissing::LastTrusted);
/// let policy = Policy::new([balancer])?;
/// let nothing: [(&str, &str); 0] = [];
/// assert_eq!(policy.resolve([192, 0, 2, 1], &nothing)?.ip().to_string(), "192.0.2.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OnMissing {
    /// The request has no client: `reject`.
    #[default]
    Reject,
    /// The client is the last address that was found, a trusted proxy: `last-trusted`.
    LastTrusted,
}

words!(OnMissing, "`reject` or `last-trusted`", Reject "reject", LastTrusted "last-trusted");

/// What happens if the report of a trusted proxy is not an address, or if a header that holds one address has two lines.
///
/// ```
/// use client_ip_core::{OnInvalid, Policy, TrustedProxies};
///
/// let proxies = TrustedProxies::new(["192.0.2.1"], "X-Forwarded-For")?.with_on_invalid(OnInvalid::LastTrusted);
/// let policy = Policy::new([proxies])?;
/// let client = policy.resolve([192, 0, 2, 1], &[("X-Forwarded-For", "unknown")])?;
/// assert_eq!(client.ip().to_string(), "192.0.2.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OnInvalid {
    /// The request has no client: `reject`.
    #[default]
    Reject,
    /// The client is the last address that was found, a trusted proxy: `last-trusted`.
    LastTrusted,
}

words!(OnInvalid, "`reject` or `last-trusted`", Reject "reject", LastTrusted "last-trusted");
