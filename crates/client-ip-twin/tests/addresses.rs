//! The core's address reader against std's, and against the twin's in the forms that std does not read: over
//! millions of texts, most of them addresses or nearly.
#![allow(missing_docs, reason = "a test")]

use client_ip_core::Policy;
use client_ip_core::error::ResolveErrorKind;
use client_ip_testkit::random::Random;
use client_ip_twin::{Answer, Peer};
use std::net::{IpAddr, SocketAddr};

type Address = Option<(IpAddr, Option<u16>)>;

const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const FORMATS: [&str; 4] = ["address", "address-port", "list", "forwarded"];

/// One hop of a policy that trusts everybody for one.
struct Reader {
    core: Policy,
    twin: client_ip_twin::Policy,
}

impl Reader {
    fn new(format: &str) -> Self {
        let text = format!("X-Client from any hops 1 format {format}");
        Self { core: text.parse().unwrap(), twin: client_ip_twin::Policy::from_text(&text) }
    }

    fn core(&self, value: &str) -> Address {
        match self.core.resolve(PEER, &[("x-client", value)]) {
            Ok(client) => Some((client.ip(), client.port())),
            Err(error) => {
                assert_eq!(error.kind(), ResolveErrorKind::Invalid, "{value:?}");
                None
            }
        }
    }

    fn twin(&self, value: &str) -> Address {
        match client_ip_twin::resolve(&self.twin, Peer::Ip(PEER, None), &[("x-client", value)]) {
            Answer::Client { ip, port, .. } => Some((ip, port)),
            answer => {
                assert!(matches!(answer, Answer::Invalid { .. }), "{value:?}: {answer:?}");
                None
            }
        }
    }
}

/// What std reads, with what the rules say of it: canonical, not unspecified, ports of at most five digits.
fn std_reads(text: &str) -> Option<Address> {
    let (ip, port) = match (text.parse::<IpAddr>(), text.parse::<SocketAddr>()) {
        (Ok(ip), _) => (ip, None),
        (_, Ok(socket)) => (socket.ip(), Some(socket.port())),
        _ => return None,
    };
    let long_port = port.is_some() && text.rsplit(':').next().is_some_and(|port| port.len() > 5);
    let ip = ip.to_canonical();
    Some((!long_port && !ip.is_unspecified()).then_some((ip, port)))
}

#[derive(Debug, Default)]
struct Counts {
    texts: usize,
    addresses: usize,
    read_by_std: usize,
    refused_by_the_rules_alone: usize,
    with_port: usize,
}

fn compare(count: usize) -> Counts {
    let readers = FORMATS.map(Reader::new);
    let [address, ..] = &readers;
    let mut random = Random::seeded(count as u64);
    let mut counts = Counts::default();
    while counts.texts < count {
        let text = text(&mut random);
        // A comma separates, or has no place; spaces and tabs around are dropped.
        let trimmed = text.trim_matches([' ', '\t']);
        if trimmed.is_empty() || text.contains(',') {
            continue;
        }
        let core = address.core(&text);
        counts.texts += 1;
        counts.addresses += usize::from(core.is_some());
        match std_reads(trimmed) {
            Some(expected) => {
                assert_eq!(core, expected, "{text:?}, which std reads");
                counts.read_by_std += 1;
                counts.refused_by_the_rules_alone += usize::from(core.is_none());
            }
            None if core.is_some() => {
                assert!(trimmed.starts_with('[') || trimmed.contains('%'), "{text:?}: std does not read it");
            }
            None => {}
        }

        let (reader, value) = match random.below(8) {
            0..=2 => (&readers[0], text.clone()),
            3..=4 => (&readers[1], text.clone()),
            5 => (&readers[2], text.clone()),
            6 => (&readers[3], format!("for={text}")),
            _ => (&readers[3], format!("for=\"{text}\"")),
        };
        let core = reader.core(&value);
        counts.with_port += usize::from(core.is_some_and(|(_, port)| port.is_some()));
        assert_eq!(core, reader.twin(&value), "{value:?} in {}", reader.core);
    }
    counts
}

