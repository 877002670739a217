//! What changes while a server serves, and while it answers a request: the policy, and the headers.

use crate::framework::{CHANGE, Framework};
use crate::stage::{HONEST, LOOPBACK, PROXY, on, policy, serve};
use crate::wire::Connection;
use client_ip_core::Policy;

pub(super) fn replaced_while_serving(framework: &dyn Framework) -> String {
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

pub(super) fn replaced_meanwhile(framework: &dyn Framework) -> String {
    let policy = policy("X-Forwarded-For from 127.0.0.1");
    let address = serve(framework, on(LOOPBACK, policy)).expect("it serves on TCP");
    let mut connection = Connection::open(&address, PROXY);
    let reply = connection.ask("/replaced", HONEST);
    let next = connection.ask("/", HONEST).body;
    format!("{}, middleware after it {}; the next request {next}", reply.body, reply.seen)
}

pub(super) fn changed_meanwhile(framework: &dyn Framework) -> String {
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
