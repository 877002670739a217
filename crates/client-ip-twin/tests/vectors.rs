//! Every case of the vector files through the twin, and through the core beside it.
#![allow(missing_docs, reason = "a test")]

use client_ip_twin::{Answer, Peer, Policy, resolve};
use serde_json::Value;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// The core's files of cases: their names and texts.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ip-core/tests/vectors");
    let paths = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()));
    files.collect()
}

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
    for (file, text) in files() {
        let suite: Value = serde_json::from_str(&text).unwrap();
        let cases = suite["cases"].as_array().unwrap();
        assert!(!cases.is_empty(), "{file} has no cases");
        for case in cases {
            let named = case["policy"].as_str().and_then(|name| suite["policies"].get(name));
            let policy = policy(named.unwrap_or(&case["policy"]));
            let peer = peer(case["peer"].as_str().unwrap());
            let headers: Vec<(&str, Vec<u8>)> = case["headers"].as_array().unwrap().iter().map(header).collect();

            let answer = resolve(&policy, peer, &headers);
            let words = in_words(&answer);
            for (key, expected) in case["expect"].as_object().unwrap() {
                if !words.contains(&(key.as_str(), canonical(key, expected))) {
                    failures.push(format!("{file}: {}: expected {key} {expected}, got {answer:?}", case["name"]));
                }
            }
            let core = Answer::from(policy.to_core().unwrap().resolve(peer, &headers));
            if core != answer {
                failures.push(format!("{file}: {}: the core says {core:?}, the twin {answer:?}", case["name"]));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// A line of a case; each character of its value stands for one byte.
fn header(line: &Value) -> (&str, Vec<u8>) {
    let value = line[1].as_str().unwrap();
    let bytes = value.chars().map(|c| u8::try_from(c).expect("characters up to U+00FF"));
    (line[0].as_str().unwrap(), bytes.collect())
}
