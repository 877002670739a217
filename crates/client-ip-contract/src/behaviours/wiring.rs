//! How the application is put together, and what it says where a part is missing.

use crate::framework::{Framework, Listen, Wiring};
use crate::logs;
use crate::stage::{HONEST, LOOPBACK, PROXY, STRANGER, body, directory, on, policy, serve};
use crate::wire::Connection;
use client_ip_core::Policy;
use client_ip_testkit::wire::Address;

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

pub(super) fn without_a_policy(framework: &dyn Framework) -> String {
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

pub(super) fn without_a_peer(framework: &dyn Framework) -> String {
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

pub(super) fn on_a_unix_socket(framework: &dyn Framework) -> String {
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

pub(super) fn on_all_addresses(framework: &dyn Framework) -> String {
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
