//! Every case and every refusal of the vector files, through the public API.

#![cfg(feature = "serde")]
#![allow(missing_docs, reason = "a test")]

use client_ip_core::{Peer, Policy};
use client_ip_testkit::suite::{self, Case};
use serde_json::Value;

fn check(case: &Case) -> Result<(), String> {
    let policy: Policy = serde_json::from_value(case.policy.clone()).map_err(|error| error.to_string())?;
    let peer: Peer = case.peer.parse().map_err(|error| format!("{error}"))?;
    let outcome = policy.resolve(peer, &case.headers);
    let trace = policy.explain(peer, &case.headers);
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
    Ok(())
}

#[test]
fn every_case_is_answered_as_expected() {
    let mut failures = Vec::new();
    for suite in suite::all() {
        for case in &suite.cases {
            if let Err(failure) = check(case) {
                failures.push(format!("{}: {}: {failure}", suite.name, case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_policy_that_must_be_refused_is_refused() {
    for suite in suite::all() {
        for refused in suite.refused {
            let read: Result<Policy, _> = serde_json::from_value(refused.policy);
            assert!(read.is_err(), "{}: {} is not refused", suite.name, refused.name);
        }
    }
}

#[test]
fn every_policy_survives_text_and_serde() {
    for suite in suite::all() {
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
            assert_eq!(policy.to_string().parse(), Ok(policy.clone()), "{}: {name}", suite.name);
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{}: {name}", suite.name);
        }
    }
}
