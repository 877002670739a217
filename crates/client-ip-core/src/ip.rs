//! An IP address as a number, in canonical form: what the walk compares.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address in canonical form. IPv4 is kept as the IPv4-mapped IPv6 address (`::ffff:192.0.2.1`), so that both are
/// one number, and no compiler has to move what is one of two things.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ip(u128);

impl Ip {
    const MAPPED: u128 = 0xffff;

    #[inline]
    pub(crate) fn from_v4_bits(bits: u32) -> Self {
        Self(Self::MAPPED << 32 | u128::from(bits))
    }

    #[inline]
    pub(crate) fn from_v6_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// The bits of the IPv4 address, where it is one.
    #[inline]
    pub(crate) fn v4_bits(self) -> Option<u32> {
        (self.0 >> 32 == Self::MAPPED).then_some(self.0 as u32)
    }

    /// The bits of the address as an IPv6 one.
    #[inline]
    pub(crate) fn v6_bits(self) -> u128 {
        self.0
    }

    /// `0.0.0.0` and `::`, which name nobody.
    #[inline]
    pub(crate) fn is_unspecified(self) -> bool {
        self == Self::from_v4_bits(UNSPECIFIED) || self == Self(0)
    }
}

impl fmt::Debug for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        IpAddr::from(*self).fmt(f)
    }
}

impl From<IpAddr> for Ip {
    #[inline]
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Self::from_v4_bits(ip.to_bits()),
            IpAddr::V6(ip) => Self::from_v6_bits(ip.to_bits()),
        }
    }
}

impl From<Ip> for IpAddr {
    #[inline]
    fn from(ip: Ip) -> Self {
        match ip.v4_bits() {
            Some(bits) => Self::V4(Ipv4Addr::from_bits(bits)),
            None => Self::V6(Ipv6Addr::from_bits(ip.v6_bits())),
        }
    }
}

/// `0.0.0.0`, which names nobody.
pub(crate) const UNSPECIFIED: u32 = 0;
