//! What is done while serving, and how the application is put together: each a sentence, what is seen, and what should be.

use crate::cases::FIXED;
use crate::differences::Ledger;
use crate::framework::{Address, Framework, Listen, Started, Wiring};
use crate::wire::{Connection, request};
use client_ip_core::{Policy, SharedPolicy};
use std::thread;

struct Behaviour {
    name: &'static str,
    observe: fn(&dyn Framework) -> String,
    expected: &'static str,
}

const BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        name: "without a policy the status is 500, and the error names the line that is missing",
        observe: without_a_policy,
        expected: "500 \"internal server error\\n\", and the line is named; /health 200",
    },
    Behaviour {
        name: "without a peer the status is 500, and the error names the line that is missing",
        observe: without_a_peer,
        expected: "500 \"internal server error\\n\", and the line is named; /option none; /health 200",
    },
    Behaviour {
        name: "a Unix socket is a proxy where the policy says so",
        observe: on_a_unix_socket,
        expected: "203.0.113.9; without the header 400, missing; under the empty policy 400, no-address",
    },
    Behaviour {
        name: "an IPv4 client of a listener on [::] is an IPv4 client",
        observe: on_all_addresses,
        expected: "proxy 203.0.113.9; stranger 127.0.0.9; IPv6 stranger ::1",
    },
    Behaviour {
        name: "a policy is replaced while serving, and a bad one replaces nothing",
        observe: replaced_while_serving,
        expected: "203.0.113.9; after a bad one 203.0.113.9; after the empty one 127.0.0.1; after another 203.0.113.10",
    },
    Behaviour {
        name: "a request has one answer, and the reasons for it, even if the policy is replaced meanwhile",
        observe: replaced_meanwhile,
        expected: "203.0.113.9 203.0.113.9 203.0.113.9, middleware after it 203.0.113.9; the next request 127.0.0.1",
    },
    Behaviour {
        name: "each request on a connection that is kept alive has its own answer",
        observe: kept_alive,
        expected: "2000 right, 0 wrong",
    },
];

pub(crate) fn observe(framework: &dyn Framework, differences: &mut Ledger) {
    for Behaviour { name, observe, expected } in BEHAVIOURS {
        differences.compare(name, expected, &observe(framework));
    }
}

fn policy(text: &str) -> SharedPolicy {
    text.parse::<Policy>().expect("a policy").into()
}

fn on(listen: Listen, policy: SharedPolicy) -> Wiring {
    Wiring { listen, policy: Some(policy), tells_peer: true }
}

const LOOPBACK: Listen = Listen::Tcp("127.0.0.1");
const PROXY: &str = "127.0.0.1";
const STRANGER: &str = "127.0.0.9";
const HONEST: &[&[u8]] = &[b"X-Forwarded-For: 203.0.113.9"];

/// A place for Unix sockets, which is gone with what is returned.
fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Serves, or says why not.
fn serve(framework: &dyn Framework, wiring: Wiring) -> Result<Address, String> {
    match framework.serve(wiring) {
        Started::At(address) => Ok(address),
        Started::Refused(error) => Err(format!("refused to start: {error}")),
        Started::Impossible => Err("cannot be put together like this".to_owned()),
    }
}

fn body(address: &Address, from: &str, lines: &[&[u8]]) -> String {
    Connection::open(address, from).ask("/", lines).body
}

/// Whether what middleware saw names the line.
fn naming(seen: &str, line: &str) -> String {
    if seen.contains(line) { "the line is named".to_owned() } else { format!("the line is not named in: {seen}") }
}

fn without_a_policy(framework: &dyn Framework) -> String {
    let wiring = Wiring { listen: LOOPBACK, policy: None, tells_peer: true };
    let address = match serve(framework, wiring) {
        Ok(address) => address,
        Err(error) => return error,
    };
    let mut connection = Connection::open(&address, PROXY);
    let reply = connection.ask("/", HONEST);
    let named = naming(&reply.seen, framework.line_for_the_policy());
    let health = connection.ask("/health", HONEST).status;
    format!("{} {:?}, and {named}; /health {health}", reply.status, reply.body)
}

