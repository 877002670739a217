//! Who is the client behind reverse proxies: a pure function of a policy, the peer and the header lines.
//!
//! ```
//! use client_ip_core::Policy;
//!
//! // nginx at 192.168.0.20 appends to X-Forwarded-For.
//! let policy: Policy = "X-Forwarded-For from 192.168.0.0/24".parse()?;
//! let headers = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.168.0.10")];
//!
//! let client = policy.resolve([192, 168, 0, 20], &headers)?;
//! assert_eq!(client.ip.to_string(), "203.0.113.9"); // 6.6.6.6 is what the client wrote itself
//!
//! // Nobody is believed who is not named.
//! let client = policy.resolve([198, 51, 100, 7], &headers)?;
//! assert_eq!(client.ip.to_string(), "198.51.100.7");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An address is believed only when a trusted proxy reported it, and a trusted proxy is never the client
//! unless the policy says so. Where a trusted proxy does not say who connected to it, the answer is an error.
//!
//! It does not find an address that no trusted proxy reported, nor protect a port that can be reached around
//! your proxies.

#![forbid(unsafe_code)]

mod address;
mod bytes;
mod client;
#[cfg(feature = "serde")]
mod config;
mod entries;
mod error;
mod forwarded;
mod headers;
mod ip;
mod options;
mod peer;
mod policy;
mod policy_error;
mod presets;
mod proof;
mod ranges;
mod recorder;
mod shared;
mod text;
mod trace;
mod trusted_proxies;
mod walk;
mod written;

pub use client::Client;
pub use entries::Format;
pub use error::{ErrorKind, ResolveError};
pub use headers::Headers;
pub use options::{OnInvalid, OnMissing};
pub use peer::{Peer, PeerError};
pub use policy::Policy;
pub use policy_error::{Place, PolicyError};
pub use ranges::IpRanges;
pub use shared::SharedPolicy;
pub use trace::{AskedGroup, End, Passed, Step, Trace, Why};
pub use trusted_proxies::TrustedProxies;
