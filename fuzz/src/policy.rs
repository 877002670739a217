//! A policy that somebody wrote, in any of its forms.

use crate::properties::{Line, hold};
use client_ip_core::{Format, Peer, Policy};
use serde_json::Value;
use std::net::IpAddr;

/// Stands where a secret would.
const SECRET: &str = "kept-7e1d-secret";

/// Asserts what holds for one line of text.
///
/// # Panics
///
/// Where something does not hold.
pub fn check_text(text: &str) {
    match text.parse::<Policy>() {
        Ok(policy) => {
            survives(&policy);
            let spaced = text.replace(',', " ,\t").replace(';', "\n; ");
            assert_eq!(spaced.parse(), Ok(policy.clone()), "spaces around `,` and `;` are free");
            answers(&policy);
        }
        Err(error) => {
            is_worth_reading(&error.to_string());
            // A text that is none is none in a configuration either.
            assert!(serde_json::from_value::<Policy>(text.into()).is_err());
        }
    }
    for proof in [" Proof=", ";proof X-Origin-Verify ", "\u{a0}proof=", " --proof ", " \"proof\": "] {
        let error = format!("{text}{proof}{SECRET}").parse::<Policy>().expect_err("a proof is given as text");
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error}");
    }
    let before = format!("{SECRET} {text} proof").parse::<Policy>().expect_err("a proof is given as text");
    assert!(!format!("{before} {before:?}").contains(SECRET), "{before}");
}

/// Asserts what holds for a JSON document.
///
/// # Panics
///
/// Where something does not hold.
pub fn check_json(json: &[u8]) {
    match serde_json::from_slice::<Policy>(json) {
        Ok(policy) => {
            survives(&policy);
            answers(&policy);
        }
        Err(error) => is_worth_reading(&error.to_string()),
    }
    let Ok(value) = serde_json::from_slice::<Value>(json) else { return };
    if let Some(value) = with_hidden_secret(value.clone()) {
        a_secret_is_not_shown(value);
    }
    let mut misplaced = value;
    append(&mut misplaced, &format!(" proof={SECRET}"));
    a_secret_is_not_shown(misplaced);
}

fn is_worth_reading(error: &str) {
    assert!(!error.trim().is_empty() && !error.ends_with('.'), "{error:?}");
}

/// Text -> policy -> text, and JSON -> policy -> JSON.
fn survives(policy: &Policy) {
    let text = policy.to_string();
    let json = serde_json::to_string(policy).expect("a policy is JSON");
    if text.ends_with("(as a table only: a word begins with `proof`)") {
        assert!(text.parse::<Policy>().is_err());
        if policy.groups().all(|group| group.proof_header().is_none()) {
            assert_eq!(&serde_json::from_str::<Policy>(&json).expect("the table"), policy);
        }
        return;
    }
    if policy.groups().any(|group| group.proof_header().is_some()) {
        assert!(text.parse::<Policy>().is_err() && serde_json::from_str::<Policy>(&json).is_err());
        assert!(text.contains("***") && json.contains("***"));
        return;
    }
    let read: Policy = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!((&read, read.to_string()), (policy, text));
    let read: Policy = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(&read, policy, "{json}");
    let table: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let list = table["trusted_proxies"].clone();
    assert!(list.is_array(), "{json}");
    assert_eq!(&serde_json::from_value::<Policy>(list).expect("a list of groups"), policy);
}

/// A few requests, from peers inside and outside.
fn answers(policy: &Policy) {
    let mut peers: Vec<Peer> = vec![Peer::UNIX, Peer::new([203, 0, 113, 9], None), Peer::new([0; 4], Some(1))];
    let mut headers: Vec<Line> = Vec::new();
    for group in policy.groups().take(8) {
        let inside = group.ranges_as_written().iter().filter_map(|range| Some(range.net()?.addr()));
        let inside: Vec<IpAddr> = inside.take(3).collect();
        for ip in &inside {
            assert!(group.ranges().contains(*ip), "{ip} of {group}");
        }
        peers.extend(inside.iter().map(|ip| Peer::new(*ip, Some(4711))));
        let hop = inside.first().copied().unwrap_or_else(|| [127, 0, 0, 1].into());
        let value = match (group.format(), hop) {
            (Format::Forwarded, IpAddr::V4(ip)) => format!("for=198.51.100.7, for={ip}"),
            (Format::Forwarded, IpAddr::V6(ip)) => format!("for=198.51.100.7, for=\"[{ip}]\""),
            (Format::List, ip) => format!("198.51.100.7, {ip}"),
            _ => "198.51.100.7:80".to_owned(),
        };
        headers.push((group.header().to_string(), value.into_bytes()));
    }
    for peer in peers {
        // What the answer is, the other targets judge.
        let _ = hold(policy, peer, &headers);
    }
}

fn with_hidden_secret(mut value: Value) -> Option<Value> {
    hide_secrets(&mut value).then_some(value)
}

/// Puts the secret where a proof's value stands; whether one does.
fn hide_secrets(value: &mut Value) -> bool {
    match value {
        Value::Object(table) => table.iter_mut().fold(false, |found, (key, value)| match (key.as_str(), value) {
            ("proof", Value::Object(proof)) => match proof.get_mut("value") {
                Some(value @ Value::String(_)) => {
                    *value = SECRET.into();
                    true
                }
                _ => found,
            },
            (_, value) => hide_secrets(value) | found,
        }),
        Value::Array(values) => values.iter_mut().fold(false, |found, value| hide_secrets(value) | found),
        _ => false,
    }
}

/// Appends a text to every text, keys apart.
fn append(value: &mut Value, text: &str) {
    match value {
        Value::String(value) => value.push_str(text),
        Value::Array(values) => values.iter_mut().for_each(|value| append(value, text)),
        Value::Object(table) => table.values_mut().for_each(|value| append(value, text)),
        _ => {}
    }
}

fn a_secret_is_not_shown(value: Value) {
    let shown = match serde_json::from_value::<Policy>(value) {
        Ok(policy) => {
            let json = serde_json::to_string(&policy).expect("a policy is JSON");
            let trace = policy.explain([127, 0, 0, 1], &[("X-Origin-Verify", SECRET)]);
            format!("{policy} {policy:?} {json} {trace} {trace:?}")
        }
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(!shown.contains(SECRET), "{shown}");
}
