//! Bytes as the lines of one header, read under a few policies; and the same bytes as what a client wrote before it
//! came to honest proxies.

use crate::properties::{Line, hold, junk_changes_nothing};
use client_ip_core::{Peer, Policy};
use std::net::IpAddr;

/// A header in which proxies append, the policies under which it is read, and chains that honest proxies wrote.
#[derive(Debug)]
pub struct Appended {
    header: &'static str,
    policies: Vec<Policy>,
    honest: &'static [(&'static str, &'static str, &'static str)],
}

/// Whom the policies trust: among them those that the chains below pass through.
const RANGES: &str = "10.0.0.0/8, 2001:db8:1::/48, loopback";
const OPTIONS: [&str; 5] = [
    "",
    "entries-per-hop 2",
    "hops 2",
    "on-missing last-trusted on-invalid last-trusted",
    "entries-per-hop 3 hops 1 on-invalid last-trusted",
];

impl Appended {
    /// `X-Forwarded-For`.
    #[must_use]
    pub fn list() -> Self {
        Self::new(
            "X-Forwarded-For",
            &[
                ("203.0.113.9", "203.0.113.9", "10.0.0.2"),
                ("203.0.113.9", " ,203.0.113.9:55123\t", " ,, 10.0.0.2:80, "),
                ("2001:db8::9", "[2001:DB8::9%eth0]:443", "2001:db8:1::2"),
                ("203.0.113.9", "::ffff:203.0.113.9", "[::ffff:10.0.0.2]"),
            ],
        )
    }

    /// `Forwarded`.
    #[must_use]
    pub fn forwarded() -> Self {
        Self::new(
            "Forwarded",
            &[
                ("203.0.113.9", "for=203.0.113.9", "for=10.0.0.2"),
                ("203.0.113.9", r#"host="a\"b:80 for=6.6.6.6";For="203.0.113.9:_x""#, "proto=https ;for=10.0.0.2:80"),
                ("2001:db8::9", r#"for="\[2001:db8::9\]:443""#, r#"for="[2001:db8:1::2]";by=_hidden"#),
                ("203.0.113.9", r#"for="[::ffff:203.0.113.9]""#, "for=::ffff:10.0.0.2"),
            ],
        )
    }

    fn new(header: &'static str, honest: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        let policies = OPTIONS.map(|options| format!("{header} from {RANGES} {options}").parse().expect("a policy"));
        Self { header, policies: policies.into(), honest }
    }

    fn line(&self, parts: &[&[u8]]) -> Line {
        (self.header.to_owned(), parts.concat())
    }

    /// Asserts what holds for these lines, one a line of `data`.
    ///
    /// # Panics
    ///
    /// Where something does not hold.
    pub fn check(&self, data: &[u8]) {
        let lines: Vec<Line> = data.split(|&b| b == b'\n').map(|line| self.line(&[line])).collect();
        let peer = Peer::new([10, 0, 0, 1], Some(4711));
        for policy in &self.policies {
            let outcome = hold(policy, peer, &lines);
            junk_changes_nothing(policy, peer, &lines, &outcome, data);
        }
        for &(client, farthest, nearest) in self.honest {
            let client: IpAddr = client.parse().expect("an address");
            let [farthest, nearest] = [farthest.as_bytes(), nearest.as_bytes()];
            let same_line = vec![self.line(&[data, b",", farthest, b",", nearest])];
            let begun_line = vec![self.line(&[data, b",", farthest]), self.line(&[nearest])];
            let mut own_line = lines.clone();
            own_line.push(self.line(&[farthest, b",", nearest]));
            let mut own_lines = lines.clone();
            own_lines.extend([self.line(&[farthest]), self.line(&[nearest])]);
            for request in [same_line, begun_line, own_line, own_lines] {
                let found = self.policies[0].resolve(peer, &request);
                let found = found.expect("an honest chain has a client");
                assert_eq!((found.ip(), found.hops()), (client, 2), "{request:?}");
            }
        }
    }
}
