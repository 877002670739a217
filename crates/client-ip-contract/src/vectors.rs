//! Every vector of the core, through the framework's own request type.

use crate::framework::{Framework, NotCarried, VectorRequest};
use client_ip_core::{Peer, Policy};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

#[derive(serde::Deserialize)]
struct Suite {
    suite: String,
    policies: BTreeMap<String, Value>,
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    policy: Value,
    peer: String,
    headers: Vec<(String, String)>,
    expect: BTreeMap<String, Value>,
}

/// The port that a peer has where the vector gives none: a server knows one.
const PORT: u16 = 4711;

/// How many there are at least, so that none is lost on the way.
const LEAST: usize = 1135;

fn suites() -> Vec<Suite> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ip-core/tests/vectors");
    let files = std::fs::read_dir(folder).expect("the core's vectors");
    let files = files.map(|file| file.expect("a file").path());
    let suites = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    suites.map(|path| serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("vectors")).collect()
}

fn request(case: &Case, policies: &BTreeMap<String, Value>) -> VectorRequest {
    let policy = case.policy.as_str().and_then(|name| policies.get(name)).unwrap_or(&case.policy);
    let policy: Policy = serde_json::from_value(policy.clone()).expect("a policy");
    let bytes = |value: &str| value.chars().map(|c| u8::try_from(c).expect("characters up to U+00FF")).collect();
    let headers = case.headers.iter().map(|(name, value)| (name.clone(), bytes(value))).collect();
    let peer: Peer = case.peer.parse().expect("a peer");
    let peer = match (peer.ip(), peer.port()) {
        (Some(ip), None) => Peer::new(ip, Some(PORT)),
        _ => peer,
    };
    VectorRequest { policy, peer, headers }
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
    (expect.contains_key("ip") || expect.contains_key("error")) && expect.iter().all(says)
}

pub(crate) fn failures(framework: &dyn Framework) -> Vec<String> {
    let suites = suites();
    let cases = || suites.iter().flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)));
    let requests: Vec<VectorRequest> = cases().map(|(suite, case)| request(case, &suite.policies)).collect();
    let answers = framework.answers(&requests);
    let known = framework.vector_differences();

    let mut failures = Vec::new();
    if requests.len() < LEAST || answers.len() != requests.len() {
        failures.push(format!("{} vectors of {LEAST} or more, {} answers", requests.len(), answers.len()));
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
        failures.push(format!("{}: {}: {failure}", suite.suite, case.name));
    }
    let never = known.iter().filter(|difference| !requests.iter().any(difference.applies));
    failures.extend(never.map(|difference| format!("a difference never came up: {}", difference.reason)));
    failures
}
