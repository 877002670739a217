#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// The verbs, above everything.
mod outcome;
mod resolve;
mod shared;
mod untrusted_peers;

// Where text and trust meet.
mod walk;

// Whom to believe, as data.
mod policy;

// What is written in headers.
mod read;

// The ground: what all of them speak of.
mod client;
mod format;
mod header_name;
mod headers;
mod ip;
mod peer;
mod ranges;
mod resolve_error;
pub mod trace;
mod words;

pub use client::Client;
pub use format::Format;
pub use headers::Headers;
pub use outcome::Outcome;
pub use peer::Peer;
pub use policy::Policy;
#[cfg(feature = "serde")]
pub use policy::config::PolicyValue;
pub use policy::error::PolicyError;
pub use policy::options::{OnInvalid, OnMissing};
pub use policy::proxy_range::ProxyRange;
pub use policy::range_names::RangeName;
pub use policy::trusted_proxies::TrustedProxies;
pub use ranges::IpRanges;
pub use resolve_error::ResolveError;
pub use shared::{PolicyIdentity, SharedPolicy};
pub use trace::Trace;
pub use untrusted_peers::{UntrustedPeer, UntrustedPeers};

/// What can go wrong: when a policy is built, and when a request is resolved.
pub mod error {
    pub use crate::peer::PeerError;
    pub use crate::policy::error::{Place, PolicyError};
    pub use crate::policy::mistake::Mistake;
    pub use crate::resolve_error::{Lacking, ResolveError, ResolveErrorKind};
    pub use crate::words::UnknownWord;
}
