//! Many ranges, one fast `contains`. Knows nothing of names and nothing of trust.

mod parts;

use crate::ip::Ip;
use ipnet::IpNet;
use parts::Parts;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

/// A set of IP addresses, given as ranges.
///
/// Overlapping and adjacent ranges are merged when it is built; a look-up is a binary search, of a small part
/// of them where they are many. IPv4 and IPv6 are kept apart: an IPv4-mapped address is looked up as it stands,
/// so bring it into canonical form first ([`IpAddr::to_canonical`]).
///
/// ```
/// use client_ip_core::IpRanges;
///
/// let ranges: IpRanges = ["192.0.2.0/25", "192.0.2.128/25"].iter().map(|r| r.parse::<ipnet::IpNet>().unwrap()).collect();
/// assert!(ranges.contains([192, 0, 2, 200].into()));
/// assert!(!ranges.contains([192, 0, 3, 0].into()));
/// assert_eq!(ranges.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct IpRanges {
    /// (first, last) of each range, sorted, neither overlapping nor adjacent.
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
    /// The upper halves of the firsts in `v6`: what the search compares, as long as they differ.
    v6_upper: Vec<u64>,
    v4_parts: Parts,
    v6_parts: Parts,
}

impl IpRanges {
    /// Whether one of the ranges holds the address.
    #[must_use]
    #[inline]
    pub fn contains(&self, ip: IpAddr) -> bool {
        match ip {
            IpAddr::V4(ip) => self.contains_v4(ip.to_bits()),
            IpAddr::V6(ip) => self.contains_v6(ip.to_bits()),
        }
    }

    #[inline]
    pub(crate) fn contains_ip(&self, ip: Ip) -> bool {
        match ip.v4_bits() {
            Some(bits) => self.contains_v4(bits),
            None => self.contains_v6(ip.v6_bits()),
        }
    }

    /// How many ranges are left after merging.
    #[must_use]
    pub fn len(&self) -> usize {
        self.v4.len() + self.v6.len()
    }

    /// Whether the set holds no address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many IPv4 addresses the set holds.
    #[must_use]
    pub fn ipv4_count(&self) -> u64 {
        self.v4.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// How many IPv6 addresses the set holds, and [`u128::MAX`] for all of them.
    #[must_use]
    pub fn ipv6_count(&self) -> u128 {
        self.v6.iter().fold(0, |sum: u128, (first, last)| sum.saturating_add(last - first).saturating_add(1))
    }

    /// The ranges that are left after merging, as first and last address: IPv4, then IPv6, each in order.
    ///
    /// ```
    /// use client_ip_core::IpRanges;
    ///
    /// let nets = ["192.0.2.0/25", "192.0.2.128/25", "2001:db8::/32"].map(|net| net.parse::<ipnet::IpNet>().unwrap());
    /// let ranges: Vec<_> = IpRanges::from_iter(nets).iter().collect();
    /// assert_eq!(ranges.len(), 2);
    /// assert_eq!(ranges[0], [192, 0, 2, 0].into()..=[192, 0, 2, 255].into());
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = RangeInclusive<IpAddr>> {
        let v4 =
            self.v4.iter().map(|&(first, last)| Ipv4Addr::from_bits(first).into()..=Ipv4Addr::from_bits(last).into());
        let v6 =
            self.v6.iter().map(|&(first, last)| Ipv6Addr::from_bits(first).into()..=Ipv6Addr::from_bits(last).into());
        v4.chain(v6)
    }

    /// Whether the set holds so much that it holds everyone, more than any fleet of proxies: a quarter of IPv4 or more, a
    /// /12 of `2000::/3` or more, a quarter of `64:ff9b::/96` or of `2002::/16`. A policy needs more than such ranges.
    ///
    /// ```
    /// use client_ip_core::RangeName;
    ///
    /// let holds_everyone = |name: &str| name.parse::<RangeName>().unwrap().ranges().holds_everyone();
    /// assert!(holds_everyone("any") && !holds_everyone("private"));
    /// ```
    #[must_use]
    pub fn holds_everyone(&self) -> bool {
        self.everyone().is_some()
    }

    /// Whether every address of `other` is in this set too.
    pub(crate) fn contains_all(&self, other: &Self) -> bool {
        // What is merged lies within one range or is not all there.
        other.v4.iter().all(|range| is_within(range, &self.v4))
            && other.v6.iter().all(|range| is_within(range, &self.v6))
    }

    /// Of what the set holds so much that it holds everyone, if it does: no fleet of proxies is as large.
    pub(crate) fn everyone(&self) -> Option<&'static str> {
        let v6 = |first: u128, length: u32| self.ipv6_count_in(first, first | u128::MAX >> length);
        if self.ipv4_count() >= 1 << 30 {
            Some("a quarter of IPv4 or more")
        } else if v6(0x2 << 124, 3) >= 1 << 116 {
            Some("a /12 of public IPv6 or more")
        } else if v6(0x64_ff9b << 96, 96) >= 1 << 30 {
            // RFC 6052 section 2.1, RFC 3056 section 2
            Some("a quarter of 64:ff9b::/96 or more, which is IPv4 in another form")
        } else if v6(0x2002 << 112, 16) >= 1 << 110 {
            Some("a quarter of 2002::/16 or more, which is IPv4 in another form")
        } else {
            None
        }
    }

