#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract;
mod outcome;
mod wiring;

pub use client_ip_core::{
    self, Client, ErrorKind, Headers, OnInvalid, OnMissing, Peer, Policy, PolicyError, ResolveError, SharedPolicy,
    Trace, TrustedProxies,
};
pub use extract::{ClientIp, Resolved};
pub use outcome::{Outcome, Rejection};
pub use wiring::{ClientIpLayer, ClientIpService, client_ip, explain, resolved};
