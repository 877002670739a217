//! Every program behind every proxy, asked by an honest client and by those that forge.

use Expected::{Found, Word};
use Proxy::{Caddy, CaddyBehindAnother, Haproxy, Httpd, Nginx, NginxToUnix, Squid, SquidForwardedForOff as SquidOff};
use behind_proxies::{CLIENTS, Client, Network, PORT, Place, Proxy, programs};
use client_ip_testkit::wire::{Address, Request};
use client_ip_whoami_testing::{Program, all_hold};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

/// Proxies in a row, the one that clients reach first, and what comes of it.
struct Row {
    proxies: &'static [Proxy],
    /// With the words `outer` and `inner` for the addresses of the proxies.
    policy: &'static str,
    answer: Expected,
    /// Clients with another answer.
    but: &'static [(&'static str, Expected)],
}

#[derive(Clone, Copy)]
enum Expected {
    /// Status 200 and the address that the client has.
    Found,
    /// Status 400 and this word.
    Word(&'static str),
}

const MISSING: Expected = Word("missing");
const INVALID: Expected = Word("invalid");

const fn row(proxies: &'static [Proxy], policy: &'static str, answer: Expected) -> Row {
    Row { proxies, policy, answer, but: &[] }
}

const ONE: &str = "X-Forwarded-For from inner";
const TWO: &str = "X-Forwarded-For from inner, outer";

const CONNECTION_OBEYED: &[(&str, Expected)] =
    &[("Connection", MISSING), ("Connection and a line", MISSING), ("everything", MISSING)];

/// No row holds an answer that the client chose. Where it is an error, it is the same one for an honest client.
const ROWS: &[Row] = &[
    row(&[Nginx], ONE, Found),
    row(&[Nginx], "X-Real-IP from inner", Found),
    row(&[NginxToUnix], "X-Forwarded-For from unix", Found),
    row(&[NginxToUnix], "X-Real-IP from unix", Found),
    row(&[Haproxy], ONE, Found),
    row(&[Httpd], ONE, Found),
    row(&[Caddy], ONE, Found),
    row(&[Squid], ONE, Found),
    row(&[SquidOff], ONE, INVALID),
    row(&[Nginx, Nginx], TWO, Found),
    // The inner one overwrites what the outer one said, and a trusted proxy is not the client.
    row(&[Nginx, Nginx], "X-Real-IP from inner, outer", MISSING),
    row(&[Nginx, Haproxy], TWO, Found),
    row(&[Haproxy, Nginx], TWO, Found),
    row(&[Haproxy, Haproxy], TWO, Found),
    row(&[Haproxy, NginxToUnix], "X-Forwarded-For from unix, outer", Found),
    row(&[Httpd, Haproxy], TWO, Found),
    row(&[Nginx, Httpd], TWO, Found),
    row(&[Haproxy, Squid], TWO, Found),
    row(&[Squid, Nginx], TWO, Found),
    row(&[SquidOff, Nginx], TWO, INVALID),
    row(&[Caddy, Nginx], TWO, Found),
    row(&[Nginx, CaddyBehindAnother], TWO, Found),
    // HAProxy passes on a Connection header that names X-Forwarded-For; httpd and Caddy obey it, and so take away what
    // HAProxy said. Who writes one gets no answer, and above all not HAProxy's address.
    Row { but: CONNECTION_OBEYED, ..row(&[Haproxy, Httpd], TWO, Found) },
    Row { but: CONNECTION_OBEYED, ..row(&[Haproxy, CaddyBehindAnother], TWO, Found) },
    // Caddy as it comes writes the header anew, and so takes away what the outer proxy said.
    row(&[Nginx, Caddy], TWO, MISSING),
];

impl Row {
    /// What a client gets that asks the first of these proxies, which are the last ones of the row.
    fn expected(&self, path: &[Proxy], client: &Client, program: &Program) -> Expected {
        let reads_appended = self.policy.starts_with("X-Forwarded-For");
        if client.is_raw() && !program.sees_raw_bytes && reads_appended && joins_what_clients_write(path) {
            return MISSING;
        }
        match self.but.iter().find(|(name, _)| *name == client.name) {
            _ if path.len() < self.proxies.len() => Found,
            Some((_, but)) => *but,
            None => self.answer,
        }
    }

    fn holds(&self) {
        let over_unix = self.proxies.contains(&NginxToUnix);
        for program in programs().into_iter().filter(|program| program.has_unix || !over_unix) {
            self.holds_for(&program, over_unix);
        }
    }

    fn holds_for(&self, program: &Program, over_unix: bool) {
        let network = Network::unused();
        let (app, client) = (network.address(42), network.address(77));
        let addresses = &[network.address(10), network.address(20)][2 - self.proxies.len()..];
        let connects_from = |index: usize| self.proxies[index].connects_from(addresses[index]);
        let (outer, inner) = (connects_from(0), connects_from(self.proxies.len() - 1));
        let policy = self.policy.replace("outer", &outer.to_string()).replace("inner", &inner.to_string());

        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let socket = folder.path().join("whoami.sock");
        let listen = format!("{app}:{PORT}");
        let on = if over_unix { ["--unix", socket.to_str().unwrap()] } else { ["--listen", &listen] };
        let whoami = program.start(&[on[0], on[1], "--policy", &policy]);
        if over_unix {
            // nginx serves as another user.
            fs::set_permissions(&socket, Permissions::from_mode(0o777)).unwrap();
        }
        // From the inside out: squid gives up on a server that is not there when it starts.
        let stand = |index: usize| {
            let previous = if index == 0 { client } else { connects_from(index - 1) };
            let next = addresses.get(index + 1).copied().unwrap_or(app);
            self.proxies[index].start(Place::new(previous, addresses[index], next, &socket))
        };
        let _standing: Vec<_> = (0..self.proxies.len()).rev().map(stand).collect();

        let ask = |asking: &Client, to: &Address, expected: Expected, path: &[Proxy]| {
            let answer = Request::get("/").from(client).lines(asking.lines).ask(to).unwrap();
            let (status, body) = match expected {
                Found => (200, format!("{client}\n")),
                Word(word) => (400, format!("{word}\n")),
            };
            assert_eq!(
                answer,
                (status, body.as_str()),
                "{} behind {path:?}, the client wrote: {}",
                program.name,
                asking.name
            );
        };
        for asking in CLIENTS {
            // Through all of them, around the outer one, around all.
            for (index, &address) in addresses.iter().enumerate() {
                let path = &self.proxies[index..];
                ask(asking, &Address::Tcp((address, PORT).into()), self.expected(path, asking, program), path);
            }
            if !over_unix {
                ask(asking, &whoami.tcp(), Found, &[]);
            }
        }
        // A trusted proxy that says nothing is not the client.
        let to = if over_unix { whoami.unix() } else { whoami.tcp() };
        let silent = Request::get("/").from(inner).ask(&to).unwrap();
        assert_eq!(silent, (400, "missing\n"), "{}", program.name);
    }
}

/// Whether what a client writes comes to stand in one line with what a proxy writes.
fn joins_what_clients_write(path: &[Proxy]) -> bool {
    // Caddy takes nothing over from a client.
    let takes_over = !matches!(path[0], Caddy | CaddyBehindAnother);
    takes_over && path.iter().any(|proxy| *proxy != Haproxy)
}

#[test]
#[ignore = "needs the Debian packages nginx-light, haproxy, apache2, caddy and squid, and the programs built"]
fn nobody_is_believed_but_the_proxies() {
    all_hold(ROWS.iter().map(|row| (format!("{:?}, {}", row.proxies, row.policy), || row.holds())));
}
