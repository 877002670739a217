#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ask;
mod extract;
mod headers;
mod log;
mod outcome;
mod peer;
mod rejection;

pub use ask::{AsHttpRequest, client_ip, explain, outcome, resolved};
pub use client_ip_core::{
    self, Client, Headers, OnInvalid, OnMissing, Outcome, Peer, Policy, PolicyError, ResolveError, SharedPolicy, Trace,
    TrustedProxies, error, trace,
};
pub use extract::{ClientIp, Resolved};
pub use peer::on_connect;
pub use rejection::Rejection;
