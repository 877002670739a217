//! The requests that everything is measured on, and what the answer to each of them is.

use client_ip_core::Policy;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::net::IpAddr;

/// Addresses with as many digits as real ones have: short ones would flatter every reader.
const CLIENT_V4: &str = "203.0.113.195";
const CLIENT_V6: &str = "2001:db8:85a3:8d3:1319:8a2e:370:7348";
const PEER: &str = "10.20.30.40";

/// One request under one policy.
#[derive(Debug, Clone)]
pub struct Case {
    /// What the tables call it.
    pub name: &'static str,
    /// The policy as text.
    pub policy: String,
    /// Who is connected.
    pub peer: IpAddr,
    /// The header lines that the policy is about.
    pub headers: Vec<(&'static str, String)>,
    /// The right answer.
    pub client: IpAddr,
    /// The instructions of a prototype that does the same work and is no library, if it was counted.
    pub floor: Option<u64>,
}

impl Case {
    /// The policy.
    ///
    /// # Panics
    ///
    /// Where the text is none: the cases are fixed.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy.parse().unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The request's header map: the lines of the case among those that every browser sends.
    ///
    /// # Panics
    ///
    /// Where a line is none: the cases are fixed.
    #[must_use]
    pub fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        let ordinary = ORDINARY.iter().map(|&(name, value)| (name, value));
        for (name, value) in ordinary.chain(self.headers.iter().map(|(name, value)| (*name, value.as_str()))) {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            map.append(name, HeaderValue::from_str(value).expect("a header value"));
        }
        map
    }
}

/// What stands in a request besides.
pub const ORDINARY: [(&str, &str); 6] = [
    ("Host", "example.com"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.5"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Cookie", "session=0123456789abcdef0123456789abcdef"),
];

/// The cases of the first table, in its order.
#[must_use]
pub fn first_table() -> Vec<Case> {
    let xff = "X-Forwarded-For";
    let forwarded = "Forwarded";
    vec![
        case("X-Real-IP, IPv4", "X-Real-IP", CLIENT_V4.to_owned(), CLIENT_V4, 587),
        case("X-Real-IP, IPv6", "X-Real-IP", CLIENT_V6.to_owned(), CLIENT_V6, 982),
        case("XFF, 1 hop, IPv4", xff, list_v4(1), CLIENT_V4, 599),
        case("XFF, 3 hops, IPv4", xff, list_v4(3), CLIENT_V4, 963),
        case("XFF, 8 hops, IPv4", xff, list_v4(8), CLIENT_V4, 1_927),
        case("XFF, 1 hop, IPv6", xff, list_v6(1), CLIENT_V6, 1_086),
        case("XFF, 3 hops, IPv6", xff, list_v6(3), CLIENT_V6, 2_206),
        case("Forwarded, 1 element, IPv4", forwarded, elements_v4(1), CLIENT_V4, 1_113),
        case("Forwarded, 3 elements, IPv4", forwarded, elements_v4(3), CLIENT_V4, 2_252),
        case("Forwarded, 3 elements, quoted IPv6", forwarded, elements_v6(3), CLIENT_V6, 4_276),
        case(
            "XFF, 64 KiB of junk addresses, then 3 hops",
            xff,
            junk("6.6.6.6, ", 65_536) + &list_v4(3),
            CLIENT_V4,
            984,
        ),
        case(
            "Forwarded, 64 KiB of junk elements, then 3",
            forwarded,
            junk("for=6.6.6.6, ", 65_536) + &elements_v6(3),
            CLIENT_V6,
            4_305,
        ),
        Case {
            peer: ip("198.51.100.7"),
            client: ip("198.51.100.7"),
            ..case("untrusted peer, XFF present", xff, list_v4(1), CLIENT_V4, 103)
        },
    ]
}

