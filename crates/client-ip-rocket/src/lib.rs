#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ask;
mod catcher;
mod config;
mod extract;
mod fairing;
mod headers;
mod log;
mod outcome;
mod peer;
mod rejection;

pub use ask::{client_ip, explain, outcome, resolved};
pub use client_ip_core::{
    self, Client, Headers, OnInvalid, OnMissing, Outcome, Peer, Policy, PolicyError, ResolveError, SharedPolicy, Trace,
    TrustedProxies, error, trace,
};
pub use extract::{ClientIp, Resolved};
pub use fairing::ClientIpFairing;
pub use rejection::Rejection;
