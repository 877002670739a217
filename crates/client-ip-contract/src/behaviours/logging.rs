//! What is logged, and how often.

use crate::framework::Framework;
use crate::logs;
use crate::stage::{HONEST, LOOPBACK, PROXY, STRANGER, body, on, policy, serve};
use crate::wire::Connection;
use client_ip_core::Policy;

pub(super) fn rejections_logged(framework: &dyn Framework) -> String {
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

pub(super) fn policies_logged(framework: &dyn Framework) -> String {
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

pub(super) fn untrusted_logged(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    logs::take("");
    for _ in 0..3 {
        body(&address, STRANGER, HONEST);
        body(&address, PROXY, HONEST);
        body(&address, "127.0.0.8", &[]);
    }
    logs::take("client_ip::untrusted_peer").join("\n")
}
