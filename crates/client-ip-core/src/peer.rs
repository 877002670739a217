//! Who is connected.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// The other end of the connection that the application accepted.
///
/// There is no "unknown peer": connection info that nobody wired up must never look like a Unix socket.
///
/// ```
/// use client_ip_core::Peer;
/// use std::net::SocketAddr;
///
/// let accepted: SocketAddr = "[::ffff:192.0.2.1]:4711".parse()?;
/// assert_eq!(Peer::from(accepted).to_string(), "192.0.2.1:4711");
/// assert_eq!("unix".parse(), Ok(Peer::Unix));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    /// An IP address, and the port if it is known.
    Ip(IpAddr, Option<u16>),
    /// A Unix socket, which has no address.
    Unix,
}

impl Peer {
    /// With its address in canonical form: an IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, which a
    /// listener on `[::]` gives for IPv4) is the IPv4 address.
    #[must_use]
    #[inline]
    pub fn canonical(self) -> Self {
        match self {
            Self::Ip(ip, port) => Self::Ip(ip.to_canonical(), port),
            Self::Unix => Self::Unix,
        }
    }
}

impl fmt::Display for Peer {
    /// The canonical address, with its port where there is one, or `unix`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.canonical() {
            Self::Ip(ip, None) => ip.fmt(f),
            Self::Ip(ip, Some(port)) => SocketAddr::new(ip, port).fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}

impl FromStr for Peer {
    type Err = PeerError;

    /// Reads `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711` or `unix`.
    ///
    /// # Errors
    ///
    /// Anything else: a name, an address with a zone or a prefix length.
    fn from_str(text: &str) -> Result<Self, PeerError> {
        if text == "unix" {
            return Ok(Self::Unix);
        }
        let ip = text.parse().map(|ip: IpAddr| Self::from(ip));
        let socket = || text.parse().map(|address: SocketAddr| Self::from(address));
        // std reads a zone that is a number.
        ip.or_else(|_| socket()).ok().filter(|_| !text.contains('%')).ok_or(PeerError(()))
    }
}

/// A text that names no peer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PeerError(());

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no peer: give an IP address, an IP address with a port, or `unix`")
    }
}

impl fmt::Debug for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for PeerError {}

impl From<IpAddr> for Peer {
    fn from(ip: IpAddr) -> Self {
        Self::Ip(ip, None)
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self::Ip(address.ip(), Some(address.port()))
    }
}

impl From<Ipv4Addr> for Peer {
    fn from(ip: Ipv4Addr) -> Self {
        Self::Ip(ip.into(), None)
    }
}

impl From<Ipv6Addr> for Peer {
    fn from(ip: Ipv6Addr) -> Self {
        Self::Ip(ip.into(), None)
    }
}

impl From<[u8; 4]> for Peer {
    fn from(octets: [u8; 4]) -> Self {
        Self::Ip(octets.into(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back_in_canonical_form() {
        for (text, shown) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:4711", "192.0.2.1:4711"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]:4711", "[2001:db8::1]:4711"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:4711", "192.0.2.1:4711"),
            ("unix", "unix"),
        ] {
            let peer: Peer = text.parse().unwrap();
            assert_eq!(peer.to_string(), shown);
            assert_eq!(shown.parse(), Ok(peer.canonical()));
        }
    }

    #[test]
    fn nothing_else_is_a_peer() {
        for text in
            ["", "localhost", "192.0.2.0/24", "192.0.2.1:", "fe80::1%eth0", "[fe80::1%3]:80", "UNIX", " 192.0.2.1"]
        {
            let error = text.parse::<Peer>().unwrap_err();
            assert_eq!(error.to_string(), "no peer: give an IP address, an IP address with a port, or `unix`");
        }
    }
}