    fn ipv6_count_in(&self, first: u128, last: u128) -> u128 {
        let held = self.v6.iter().map(|range| (range.0.max(first), range.1.min(last)));
        held.filter(|(first, last)| first <= last).map(|(first, last)| last - first + 1).sum()
    }

    fn merged(mut v4: Vec<(u32, u32)>, mut v6: Vec<(u128, u128)>) -> Self {
        merge(&mut v4, |last| last.checked_add(1));
        merge(&mut v6, |last| last.checked_add(1));
        let v6_upper: Vec<u64> = v6.iter().map(|(first, _)| (first >> 64) as u64).collect();
        let v4_parts = Parts::of(v4.iter().map(|&(first, _)| u64::from(first)));
        let v6_parts = Parts::of(v6_upper.iter().copied());
        Self { v4, v6, v6_upper, v4_parts, v6_parts }
    }

    #[inline]
    fn contains_v4(&self, ip: u32) -> bool {
        is_within(&(ip, ip), self.v4_parts.narrow(&self.v4, ip.into()))
    }

    // Not inlined into the look-up of IPv4, which needs far fewer registers.
    #[inline(never)]
    fn contains_v6(&self, ip: u128) -> bool {
        let upper = (ip >> 64) as u64;
        let (v6, v6_upper) = (self.v6_parts.narrow(&self.v6, upper), self.v6_parts.narrow(&self.v6_upper, upper));
        let mut after = v6_upper.partition_point(|&first| first <= upper);
        if after > 0 && v6_upper[after - 1] == upper {
            // Ranges that start within this /64: only here the lower halves tell.
            let start = v6_upper[..after].partition_point(|&first| first < upper);
            after = start + v6[start..after].partition_point(|&(first, _)| first <= ip);
        }
        after > 0 && ip <= v6[after - 1].1
    }
}

impl FromIterator<IpNet> for IpRanges {
    fn from_iter<I: IntoIterator<Item = IpNet>>(nets: I) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for net in nets {
            match net {
                IpNet::V4(net) => v4.push((net.network().to_bits(), net.broadcast().to_bits())),
                IpNet::V6(net) => v6.push((net.network().to_bits(), net.broadcast().to_bits())),
            }
        }
        Self::merged(v4, v6)
    }
}

impl<'a> FromIterator<&'a IpRanges> for IpRanges {
    /// The addresses of all of them.
    fn from_iter<I: IntoIterator<Item = &'a IpRanges>>(sets: I) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for set in sets {
            v4.extend(&set.v4);
            v6.extend(&set.v6);
        }
        Self::merged(v4, v6)
    }
}

/// Sorts the ranges and joins those that overlap or touch.
fn merge<T: Copy + Ord>(ranges: &mut Vec<(T, T)>, next: impl Fn(T) -> Option<T>) {
    ranges.sort_unstable();
    ranges.dedup_by(|(first, last), (_, before)| {
        // Nothing comes after the last address of all.
        let joins = next(*before).is_none_or(|next| *first <= next);
        if joins {
            *before = (*before).max(*last);
        }
        joins
    });
    ranges.shrink_to_fit();
}

