#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// The verbs, above everything.
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
mod headers;
mod ip;
mod peer;
mod ranges;
mod resolve_error;
mod trace;
mod words;

pub use client::Client;
pub use format::Format;
pub use headers::Headers;
pub use peer::{Peer, PeerError};
pub use policy::Policy;
pub use policy::error::PolicyError;
pub use policy::options::{OnInvalid, OnMissing};
pub use policy::trusted_proxies::TrustedProxies;
pub use ranges::IpRanges;
pub use resolve_error::{ErrorKind, Lacking, ResolveError};
pub use shared::{PolicyIdentity, SharedPolicy};
pub use trace::{AskedGroup, End, Passed, Step, Trace, Why};
pub use untrusted_peers::{UntrustedPeer, UntrustedPeers};

/// What can go wrong: when a policy is built, and when a request is resolved.
pub mod error {
    pub use crate::policy::error::{Place, PolicyError};
    pub use crate::policy::mistake::Mistake;
}
