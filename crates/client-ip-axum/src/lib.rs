#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ask;
mod extract;
mod layer;
mod log;
mod outcome;
mod peer;
mod rejection;

pub use ask::{client_ip, explain, resolved};
pub use client_ip_core::{
    self, Client, Headers, OnInvalid, OnMissing, Peer, Policy, PolicyError, ResolveError, SharedPolicy, Trace,
    TrustedProxies, error, trace,
};
pub use extract::{ClientIp, Resolved};
pub use layer::{ClientIpLayer, ClientIpService};
pub use outcome::Outcome;
pub use rejection::Rejection;
