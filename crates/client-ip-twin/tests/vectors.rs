//! Every case of the vector files through the twin, and through the core beside it.
#![allow(missing_docs, reason = "a test")]

use client_ip_testkit::suite;
use client_ip_twin::{Answer, Peer, Policy, resolve};
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};

fn policy(value: &Value) -> Policy {
    match value.as_str() {
        Some(text) => Policy::from_text(text),
        None => serde_json::from_value(value.clone()).unwrap(),
    }
}

fn peer(text: &str) -> Peer {
    let ip = || text.parse().map(|ip: IpAddr| Peer::Ip(ip, None)).ok();
    let socket = || text.parse().map(|socket: SocketAddr| Peer::Ip(socket.ip(), Some(socket.port()))).ok();
    if text == "unix" { Peer::Unix } else { ip().or_else(socket).unwrap() }
}

/// The answer in the words of the vectors.
fn in_words(answer: &Answer) -> Vec<(&'static str, Value)> {
    let error = |kind: &str| vec![("error", kind.into())];
    match answer {
        Answer::Client { ip, port, hops, header } => vec![
            ("ip", ip.to_string().into()),
            ("port", (*port).into()),
            ("hops", (*hops).into()),
            ("header", header.clone().into()),
        ],
        Answer::Missing { .. } => error("missing"),
        Answer::Invalid { .. } => error("invalid"),
        Answer::Duplicate { .. } => error("duplicate"),
        Answer::NoAddress => error("no-address"),
    }
}

/// An expectation, its address and its header's name written in the one way.
fn canonical(key: &str, value: &Value) -> Value {
    match (key, value.as_str()) {
        ("ip", Some(ip)) => ip.parse::<IpAddr>().unwrap().to_string().into(),
        ("header", Some(name)) => name.to_ascii_lowercase().into(),
        _ => value.clone(),
    }
}

#[test]
fn the_twin_answers_every_case_as_expected_and_as_the_core_does() {
    let mut failures = Vec::new();
    for suite in suite::all() {
        for case in &suite.cases {
            let (policy, peer) = (policy(&case.policy), peer(&case.peer));
            let answer = resolve(&policy, peer, &case.headers);
            let words = in_words(&answer);
            let mut fail = |failure| failures.push(format!("{}: {}: {failure}", suite.name, case.name));
            for (key, expected) in &case.expect {
                if !words.contains(&(key.as_str(), canonical(key, expected))) {
                    fail(format!("expected {key} {expected}, got {answer:?}"));
                }
            }
            let core = Answer::from(policy.to_core().unwrap().resolve(peer, &case.headers));
            if core != answer {
                fail(format!("the core says {core:?}, the twin {answer:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
