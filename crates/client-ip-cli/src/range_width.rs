//! Which ranges of a policy are wider than proxies are many, and which are shared with strangers. Nothing is decided
//! here: it is what hints and warnings are about.

use client_ip_core::trace::Step;
use client_ip_core::{IpRanges, Peer, ProxyRange, RangeName, TrustedProxies};
use std::net::IpAddr;
use std::sync::LazyLock;

/// Whether the range holds more addresses than a network of proxies does.
pub(crate) fn is_wide(range: &ProxyRange) -> bool {
    const FEWEST_BITS_V4: u8 = 16;
    const FEWEST_BITS_V6: u8 = 48;
    if let Some(name) = range.name() {
        return matches!(name.as_str(), "private" | "link-local" | "cgnat");
    }
    let Some(net) = range.net() else { return false };
    match net.addr() {
        IpAddr::V4(ip) => net.prefix_len() < FEWEST_BITS_V4 && !ip.is_loopback(),
        IpAddr::V6(_) => net.prefix_len() < FEWEST_BITS_V6,
    }
}

/// The provider that publishes the range.
pub(crate) fn provider(range: &ProxyRange) -> Option<RangeName> {
    // Asked for each range of a policy, which may have many.
    static PUBLISHED: LazyLock<Vec<(RangeName, IpRanges)>> = LazyLock::new(|| {
        RangeName::all().filter(|name| name.is_provider()).map(|name| (name, name.ranges())).collect()
    });
    let publishes = |(name, ranges): &&(RangeName, IpRanges)| {
        range.name() == Some(*name) || range.net().is_some_and(|net| ranges.contains(net.addr()))
    };
    PUBLISHED.iter().find(publishes).map(|(name, _)| *name)
}

/// The entry of the group's ranges that holds the address of the step.
pub(crate) fn range_of<'a>(group: &'a TrustedProxies, step: &Step) -> Option<&'a ProxyRange> {
    group.range_of(step.ip.map_or(Peer::UNIX, Peer::from))
}

/// Whether the address is one of a network of somebody's own, as proxies mostly have.
pub(crate) fn is_internal(ip: IpAddr) -> bool {
    let names = ["loopback", "private", "link-local", "cgnat"];
    RangeName::all().any(|name| names.contains(&name.as_str()) && name.ranges().contains(ip))
}

/// Whether the group trusts everyone and only counts.
pub(crate) fn trusts_everyone(group: &TrustedProxies) -> bool {
    group.proof_header().is_none() && group.ranges().holds_everyone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(range: &str) -> ProxyRange {
        TrustedProxies::new([range], "X-Forwarded-For").unwrap().ranges_as_written()[0].clone()
    }

    #[test]
    fn a_range_is_wide_beyond_a_network_of_proxies() {
        for (range, wide) in [
            ("10.0.0.0/8", true),
            ("10.0.0.0/16", false),
            ("private", true),
            ("loopback", false),
            ("127.0.0.0/8", false),
            ("10.0.0.1", false),
            ("2001:db8::/32", true),
            ("2001:db8::/48", false),
            ("unix", false),
            ("cloudflare", false),
        ] {
            assert_eq!(is_wide(&entry(range)), wide, "{range}");
        }
    }

    #[test]
    fn a_provider_is_known_by_its_name_and_by_its_ranges() {
        for (range, name) in [
            ("cloudflare", Some("cloudflare")),
            ("173.245.48.0/20", Some("cloudflare")),
            ("10.0.0.0/8", None),
            ("private", None),
        ] {
            assert_eq!(provider(&entry(range)).map(RangeName::as_str), name, "{range}");
        }
    }
}
