//! Names that stand for ranges in a policy. `presets/` holds the lists that providers publish, each with its source and its
//! date. Lists get old: ranges that the provider added later are missing.

use crate::ranges::IpRanges;
use crate::words::UnknownWord;
use ipnet::IpNet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A name that stands for ranges in a policy: `loopback`, `private`, `link-local`, `cgnat`, `any`, or a provider for the
/// ranges that it publishes. (`unix` stands for no range, and is none of them.)
///
/// ```
/// use client_ip_core::RangeName;
///
/// let cloudflare: RangeName = "cloudflare".parse()?;
/// assert!(cloudflare.is_provider() && cloudflare.date().is_some());
/// assert!(cloudflare.ranges().contains([173, 245, 48, 1].into()));
///
/// let private: RangeName = "private".parse()?;
/// assert_eq!((private.is_provider(), private.date()), (false, None));
/// # Ok::<(), client_ip_core::error::UnknownWord>(())
/// ```
#[derive(Clone, Copy)]
pub struct RangeName {
    name: &'static str,
    text: &'static str,
    source: Option<Source>,
}

/// From when a list is, and from where.
#[derive(Clone, Copy)]
struct Source {
    date: &'static str,
    address: &'static str,
}

impl RangeName {
    /// Every name, in the order in which an error lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter()
    }

    /// The name, as a policy writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether a provider publishes the ranges, for all of its customers together.
    #[must_use]
    pub fn is_provider(self) -> bool {
        self.source.is_some()
    }

    /// The date of the list in this version: `YYYY-MM-DD`, or `YYYY` where the provider tells no day. `None` for a name whose
    /// ranges are fixed by a standard. A range that the provider added later is not in it.
    #[must_use]
    pub fn date(self) -> Option<&'static str> {
        self.source.map(|source| source.date)
    }

    /// Where the provider publishes the list. `None` for a name whose ranges are fixed by a standard.
    #[must_use]
    pub fn source(self) -> Option<&'static str> {
        self.source.map(|source| source.address)
    }

    /// The addresses that it stands for, merged.
    #[must_use]
    pub fn ranges(self) -> IpRanges {
        self.nets().collect()
    }

    /// The ranges as they are published.
    pub(crate) fn nets(self) -> impl Iterator<Item = IpNet> {
        // A test reads every one.
        self.lines().filter_map(|line| line.parse().ok())
    }

    fn lines(self) -> impl Iterator<Item = &'static str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    const fn of_standard(name: &'static str, text: &'static str) -> Self {
        Self { name, text, source: None }
    }

    const fn of_provider(name: &'static str, date: &'static str, address: &'static str, text: &'static str) -> Self {
        Self { name, text, source: Some(Source { date, address }) }
    }
}

/// Every word that may stand for ranges in a policy, for error texts.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    RangeName::all().map(RangeName::as_str).chain(["unix"])
}

impl FromStr for RangeName {
    type Err = UnknownWord;

    /// Reads a name, in lower case.
    ///
    /// # Errors
    ///
    /// Any other text, a range and `unix` among them.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::all().find(|known| known.name == text).ok_or(UnknownWord { expected: "the name of ranges" })
    }
}

impl PartialEq for RangeName {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RangeName {}

impl Hash for RangeName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for RangeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for RangeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RangeName({self})")
    }
}

const NAMES: [RangeName; 10] = [
    RangeName::of_standard("loopback", "127.0.0.0/8\n::1/128"),
    // RFC 1918 section 3, RFC 4193 section 3.1
    RangeName::of_standard("private", "10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16\nfc00::/7"),
    // RFC 3927 section 2.1, RFC 4291 section 2.5.6
    RangeName::of_standard("link-local", "169.254.0.0/16\nfe80::/10"),
    // RFC 6598 section 7
    RangeName::of_standard("cgnat", "100.64.0.0/10"),
    RangeName::of_standard("any", "0.0.0.0/0\n::/0"),
    RangeName::of_provider(
        "azure-front-door-backend",
        "2025-07-25",
        "https://www.microsoft.com/en-us/download/details.aspx?id=56519",
        include_str!("presets/azure-front-door-backend.txt"),
    ),
    RangeName::of_provider(
        "cloudflare",
        "2026-06-07",
        "https://www.cloudflare.com/ips-v4",
        include_str!("presets/cloudflare.txt"),
    ),
    RangeName::of_provider(
        "cloudfront-origin-facing",
        "2026-08-22",
        "https://ip-ranges.amazonaws.com/ip-ranges.json",
        include_str!("presets/cloudfront-origin-facing.txt"),
    ),
    RangeName::of_provider(
        "fastly",
        "2025-07-25",
        "https://api.fastly.com/public-ip-list",
        include_str!("presets/fastly.txt"),
    ),
    RangeName::of_provider(
        "google-lb",
        "2026",
        "https://cloud.google.com/load-balancing/docs/firewall-rules",
        include_str!("presets/google-lb.txt"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_ranges() {
        for name in RangeName::all() {
            assert!(name.lines().all(|line| line.contains('/')), "{name}");
            assert_eq!(name.nets().count(), name.lines().count(), "{name}");
            assert!(!name.ranges().is_empty() && name.nets().all(|net| net.trunc() == net), "{name}");
        }
    }

    #[test]
    fn a_list_says_where_it_comes_from_and_from_when() {
        for name in RangeName::all().filter(|name| name.is_provider()) {
            let head = name.text.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>().join(" ");
            for fact in [name.date(), name.source()] {
                assert!(head.contains(fact.unwrap()), "{name}: {fact:?} is not in {head:?}");
            }
        }
    }
}
