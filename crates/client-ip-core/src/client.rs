//! The answer.

use crate::header_name::InternedName;
use crate::ip::Ip;
use http::HeaderName;
use ipnet::IpNet;
use std::net::IpAddr;

/// Where the walk ended: the nearest address, seen from the application, that is no trusted proxy.
///
/// ```
/// use client_ip_core::Policy;
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
/// let client = policy.resolve([192, 0, 2, 1], &[("X-Forwarded-For", "203.0.113.9:4711, 192.0.2.7")])?;
/// assert_eq!(client.ip().to_string(), "203.0.113.9");
/// assert_eq!((client.port(), client.hops()), (Some(4711), 2));
/// assert_eq!(client.header().map(|header| header.as_str()), Some("x-forwarded-for"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Client {
    pub(crate) ip: Ip,
    pub(crate) port: Option<u16>,
    pub(crate) hops: usize,
    pub(crate) header: Option<InternedName>,
}

impl Client {
    /// A client that is connected itself: no port, no hops, no header. For tests of what takes a client, such as a handler
    /// that takes `Resolved(client)`; any other client is the answer of a policy.
    ///
    /// ```
    /// use client_ip_core::{Client, Policy};
    ///
    /// let nothing: [(&str, &str); 0] = [];
    /// assert_eq!(Client::direct([203, 0, 113, 9]), Policy::default().resolve([203, 0, 113, 9], &nothing)?);
    /// # Ok::<(), client_ip_core::ResolveError>(())
    /// ```
    #[must_use]
    pub fn direct(ip: impl Into<IpAddr>) -> Self {
        Self { ip: ip.into().into(), port: None, hops: 0, header: None }
    }

    /// The address, in canonical form: never IPv4-mapped IPv6. A policy never gives an unspecified one.
    #[must_use]
    #[inline]
    pub fn ip(&self) -> IpAddr {
        self.ip.into()
    }

    /// The network that the address stands in, by so many leading bits of an IPv4 and of an IPv6 address: a key for limiters
    /// and bans. Whoever has one IPv6 address mostly has a /64 of them, so `network(32, 64)` is a client. More bits than
    /// there are count as all.
    ///
    /// ```
    /// use client_ip_core::Client;
    /// use std::net::Ipv6Addr;
    ///
    /// let key = |ip: &str| Client::direct(ip.parse::<Ipv6Addr>().unwrap()).network(32, 64).to_string();
    /// assert_eq!(key("2001:db8:0:1:a:b:c:d"), "2001:db8:0:1::/64");
    /// assert_eq!(key("::ffff:203.0.113.9"), "203.0.113.9/32");
    /// ```
    #[must_use]
    pub fn network(&self, v4_bits: u8, v6_bits: u8) -> IpNet {
        match self.ip() {
            IpAddr::V4(ip) => IpNet::new_assert(ip.into(), v4_bits.min(32)).trunc(),
            IpAddr::V6(ip) => IpNet::new_assert(ip.into(), v6_bits.min(128)).trunc(),
        }
    }

    /// The port that was reported with the address. Where the client is the peer, the peer's if it is known.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// How many hops the walk took: 0 where the client is the peer.
    #[must_use]
    pub fn hops(&self) -> usize {
        self.hops
    }

    /// The header that named the client. `None` where the client is the peer.
    #[must_use]
    pub fn header(&self) -> Option<&HeaderName> {
        self.header.as_deref()
    }
}
