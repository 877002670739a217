//! The answer.

use http::HeaderName;
use std::net::IpAddr;

/// Where the walk ended: the nearest address, seen from the application, that is no trusted proxy.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Client {
    /// The address, in canonical form: never IPv4-mapped IPv6, never unspecified.
    pub ip: IpAddr,
    /// The port that was reported with the address. Where the client is the peer, the peer's if it is known.
    pub port: Option<u16>,
    /// How many hops the walk took: 0 where the client is the peer.
    pub hops: usize,
    /// The header that named the client. `None` where the client is the peer.
    pub header: Option<HeaderName>,
}
