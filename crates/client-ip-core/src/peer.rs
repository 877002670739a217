//! Who is connected.

use crate::ip::Ip;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::str::FromStr;

/// The other end of the connection that the application accepted.
///
/// There is no "unknown peer": connection info that nobody wired up must never look like a Unix socket.
///
/// ```
/// use client_ip_core::Peer;
/// use std::net::SocketAddr;
///
/// // A listener on `[::]` gives IPv4 like this.
/// let accepted: SocketAddr = "[::ffff:192.0.2.1]:4711".parse()?;
/// let peer = Peer::from(accepted);
/// assert_eq!(peer.to_string(), "192.0.2.1:4711");
/// assert_eq!((peer.ip(), peer.port()), (Some([192, 0, 2, 1].into()), Some(4711)));
/// assert_eq!("unix".parse(), Ok(Peer::UNIX));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer {
    /// `None` is a Unix socket.
    pub(crate) address: Option<Ip>,
    pub(crate) port: Option<u16>,
}

impl Peer {
    /// A peer on a Unix socket, which has no address.
    pub const UNIX: Self = Self { address: None, port: None };

    /// A peer at this address, with its port if it is known.
    ///
    /// ```
    /// use client_ip_core::Peer;
    ///
    /// assert_eq!(Peer::new([192, 0, 2, 1], Some(4711)), "192.0.2.1:4711".parse()?);
    /// # Ok::<(), client_ip_core::error::PeerError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn new(ip: impl Into<IpAddr>, port: Option<u16>) -> Self {
        Self { address: Some(ip.into().into()), port }
    }

    /// The address, in canonical form: an IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address. `None` for a
    /// Unix socket.
    #[must_use]
    #[inline]
    pub fn ip(self) -> Option<IpAddr> {
        self.address.map(IpAddr::from)
    }

    /// The port, if it is known.
    #[must_use]
    #[inline]
    pub fn port(self) -> Option<u16> {
        self.port
    }

    /// Whether it is connected on a Unix socket.
    #[must_use]
    pub fn is_unix(self) -> bool {
        self == Self::UNIX
    }
}

impl fmt::Display for Peer {
    /// The canonical address, with its port where there is one, or `unix`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.ip(), self.port) {
            (Some(ip), None) => ip.fmt(f),
            (Some(ip), Some(port)) => SocketAddr::new(ip, port).fmt(f),
            (None, _) => f.write_str("unix"),
        }
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Peer({self})")
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
            return Ok(Self::UNIX);
        }
        let ip = text.parse().map(|ip: IpAddr| Self::from(ip));
        let socket = || text.parse().map(|address: SocketAddr| Self::from(address));
        // std reads a zone that is a number.
        ip.or_else(|_| socket()).ok().filter(|_| !text.contains('%')).ok_or(PeerError(()))
    }
}

/// A text that names no peer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
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
    #[inline]
    fn from(ip: IpAddr) -> Self {
        Self::new(ip, None)
    }
}

impl From<SocketAddr> for Peer {
    #[inline]
    fn from(address: SocketAddr) -> Self {
        Self::new(address.ip(), Some(address.port()))
    }
}

impl From<Ipv4Addr> for Peer {
    #[inline]
    fn from(ip: Ipv4Addr) -> Self {
        Self::new(ip, None)
    }
}

impl From<Ipv6Addr> for Peer {
    #[inline]
    fn from(ip: Ipv6Addr) -> Self {
        Self::new(ip, None)
    }
}

impl From<SocketAddrV4> for Peer {
    #[inline]
    fn from(address: SocketAddrV4) -> Self {
        SocketAddr::from(address).into()
    }
}

impl From<SocketAddrV6> for Peer {
    #[inline]
    fn from(address: SocketAddrV6) -> Self {
        SocketAddr::from(address).into()
    }
}

impl From<[u8; 16]> for Peer {
    #[inline]
    fn from(octets: [u8; 16]) -> Self {
        Self::new(octets, None)
    }
}

impl From<[u8; 4]> for Peer {
    #[inline]
    fn from(octets: [u8; 4]) -> Self {
        Self::new(octets, None)
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
            assert_eq!(shown.parse(), Ok(peer));
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
