//! Every vector of the core, through the framework's own request type.

use crate::framework::Framework;
use crate::vector_request::{NotCarried, VectorRequest};
use client_ip_core::{Peer, Policy};
use client_ip_testkit::suite::{self, Case};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The port that a peer has where the vector gives none: a server knows one.
const PORT: u16 = 4711;

fn request(case: &Case) -> VectorRequest {
    let policy: Policy = serde_json::from_value(case.policy.clone()).expect("a policy");
    let peer: Peer = case.peer.parse().expect("a peer");
    let peer = match (peer.ip(), peer.port()) {
        (Some(ip), None) => Peer::new(ip, Some(PORT)),
        _ => peer,
    };
    VectorRequest { policy, peer, headers: case.headers.clone() }
}

/// Whether an answer, as `describe` gives it, says all that is expected.
fn is_as_expected(expect: &BTreeMap<String, Value>, answer: &str) -> bool {
    let parts: BTreeMap<&str, &str> = answer.split(' ').filter_map(|part| part.split_once('=')).collect();
    let says = |(key, value): (&String, &Value)| match (parts.get(key.as_str()), value) {
        (Some(said), Value::String(ip)) if key == "ip" => said.parse::<IpAddr>().ok() == ip.parse().ok(),
        (Some(said), Value::String(text)) => said.eq_ignore_ascii_case(text),
        (Some(said), Value::Number(number)) => *said == number.to_string(),
        (Some(said), Value::Null) if key == "port" && parts.get("hops") == Some(&"0") => *said == PORT.to_string(),
        (Some(said), Value::Null) => *said == "-",
        _ => false,
    };
    expect.iter().all(says)
}

pub(crate) fn failures(framework: &dyn Framework) -> Vec<String> {
    let suites = suite::all();
    let cases = || suites.iter().flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)));
    let requests: Vec<VectorRequest> = cases().map(|(_, case)| request(case)).collect();
    let answers = framework.answers(&requests);
    let known = framework.vector_differences();

    let mut failures = Vec::new();
    if answers.len() != requests.len() {
        failures.push(format!("{} vectors, {} answers", requests.len(), answers.len()));
    }
    for (((suite, case), request), answer) in cases().zip(&requests).zip(answers) {
        let is_known = known.iter().any(|difference| (difference.applies)(request));
        let failure = match answer {
            Err(NotCarried) if is_known => continue,
            Err(NotCarried) => "is not carried, and no difference says why".to_owned(),
            Ok(answer) if is_known => format!("is carried, though a difference says that it cannot be: {answer}"),
            Ok(answer) if is_as_expected(&case.expect, &answer) => continue,
            Ok(answer) => format!("expected {:?}, got {answer}", case.expect),
        };
        failures.push(format!("{}: {}: {failure}", suite.name, case.name));
    }
    let never = known.iter().filter(|difference| !requests.iter().any(difference.applies));
    failures.extend(never.map(|difference| format!("a difference never came up: {}", difference.reason)));
    failures
}
