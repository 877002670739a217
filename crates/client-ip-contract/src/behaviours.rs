//! What is done while serving, and how the application is put together: each a sentence, what is seen, and what should be.

use crate::cases::FIXED;
use crate::differences::Ledger;
use crate::framework::{CHANGE, Framework, Listen, Started, Wiring};
use crate::logs;
use crate::wire::{Connection, request};
use client_ip_core::{Policy, SharedPolicy};
use client_ip_testkit::wire::Address;
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
        expected: "500 \"internal server error\\n\", and the line is named, and logged once; /health 200",
    },
    Behaviour {
        name: "without a peer the status is 500, and the error names the line that is missing",
        observe: without_a_peer,
        expected: "500 \"internal server error\\n\", and the line is named, and logged once; /option none; /health 200",
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
        name: "where the headers were changed since, the reasons begin with the answer and say so",
        observe: changed_meanwhile,
        expected: "removed: 203.0.113.9, headers changed, and now missing; replaced: 203.0.113.9, headers changed, and now \
                   198.51.100.7; added to: 203.0.113.9, headers changed, and now 198.51.100.7; made the same: 203.0.113.9; \
                   beside: 203.0.113.9",
    },
    Behaviour {
        name: "a rejection is logged once, with peer, header and hint, and its trace for who looks closer",
        observe: rejections_logged,
        expected: "WARN client_ip::rejection: request has no client peer=127.0.0.1:PORT header=\"x-forwarded-for\" \
                   hint=\"missing-header\" error=missing: a trusted proxy did not report hop 1 in x-forwarded-for\n\
                   DEBUG client_ip::rejection: why the request has no client:\n\
                   of two extractors 1 at WARN, of none 0",
    },
    Behaviour {
        name: "a policy is logged at its first use, and when it was replaced",
        observe: policies_logged,
        expected: "INFO client_ip::policy: client-ip: X-Forwarded-For from 127.0.0.1\n\
                   INFO client_ip::policy: client-ip: nobody is trusted: the client is whoever is connected",
    },
    Behaviour {
        name: "a private peer that sends a header and that nobody trusts is logged once, with the line to add",
        observe: untrusted_logged,
        expected: "WARN client_ip::untrusted_peer: client-ip: 127.0.0.9 sent X-Forwarded-For, and no group of the policy trusts \
                   it, so 127.0.0.9 itself is the client; if it is a proxy of yours, add `127.0.0.9` to the ranges of group 1; \
                   a NAT address or a container network's gateway is no proxy, so do not add it peer=127.0.0.9 \
                   header=\"X-Forwarded-For\"",
    },
    Behaviour { name: "no cache keeps a rejection", observe: not_stored, expected: "no-store" },
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

/// Whether what middleware saw names the line, and how often the log does.
fn naming(seen: &str, line: &str) -> String {
    let logged = logs::take("client_ip::wiring");
    let named =
        if seen.contains(line) { "the line is named".to_owned() } else { format!("the line is not named in: {seen}") };
    match logged.as_slice() {
        [one] if one.starts_with("ERROR ") && one.contains(line) => format!("{named}, and logged once"),
        other => format!("{named}, and logged: {other:?}"),
    }
}

fn without_a_policy(framework: &dyn Framework) -> String {
    let wiring = Wiring { listen: LOOPBACK, policy: None, tells_peer: true };
    let address = match serve(framework, wiring) {
        Ok(address) => address,
        Err(error) => return error,
    };
    let mut connection = Connection::open(&address, PROXY);
    let reply = connection.ask("/", HONEST);
    let health = connection.ask("/health", HONEST).status;
    let named = naming(&reply.seen, framework.line_for_the_policy());
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
        let option = connection.ask("/option", HONEST).body;
        let health = connection.ask("/health", HONEST).status;
        let named = naming(&reply.seen, framework.line_for_the_peer());
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

fn changed_meanwhile(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let mut connection = Connection::open(&address, PROXY);
    let mut ask = |change: &str| {
        let line = format!("{CHANGE}: {change}");
        let trace = connection.ask("/changed", &[HONEST[0], line.as_bytes()]).body;
        let answer = trace.lines().next().and_then(|line| line.strip_prefix("client           "));
        let is_changed = trace.lines().nth(1).is_some_and(|line| line.starts_with("headers-changed  "));
        let last =
            trace.lines().find(|line| line.contains("the client") || line.starts_with("error")).unwrap_or(&trace);
        let now = if last.contains("missing:") { "missing" } else { last.split_whitespace().nth(2).unwrap_or(last) };
        match answer {
            Some(answer) if is_changed => format!("{change}: {answer}, headers changed, and now {now}"),
            _ => format!("{change}: {now}"),
        }
    };
    ["removed", "replaced", "added to", "made the same", "beside"].map(&mut ask).join("; ")
}

fn rejections_logged(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let mut connection = Connection::open(&address, PROXY);
    connection.ask("/", HONEST);
    logs::take("client_ip::rejection");
    let mut ask = |path| {
        connection.ask(path, &[]);
        logs::take("client_ip::rejection")
    };
    let one = ask("/").join("\n");
    let mut warnings = |path| ask(path).iter().filter(|line| line.starts_with("WARN ")).count();
    format!("{one}\nof two extractors {} at WARN, of none {}", warnings("/option/both"), warnings("/health"))
}

fn policies_logged(framework: &dyn Framework) -> String {
    let policy = policy("X-Forwarded-For from 127.0.0.1");
    logs::take("");
    let address = serve(framework, on(LOOPBACK, policy.clone())).expect("it serves on TCP");
    let mut connection = Connection::open(&address, PROXY);
    connection.ask("/", HONEST);
    connection.ask("/", HONEST);
    let mut logged = logs::take("client_ip::policy");
    policy.replace(Policy::default());
    connection.ask("/", HONEST);
    connection.ask("/", HONEST);
    logged.extend(logs::take("client_ip::policy"));
    logged.join("\n")
}

fn untrusted_logged(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    logs::take("");
    for _ in 0..3 {
        body(&address, STRANGER, HONEST);
        body(&address, PROXY, HONEST);
        body(&address, "127.0.0.8", &[]);
    }
    logs::take("client_ip::untrusted_peer").join("\n")
}

fn not_stored(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let head = Connection::open(&address, PROXY).ask("/", &[]).head;
    let is_it = |line: &&str| line.to_ascii_lowercase().starts_with("cache-control:");
    let line = head.lines().find(is_it).and_then(|line| line.split_once(": ")).map(|(_, value)| value.trim());
    line.unwrap_or("no Cache-Control").to_owned()
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