fn without_a_peer(framework: &dyn Framework) -> String {
    let directory = directory();
    let seen = [LOOPBACK, Listen::Unix(directory.path().join("socket"))].into_iter().find_map(|listen| {
        // Whoever is on a Unix socket would be a proxy, if this were taken for one.
        let wiring =
            Wiring { listen, policy: Some(policy("X-Forwarded-For from unix, any hops 1")), tells_peer: false };
        let mut connection = Connection::open(&serve(framework, wiring).ok()?, PROXY);
        let reply = connection.ask("/", HONEST);
        let named = naming(&reply.seen, framework.line_for_the_peer());
        let option = connection.ask("/option", HONEST).body;
        let health = connection.ask("/health", HONEST).status;
        Some(format!("{} {:?}, and {named}; /option {option}; /health {health}", reply.status, reply.body))
    });
    seen.unwrap_or_else(|| "cannot be put together like this".to_owned())
}

fn on_a_unix_socket(framework: &dyn Framework) -> String {
    let directory = directory();
    let policy = policy("X-Forwarded-For from unix");
    let address = match serve(framework, on(Listen::Unix(directory.path().join("socket")), policy.clone())) {
        Ok(address) => address,
        Err(error) => return error,
    };
    let mut connection = Connection::open(&address, PROXY);
    let honest = connection.ask("/", HONEST).body;
    let mut error = || {
        let status = connection.ask("/", &[]).status;
        format!("{status}, {}", connection.ask("/result", &[]).body)
    };
    let without = error();
    policy.replace(Policy::default());
    format!("{honest}; without the header {without}; under the empty policy {}", error())
}

fn on_all_addresses(framework: &dyn Framework) -> String {
    let address = match serve(framework, on(Listen::Tcp("::"), policy("X-Forwarded-For from 127.0.0.1"))) {
        Ok(address) => address,
        Err(error) => return error,
    };
    let Address::Tcp(socket) = &address else { return "not on TCP".to_owned() };
    let proxy = body(&address, PROXY, HONEST);
    let stranger = body(&address, STRANGER, HONEST);
    let v6 = Address::Tcp((std::net::Ipv6Addr::LOCALHOST, socket.port()).into());
    format!("proxy {proxy}; stranger {stranger}; IPv6 stranger {}", body(&v6, "::1", HONEST))
}

fn replaced_while_serving(framework: &dyn Framework) -> String {
    let policy = policy("X-Forwarded-For from 127.0.0.1");
    let address = serve(framework, on(LOOPBACK, policy.clone())).expect("it serves on TCP");
    let lines: &[&[u8]] = &[HONEST[0], b"X-Real-IP: 203.0.113.10"];
    let mut connection = Connection::open(&address, PROXY);
    let mut ask = || connection.ask("/", lines).body;
    let first = ask();
    assert!(policy.replace_with_text("X-Forwarded-For from any").is_err(), "everyone is trusted");
    let bad = ask();
    policy.replace(Policy::default());
    let empty = ask();
    policy.replace_with_text("X-Real-IP from 127.0.0.1").expect("a policy");
    format!("{first}; after a bad one {bad}; after the empty one {empty}; after another {}", ask())
}

fn replaced_meanwhile(framework: &dyn Framework) -> String {
    let policy = policy("X-Forwarded-For from 127.0.0.1");
    let address = serve(framework, on(LOOPBACK, policy)).expect("it serves on TCP");
    let mut connection = Connection::open(&address, PROXY);
    let reply = connection.ask("/replaced", HONEST);
    let next = connection.ask("/", HONEST).body;
    format!("{}, middleware after it {}; the next request {next}", reply.body, reply.seen)
}

/// On forty connections, each in a thread of its own: requests one after the other, and two in one write; every fifth
/// one has no client.
fn kept_alive(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let count = |number: u8| {
        let mut connection = Connection::open(&address, PROXY);
        let mut right = 0;
        for round in (0..50).step_by(2) {
            let line = |round| match round % 5 {
                0 => "X-Forwarded-For: 6.6.6.6, unknown".to_owned(),
                _ => format!("X-Forwarded-For: 6.6.6.6, 198.51.{number}.{round}"),
            };
            let expected = |round| match round % 5 {
                0 => FIXED.to_owned(),
                _ => format!("198.51.{number}.{round}"),
            };
            let (first, second) = (line(round), line(round + 1));
            let both = [request("/", &[first.as_bytes()]), request("/", &[second.as_bytes()])];
            if round % 4 == 0 {
                connection.send(&both.concat());
            } else {
                connection.send(&both[0]);
                right += usize::from(connection.reply().body == expected(round));
                connection.send(&both[1]);
            }
            if round % 4 == 0 {
                right += usize::from(connection.reply().body == expected(round));
            }
            right += usize::from(connection.reply().body == expected(round + 1));
        }
        right
    };
    let right: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..40).map(|number| scope.spawn(move || count(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
    });
    format!("{right} right, {} wrong", 2000 - right)
}
