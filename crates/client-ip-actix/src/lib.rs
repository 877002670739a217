#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract;
mod headers;
mod outcome;
mod wiring;

pub use client_ip_core::{
    self, Client, ErrorKind, Headers, OnInvalid, OnMissing, Peer, Policy, PolicyError, ResolveError, SharedPolicy,
    Trace, TrustedProxies,
};
pub use extract::{ClientIp, Resolved};
pub use outcome::Rejection;
pub use wiring::{AsHttpRequest, client_ip, explain, on_connect, resolved};
