//! Every case and every refusal of the vector files, through the public API.

#![cfg(feature = "serde")]
#![allow(missing_docs, reason = "a test")]

use client_ip_core::{Peer, Policy};
use serde_json::Value;
use std::collections::BTreeMap;

const FILES: [(&str, &str, usize); 10] = [
    ("adversarial", include_str!("vectors/adversarial.json"), 442),
    ("attacks", include_str!("vectors/attacks.json"), 41),
    ("field", include_str!("vectors/field.json"), 1),
    ("groups", include_str!("vectors/groups.json"), 185),
    ("mdn", include_str!("vectors/mdn.json"), 19),
    ("nginx", include_str!("vectors/nginx.json"), 300),
    ("raw-bytes", include_str!("vectors/raw-bytes.json"), 17),
    ("readings", include_str!("vectors/readings.json"), 10),
    ("reports", include_str!("vectors/reports.json"), 77),
    ("rfc7239", include_str!("vectors/rfc7239.json"), 22),
];

#[derive(serde::Deserialize)]
struct Suite {
    policies: BTreeMap<String, Value>,
    cases: Vec<Case>,
    #[serde(default)]
    refused: Vec<Refused>,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    policy: Value,
    peer: String,
    headers: Vec<(String, String)>,
    expect: BTreeMap<String, Value>,
}

#[derive(serde::Deserialize)]
struct Refused {
    name: String,
    policy: Value,
}

fn bytes(value: &str) -> Vec<u8> {
    value.chars().map(|c| u8::try_from(c).expect("characters up to U+00FF")).collect()
}

fn check(case: &Case, policies: &BTreeMap<String, Value>) -> Result<(), String> {
    let named = case.policy.as_str().and_then(|name| policies.get(name)).unwrap_or(&case.policy);
    let policy: Policy = serde_json::from_value(named.clone()).map_err(|error| error.to_string())?;
    let peer: Peer = case.peer.parse().map_err(|error| format!("{error}"))?;
    let headers: Vec<_> = case.headers.iter().map(|(name, value)| (name.clone(), bytes(value))).collect();
    let outcome = policy.resolve(peer, &headers);
    let trace = policy.explain(peer, &headers);
    if trace.outcome != outcome {
        return Err(format!("explain says {:?}, resolve {outcome:?}", trace.outcome));
    }
    for (key, expected) in &case.expect {
        let got: Value = match (&outcome, key.as_str()) {
            (Ok(client), "ip") => {
                let expected: std::net::IpAddr = expected.as_str().unwrap().parse().unwrap();
                (client.ip() == expected).then(|| expected.to_string()).into()
            }
            (Ok(client), "port") => client.port().into(),
            (Ok(client), "hops") => client.hops().into(),
            (Ok(client), "header") => client.header().map(|header| header.as_str()).into(),
            (Err(error), "error") => error.kind().as_str().into(),
            _ => return Err(format!("expected {:?}, got {outcome:?}\n{trace}", case.expect)),
        };
        let same = match (&got, expected) {
            (Value::String(got), Value::String(expected)) => got.eq_ignore_ascii_case(expected) || key == "ip",
            (got, expected) => got == expected,
        };
        if !same {
            return Err(format!("expected {:?}, got {outcome:?}\n{trace}", case.expect));
        }
    }
    assert!(case.expect.contains_key("ip") || case.expect.contains_key("error"), "{}: expects nothing", case.name);
    Ok(())
}

#[test]
fn every_case_is_answered_as_expected() {
    let mut failures = Vec::new();
    for (file, text, least) in FILES {
        let suite: Suite = serde_json::from_str(text).unwrap();
        assert!(suite.cases.len() >= least, "{file} lost cases");
        for case in &suite.cases {
            if let Err(failure) = check(case, &suite.policies) {
                failures.push(format!("{file}: {}: {failure}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_policy_that_must_be_refused_is_refused() {
    for (file, text, _) in FILES {
        let suite: Suite = serde_json::from_str(text).unwrap();
        for refused in &suite.refused {
            let read: Result<Policy, _> = serde_json::from_value(refused.policy.clone());
            assert!(read.is_err(), "{file}: {} is not refused", refused.name);
        }
    }
}

#[test]
fn every_policy_survives_text_and_serde() {
    for (file, text, _) in FILES {
        let suite: Suite = serde_json::from_str(text).unwrap();
        for (name, policy) in suite.policies {
            let policy: Policy = serde_json::from_value(policy).unwrap();
            if policy.groups().any(|group| group.proof_header().is_some()) {
                assert!(
                    policy
                        .to_string()
                        .parse::<Policy>()
                        .unwrap_err()
                        .to_string()
                        .contains("a proof cannot be given as text")
                );
                let json = serde_json::to_string(&policy).unwrap();
                assert!(json.contains(r#""value":"***""#) && serde_json::from_str::<Policy>(&json).is_err());
                continue;
            }
            assert_eq!(policy.to_string().parse(), Ok(policy.clone()), "{file}: {name}");
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{file}: {name}");
        }
    }
}
