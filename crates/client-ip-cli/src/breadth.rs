//! Which ranges of a policy are wider than proxies are many, and which are shared with strangers. Nothing is decided
//! here: it is what hints and warnings are about.

use client_ip_core::{IpRanges, Policy, TrustedProxies};
use std::net::IpAddr;
use std::sync::LazyLock;

/// Names of ranges that providers publish for all of their customers together.
pub(crate) const PROVIDERS: [&str; 5] =
    ["azure-front-door-backend", "cloudflare", "cloudfront-origin-facing", "fastly", "google-lb"];

/// Whether the range, as a policy has it, holds more addresses than a network of proxies does.
pub(crate) fn is_wide(range: &str) -> bool {
    const FEWEST_BITS_V4: u8 = 16;
    const FEWEST_BITS_V6: u8 = 48;
    if matches!(range, "private" | "link-local" | "cgnat") {
        return true;
    }
    let Some((Ok(ip), Ok(bits))) = range.split_once('/').map(|(ip, bits)| (ip.parse(), bits.parse::<u8>())) else {
        return false;
    };
    match ip {
        IpAddr::V4(ip) => bits < FEWEST_BITS_V4 && !ip.is_loopback(),
        IpAddr::V6(_) => bits < FEWEST_BITS_V6,
    }
}

/// The provider that publishes the range, as a policy has it.
pub(crate) fn provider(range: &str) -> Option<&'static str> {
    static ADDRESSES: LazyLock<Vec<(&str, IpRanges)>> =
        LazyLock::new(|| PROVIDERS.into_iter().filter_map(|name| Some((name, named(&[name])?))).collect());
    let ip: Option<IpAddr> = range.split('/').next().and_then(|ip| ip.parse().ok());
    let holds = |(name, addresses): &&(&str, IpRanges)| range == *name || ip.is_some_and(|ip| addresses.contains(ip));
    ADDRESSES.iter().find(holds).map(|(name, _)| *name)
}

/// Whether the address is one of a network of somebody's own, as proxies mostly have.
pub(crate) fn is_internal(ip: IpAddr) -> bool {
    named(&["loopback", "private", "link-local", "cgnat"]).is_some_and(|ranges| ranges.contains(ip))
}

/// The addresses behind these names.
fn named(names: &[&str]) -> Option<IpRanges> {
    TrustedProxies::new(names, "X-Forwarded-For").ok().map(|group| group.addresses().clone())
}

/// Whether the group trusts everyone and only counts.
pub(crate) fn trusts_everyone(group: &TrustedProxies) -> bool {
    group.proof_header().is_none() && holds_everyone(group)
}

/// Whether core refuses the group's ranges without `trusted_hops`.
fn holds_everyone(group: &TrustedProxies) -> bool {
    TrustedProxies::new(group.ranges(), "X-Forwarded-For").is_ok_and(|group| Policy::new([group]).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_that_core_knows_is_known() {
        let error = "X from nowhere".parse::<Policy>().unwrap_err().to_string();
        let names = error.rsplit("the names are ").next().unwrap().split(", ");
        let own = ["loopback", "private", "link-local", "cgnat", "any", "unix"];
        assert!(names.filter(|name| !own.contains(name)).eq(PROVIDERS), "{error}");
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
            assert_eq!(is_wide(range), wide, "{range}");
        }
        assert_eq!(provider("173.245.48.0/20"), Some("cloudflare"));
        assert_eq!(provider("10.0.0.0/8"), None);
    }
}