/// Whether one of the merged ranges holds all of `inner`.
fn is_within<T: Copy + Ord>(inner: &(T, T), ranges: &[(T, T)]) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= inner.0);
    after > 0 && inner.1 <= ranges[after - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(texts: &[&str]) -> IpRanges {
        texts.iter().map(|text| text.parse::<IpNet>().unwrap()).collect()
    }

    #[test]
    fn what_overlaps_or_touches_is_one_range() {
        let set = ranges(&["10.1.0.0/16", "10.0.0.0/16", "10.0.7.0/24", "2001:db8:1::/48", "2001:db8::/48"]);
        assert_eq!(set.len(), 2);
        assert_eq!((set.ipv4_count(), set.ipv6_count()), (131_072, 1 << 81));
        assert_eq!(ranges(&["255.255.255.255/32", "0.0.0.0/0"]).ipv4_count(), 1 << 32);
        assert_eq!(ranges(&["::/0"]).ipv6_count(), u128::MAX);
    }

    #[test]
    fn the_edges_of_a_range_are_in_it_and_their_neighbours_are_not() {
        let set = ranges(&["10.0.0.0/24", "2001:db8::10/124", "2001:db8::40/128", "2001:db8:0:1::/64"]);
        for (text, held) in [
            ("9.255.255.255", false),
            ("10.0.0.0", true),
            ("10.0.0.255", true),
            ("10.0.1.0", false),
            ("2001:db8::f", false),
            ("2001:db8::10", true),
            ("2001:db8::1f", true),
            ("2001:db8::20", false),
            ("2001:db8::40", true),
            ("2001:db8::41", false),
            ("2001:db8:0:1::", true),
            ("2001:db8:0:1:ffff:ffff:ffff:ffff", true),
            ("2001:db8:0:2::", false),
            ("::", false),
        ] {
            assert_eq!(set.contains(text.parse().unwrap()), held, "{text}");
        }
        assert!(!IpRanges::default().contains("::1".parse().unwrap()));
    }

    #[test]
    fn many_ranges_are_searched_as_few_are() {
        // Clumps and gaps: the parts that the search is cut into hold none, one and hundreds.
        let spread = |n: u32| n.wrapping_mul(0x9e37_79b9) >> (n % 3 * 8);
        // Miri is some hundred times slower.
        let (many, step) = if cfg!(miri) { (300, 11) } else { (3_000, 1) };
        let nets = (1..many).flat_map(|n| {
            let upper = if n % 4 == 0 { 0x2001_0db8 << 32 | u64::from(n) } else { u64::from(spread(n)) << 32 };
            let v6 = u128::from(upper) << 64 | u128::from(spread(n));
            [IpNet::new(Ipv4Addr::from_bits(spread(n)).into(), 28), IpNet::new(Ipv6Addr::from_bits(v6).into(), 126)]
        });
        let set: IpRanges = nets.map(|net| net.unwrap().trunc()).collect();
        assert!(set.v4_parts != Parts::default() && set.v6_parts != Parts::default());
        for &(first, last) in set.v4.iter().step_by(step) {
            for ip in [first.wrapping_sub(1), first, last, last.wrapping_add(1)] {
                assert_eq!(set.contains_v4(ip), is_within(&(ip, ip), &set.v4), "{}", Ipv4Addr::from_bits(ip));
            }
        }
        for &(first, last) in set.v6.iter().step_by(step) {
            for ip in [first.wrapping_sub(1), first, last, last.wrapping_add(1)] {
                assert_eq!(set.contains_v6(ip), is_within(&(ip, ip), &set.v6), "{}", Ipv6Addr::from_bits(ip));
            }
        }
    }

    #[test]
    fn more_than_any_fleet_of_proxies_is_everyone() {
        for (held, everyone) in [
            (["0.0.0.0/2", "10.0.0.0/8"], Some("a quarter of IPv4 or more")),
            (["64.0.0.0/3", "96.0.0.0/3"], Some("a quarter of IPv4 or more")),
            (["64.0.0.0/3", "96.0.0.0/4"], None),
            (["2400::/13", "2408::/13"], Some("a /12 of public IPv6 or more")),
            (["2400::/13", "2400::/14"], None),
            (["1000::/4", "4000::/2"], None),
            (["::/0", "::/0"], Some("a /12 of public IPv6 or more")),
            (["64:ff9b::/98", "10.0.0.0/8"], Some("a quarter of 64:ff9b::/96 or more, which is IPv4 in another form")),
            (["64::/16", "10.0.0.0/8"], Some("a quarter of 64:ff9b::/96 or more, which is IPv4 in another form")),
            (["64:ff9b::/99", "64:ff9b:1::/48"], None),
            (["2002::/19", "2002:8000::/19"], Some("a quarter of 2002::/16 or more, which is IPv4 in another form")),
            (["2002::/19", "2003::/19"], None),
            // Mapped addresses are IPv4 ones, and held by no range of IPv6.
            (["::/16", "0.0.0.0/3"], None),
        ] {
            assert_eq!(ranges(&held).everyone(), everyone, "{held:?}");
        }
    }
}