/// The same hops with ever more in front of them: what the client writes must cost nothing.
#[must_use]
pub fn junk_cases() -> Vec<Case> {
    let xff = |name, size| Case {
        floor: None,
        ..case(name, "X-Forwarded-For", junk("6.6.6.6, ", size) + &list_v4(3), CLIENT_V4, 0)
    };
    let forwarded = |name, size| Case {
        floor: None,
        ..case(name, "Forwarded", junk("for=6.6.6.6, ", size) + &elements_v6(3), CLIENT_V6, 0)
    };
    vec![
        xff("XFF, 3 hops, no junk", 0),
        xff("XFF, 3 hops, 8 KiB of junk", 8_192),
        xff("XFF, 3 hops, 64 KiB of junk", 65_536),
        forwarded("Forwarded, 3 elements, no junk", 0),
        forwarded("Forwarded, 3 elements, 8 KiB of junk", 8_192),
        forwarded("Forwarded, 3 elements, 64 KiB of junk", 65_536),
    ]
}

/// One request under the policies that people write.
#[must_use]
pub fn policies() -> Vec<Case> {
    let xff = case("", "X-Forwarded-For", list_v4(3), CLIENT_V4, 0);
    let under = |name, policy: &str| Case { name, policy: policy.to_owned(), floor: None, ..xff.clone() };
    let handed_over = |name, policy: &str| Case {
        headers: vec![
            ("X-Forwarded-For", "104.16.0.7, 10.20.30.42".to_owned()),
            ("CF-Connecting-IP", CLIENT_V4.to_owned()),
        ],
        ..under(name, policy)
    };
    let first = second_octets(0..59).chain(["10.0.0.0/8".to_owned()]).collect::<Vec<_>>().join(", ");
    vec![
        under("one group, 1 range", "X-Forwarded-For from 10.0.0.0/8"),
        under("one group, 23 ranges (cloudflare and 10.0.0.0/8)", "X-Forwarded-For from 10.0.0.0/8, cloudflare"),
        under("one group, 15,000 ranges", &format!("X-Forwarded-For from {first}")),
        handed_over("two groups, handed over", "X-Forwarded-For from 10.0.0.0/8; CF-Connecting-IP from cloudflare"),
        under("trusted_hops", "X-Forwarded-For from any hops 3"),
    ]
}

/// Ranges of /24 with gaps between them, 256 minus two for each /9 or so: 15,000 in all, none of them near 10.0.0.0/8.
fn second_octets(first: std::ops::Range<u32>) -> impl Iterator<Item = String> {
    first.flat_map(|a| (0..256).map(move |b| format!("{}.{b}.{}.0/24", 100 + a, (a + b) % 200)))
}

fn case(name: &'static str, header: &'static str, value: String, client: &str, floor: u64) -> Case {
    Case {
        name,
        policy: format!("{header} from 10.0.0.0/8, 2001:db8:1::/48"),
        peer: ip(PEER),
        headers: vec![(header, value)],
        client: ip(client),
        floor: Some(floor),
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// The client, and the proxies between it and the peer.
fn hops(client: &str, count: usize, proxy: impl Fn(usize) -> String) -> Vec<String> {
    std::iter::once(client.to_owned()).chain((1..count).map(proxy)).collect()
}

fn proxy_v4(number: usize) -> String {
    format!("10.20.30.{}", 40 + number)
}

fn proxy_v6(number: usize) -> String {
    format!("2001:db8:1:8d3:1319:8a2e:370:{}", 7000 + number)
}

fn list_v4(count: usize) -> String {
    hops(CLIENT_V4, count, proxy_v4).join(", ")
}

fn list_v6(count: usize) -> String {
    hops(CLIENT_V6, count, proxy_v6).join(", ")
}

fn elements_v4(count: usize) -> String {
    let hops = hops(CLIENT_V4, count, proxy_v4);
    hops.iter().map(|hop| format!("for={hop};proto=https")).collect::<Vec<_>>().join(", ")
}

fn elements_v6(count: usize) -> String {
    let hops = hops(CLIENT_V6, count, proxy_v6);
    hops.iter().map(|hop| format!("for=\"[{hop}]:4711\";proto=https")).collect::<Vec<_>>().join(", ")
}

/// At least so many bytes of what a client may have written.
fn junk(entry: &str, size: usize) -> String {
    entry.repeat(size.div_ceil(entry.len()))
}