#[test]
fn what_std_reads_is_read_equally() {
    let counts = compare(30_000);
    assert!(counts.addresses * 5 > counts.texts, "{counts:?}");
    assert!(counts.refused_by_the_rules_alone > 10 && counts.with_port > 1_000, "{counts:?}");
}

#[test]
#[ignore = "millions of texts: cargo xtask ci runs it in release mode"]
fn millions_of_texts_are_read_equally() {
    let texts = std::env::var("ADDRESS_TEXTS").map_or(3_000_000, |texts| texts.parse().expect("a number"));
    println!("{:?}", compare(texts));
}

/// An address in some form, and in half of the cases changed a little.
fn text(random: &mut Random) -> String {
    let ip = if random.below(5) < 2 { v4(random) } else { v6(random) };
    let port = match random.below(4) {
        0 => random.one_of(&["0", "80", "00080", "65535", "65536", "000080", "99999", "", "_x", "_"]).to_owned(),
        _ => random.below(65_536).to_string(),
    };
    let zone = match random.below(12) {
        0 => random.one_of(&["%1", "%eth0", "%en-0.1_~", "%", "%a%b", "%a/b", "%\u{e9}"]),
        _ => "",
    };
    let mut text = match random.below(6) {
        0 => format!("{ip}:{port}"),
        1 => format!("[{ip}{zone}]:{port}"),
        2 => format!("[{ip}{zone}]"),
        _ => format!("{ip}{zone}"),
    };
    for _ in 0..[0, 0, 0, 1, 1, 2][random.below(6)] {
        change(random, &mut text);
    }
    text
}

fn v4(random: &mut Random) -> String {
    let octet = |random: &mut Random| match random.below(12) {
        0 => random.one_of(&["0", "00", "01", "255", "256", "300", "1000", "", "0x1", "127"]).to_owned(),
        _ => random.below(256).to_string(),
    };
    let octets: Vec<String> = (0..4).map(|_| octet(random)).collect();
    octets.join(".")
}

fn v6(random: &mut Random) -> String {
    let group = |random: &mut Random| {
        let group = if random.below(4) == 0 { 0 } else { random.below(65_536) >> (4 * random.below(4)) };
        match random.below(4) {
            0 => format!("{group:04x}"),
            1 => format!("{group:X}"),
            _ => format!("{group:x}"),
        }
    };
    let tail = match random.below(4) {
        0 => Some(v4(random)),
        _ => None,
    };
    let all = if tail.is_some() { 6 } else { 8 };
    let mut groups: Vec<String> = (0..all).map(|_| group(random)).collect();
    if random.below(8) == 0 {
        groups =
            random.one_of(&["0:0:0:0:0:ffff", "::ffff", "::FFFF", "64:ff9b:"]).split(':').map(str::to_owned).collect();
        groups.extend(tail.or_else(|| Some(format!("{}:{}", group(random), group(random)))));
        return groups.join(":");
    }
    groups.extend(tail);
    if random.below(3) > 0 {
        // Some groups in a row, or none, become `::`.
        let begin = random.below(groups.len() + 1);
        let end = begin + random.below(groups.len() + 1 - begin);
        return format!("{}::{}", groups[..begin].join(":"), groups[end..].join(":"));
    }
    groups.join(":")
}

fn change(random: &mut Random, text: &mut String) {
    let mut characters: Vec<char> = text.chars().collect();
    let place = random.below(characters.len() + 1);
    let new = "0123456789abcdefABCDEF::::....[]%%_ \t-/xgz\0\u{e9}\u{ff11}".chars().collect::<Vec<_>>();
    let new = new[random.below(new.len())];
    match random.below(6) {
        0 | 1 => characters.insert(place, new),
        2 if place < characters.len() => characters[place] = new,
        3 if place < characters.len() => drop(characters.remove(place)),
        4 => characters.truncate(place),
        _ if place < characters.len() => characters.insert(place, characters[place]),
        _ => characters.push(new),
    }
    *text = characters.into_iter().collect();
}
