#![doc = include_str!("../README.md")]
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
mod untrusted;
#[cfg(feature = "serde")]
mod value;
mod walk;
mod written;

pub use client::Client;
pub use entries::Format;
pub use error::{ErrorKind, Lacking, ResolveError};
pub use headers::Headers;
pub use options::{OnInvalid, OnMissing};
pub use peer::{Peer, PeerError};
pub use policy::Policy;
pub use policy_error::{Place, PolicyError};
pub use ranges::IpRanges;
pub use shared::{PolicyIdentity, SharedPolicy};
pub use trace::{AskedGroup, End, Passed, Step, Trace, Why};
pub use trusted_proxies::TrustedProxies;
pub use untrusted::{UntrustedPeer, UntrustedPeers};
