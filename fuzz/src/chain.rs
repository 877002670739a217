//! A chain that honest proxies built around whatever a client sent, so that the client is known beforehand.

use crate::properties::{Line, hold, junk_changes_nothing};
use arbitrary::Arbitrary;
use client_ip_core::{Format, Peer, Policy};
use std::net::{IpAddr, Ipv4Addr};

/// The headers of the groups, in which format each. A group that overwrites can be passed once only.
const HEADERS: [(&str, Format); 6] = [
    ("X-Forwarded-For", Format::List),
    ("Forwarded", Format::Forwarded),
    ("X-Original-Forwarded-For", Format::List),
    ("CF-Connecting-IP", Format::Address),
    ("CloudFront-Viewer-Address", Format::AddressPort),
    ("X-Chain", Format::Forwarded),
];

/// One group of proxies: the addresses of its number, and one of [`HEADERS`].
#[derive(Debug, Arbitrary)]
struct Group {
    header: u8,
    entries_per_hop: u8,
    last_trusted: (bool, bool),
}

/// A proxy of a group, and how it writes who connected to it.
#[derive(Debug, Arbitrary)]
struct Proxy {
    group: u8,
    host: u16,
    is_v6: bool,
    writes: Spelling,
    in_a_new_line: bool,
    /// The entries behind the hop, where the group writes more than one.
    skipped: [String; 2],
}

#[derive(Debug, Arbitrary)]
struct Spelling {
    port: Option<u16>,
    is_mapped: bool,
    brackets: bool,
    zone: bool,
    upper: bool,
    escapes: u64,
    /// For `Forwarded`: another pair before, and one behind.
    pairs: (Option<String>, Option<String>),
}

/// A policy, the client, what it sent, and the proxies that it came through, the nearest one last.
#[derive(Debug, Arbitrary)]
pub struct Chain {
    groups: Vec<Group>,
    client: IpAddr,
    sent: Vec<(u8, Vec<u8>)>,
    proxies: Vec<Proxy>,
    peer_port: Option<u16>,
    junk: Vec<u8>,
}

impl Chain {
    /// Asserts that the client is found, and every other property. `None` where there is no such chain.
    ///
    /// # Panics
    ///
    /// Where something does not hold.
    pub fn check(&self) -> Option<()> {
        let policy = self.policy()?;
        let client = self.client.to_canonical();
        let is_trusted = policy.groups().any(|group| group.ranges().contains(client));
        if is_trusted || client.is_unspecified() || self.proxies.len() > 12 {
            return None;
        }
        let (headers, expected) = self.request(client)?;
        let peer = Peer::new(self.proxies.last().map_or(client, |proxy| self.address(proxy)), self.peer_port);
        let outcome = hold(&policy, peer, &headers);
        let found = outcome.as_ref().expect("an honest chain has a client");
        let header = found.header().map(|header| header.as_str().to_owned());
        assert_eq!((found.ip(), found.port(), found.hops(), header), expected, "{policy}");
        junk_changes_nothing(&policy, peer, &headers, &outcome, &self.junk);
        Some(())
    }

    fn group(&self, proxy: &Proxy) -> usize {
        usize::from(proxy.group) % self.groups.len()
    }

    fn header(&self, group: usize) -> (&'static str, Format) {
        HEADERS[usize::from(self.groups[group].header) % HEADERS.len()]
    }

    fn entries(&self, group: usize) -> usize {
        match self.header(group).1 {
            Format::Address | Format::AddressPort => 1,
            _ => 1 + usize::from(self.groups[group].entries_per_hop) % 3,
        }
    }

    /// Group n is at 10.n.0.0/16 and 2001:db8:n::/48.
    fn policy(&self) -> Option<Policy> {
        if self.groups.is_empty() || self.groups.len() > 12 {
            return None;
        }
        let word = |last_trusted| if last_trusted { "last-trusted" } else { "reject" };
        let groups = self.groups.iter().enumerate().map(|(number, group)| {
            let (header, format) = self.header(number);
            let entries = self.entries(number);
            let (missing, invalid) = (word(group.last_trusted.0), word(group.last_trusted.1));
            let ranges = format!("10.{number}.0.0/16, 2001:db8:{number:x}::/48");
            format!(
                "{header} from {ranges} format {format} entries-per-hop {entries} on-missing {missing} on-invalid {invalid}"
            )
        });
        let text = groups.collect::<Vec<_>>().join("; ");
        Some(text.parse().unwrap_or_else(|error| panic!("{text}: {error}")))
    }

