#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod catcher;
mod config;
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
pub use wiring::{ClientIpFairing, client_ip, explain, resolved};