    fn address(&self, proxy: &Proxy) -> IpAddr {
        let (group, [high, low]) = (self.group(proxy), proxy.host.to_be_bytes());
        if proxy.is_v6 {
            [0x2001, 0xdb8, group as u16, 0, 0, 0, 0, proxy.host].into()
        } else {
            Ipv4Addr::new(10, group as u8, high, low).into()
        }
    }

    /// The header lines as they arrive, and the answer: address, port, hops and header.
    #[expect(clippy::type_complexity, reason = "the four facts of an answer")]
    fn request(&self, client: IpAddr) -> Option<(Vec<Line>, (IpAddr, Option<u16>, usize, Option<String>))> {
        let header = |number: u8| HEADERS[usize::from(number) % HEADERS.len()].0.to_owned();
        let mut headers: Vec<Line> = self.sent.iter().map(|(name, value)| (header(*name), value.clone())).collect();
        let mut answer = (client, self.peer_port, self.proxies.len(), None);
        let mut overwritten = Vec::new();
        let mut current = client;
        for (number, proxy) in self.proxies.iter().enumerate() {
            let group = self.group(proxy);
            let (name, format) = self.header(group);
            let (written, port) = proxy.writes.entry(current, format);
            if number == 0 {
                answer = (client, port, self.proxies.len(), Some(name.to_ascii_lowercase()));
            }
            match format {
                Format::Address | Format::AddressPort => {
                    if overwritten.contains(&name) {
                        return None;
                    }
                    overwritten.push(name);
                    headers.retain(|(other, _)| other != name);
                    headers.push((name.to_owned(), written.into_bytes()));
                }
                _ => {
                    let mut entries = vec![written];
                    entries.extend(proxy.skipped.iter().take(self.entries(group) - 1).map(|text| unjudged(text)));
                    let entries = entries.join(", ");
                    match headers.iter_mut().rfind(|(other, _)| other == name) {
                        Some((_, value)) if !proxy.in_a_new_line => value.extend(format!(",{entries}").bytes()),
                        _ => headers.push((name.to_owned(), entries.into_bytes())),
                    }
                }
            }
            current = self.address(proxy);
        }
        Some((headers, answer))
    }
}

/// A text that is one entry, whatever it says.
fn unjudged(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | '"' | ';')).collect();
    format!("x{text}x")
}

impl Spelling {
    /// The address as this proxy writes it, and the port that it reports.
    fn entry(&self, ip: IpAddr, format: Format) -> (String, Option<u16>) {
        let zone = if self.zone { "%eth0" } else { "" };
        let (text, is_v6) = match ip {
            IpAddr::V4(ip) if self.is_mapped => (format!("{}{zone}", ip.to_ipv6_mapped()), true),
            IpAddr::V4(ip) => (ip.to_string(), false),
            IpAddr::V6(ip) if self.upper => (format!("{}{zone}", ip.to_string().to_uppercase()), true),
            IpAddr::V6(ip) => (format!("{ip}{zone}"), true),
        };
        let port = self.port.or((format == Format::AddressPort).then_some(80));
        let bare = format == Format::AddressPort && !self.brackets;
        let host = match is_v6 && (self.brackets || port.is_some() && !bare) {
            true => format!("[{text}]"),
            false => text,
        };
        let address = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        match format {
            Format::Forwarded => (self.element(&address), port),
            _ => (address, port),
        }
    }

    fn element(&self, address: &str) -> String {
        let value = if self.escapes == 0 && self.upper {
            address.to_owned()
        } else {
            let escaped = |(at, c): (usize, char)| [(self.escapes >> (at % 64) & 1 == 1).then_some('\\'), Some(c)];
            format!("\"{}\"", address.chars().enumerate().flat_map(escaped).flatten().collect::<String>())
        };
        // A comma or semicolon in quotes is refused: `forwarded` and `request` look at those.
        let quoted = |text: &str| text.replace([',', ';'], "").replace('\\', r"\\").replace('"', "\\\"");
        let before = self.pairs.0.as_ref().map_or_else(String::new, |text| format!("host=\"{}\" ; ", quoted(text)));
        let behind = self.pairs.1.as_ref().map_or_else(String::new, |text| format!("; by=\"{}\"", quoted(text)));
        format!("{before}{}={value}{behind}", if self.upper { "For" } else { "for" })
    }
}
