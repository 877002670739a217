//! What is read of a suite, and which files would show less than they seem to.

use client_ip_testkit::suite::{Suite, all, read, read_folder};
use serde_json::{Value, json};
use std::fs;

/// A suite in which everything is right.
fn written() -> Value {
    json!({
        "suite": "ours",
        "source": "this test",
        "policies": { "one proxy": { "trusted_proxies": [{ "ranges": ["192.0.2.1"], "header": "X-Forwarded-For" }] } },
        "cases": [
            {
                "name": "named policy", "policy": "one proxy", "peer": "192.0.2.1", "why": "for the reader",
                "headers": [["X-Forwarded-For", "\u{0}\u{e9}"], ["x-forwarded-for", "203.0.113.9"]],
                "expect": { "ip": "203.0.113.9", "hops": 1 }
            },
            {
                "name": "policy of its own", "policy": "X-Real-IP from unix", "peer": "unix", "headers": [],
                "expect": { "error": "missing" }
            }
        ],
        "refused": [{ "name": "everyone", "policy": "X-Forwarded-For from any" }]
    })
}

/// The suite with another value at this place.
fn changed(place: &str, value: Value) -> Result<Suite, String> {
    let mut written = written();
    *written.pointer_mut(place).expect(place) = value;
    read(&written.to_string())
}

#[test]
fn a_case_has_its_policy_itself_and_its_headers_as_bytes() {
    let suite = read(&written().to_string()).unwrap();
    assert_eq!(suite.name, "ours");
    let [named, own] = &suite.cases[..] else { panic!("{suite:?}") };
    assert_eq!(named.policy, suite.policies["one proxy"]);
    assert_eq!(own.policy, json!("X-Real-IP from unix"));
    assert_eq!((named.peer.as_str(), own.peer.as_str()), ("192.0.2.1", "unix"));
    let lines =
        [("X-Forwarded-For".to_owned(), vec![0, 0xe9]), ("x-forwarded-for".to_owned(), b"203.0.113.9".to_vec())];
    assert_eq!(named.headers, lines);
    assert_eq!((&named.expect["ip"], &named.expect["hops"]), (&json!("203.0.113.9"), &json!(1)));
    assert_eq!(suite.refused[0].policy, json!("X-Forwarded-For from any"));
}

#[test]
fn a_suite_without_cases_is_refused_and_one_of_refused_policies_alone_is_not() {
    assert_eq!(changed("/cases", json!([])).unwrap().refused.len(), 1);
    let mut empty = written();
    empty["cases"] = json!([]);
    empty["refused"] = json!([]);
    assert_eq!(read(&empty.to_string()).unwrap_err(), "neither cases nor refused policies");
}

#[test]
fn a_name_stands_once() {
    let error = changed("/cases/1/name", json!("named policy")).unwrap_err();
    assert_eq!(error, "two case entries are called \"named policy\"");
    let twice = json!([{ "name": "everyone", "policy": "" }, { "name": "everyone", "policy": "" }]);
    assert_eq!(changed("/refused", twice).unwrap_err(), "two refused policy entries are called \"everyone\"");
}

#[test]
fn a_case_that_expects_nothing_or_two_things_is_refused() {
    for expect in [json!({}), json!({ "hops": 1 }), json!({ "ip": "203.0.113.9", "error": "missing" })] {
        let error = changed("/cases/1/expect", expect).unwrap_err();
        assert_eq!(error, "policy of its own: expects neither `ip` nor `error`, or both");
    }
}

#[test]
fn a_character_that_is_no_byte_is_refused() {
    let error = changed("/cases/0/headers/0/1", json!("\u{100}")).unwrap_err();
    assert_eq!(error, "named policy: a character of X-Forwarded-For stands for no byte");
}

#[test]
fn a_key_that_no_runner_knows_is_for_readers_in_a_case_and_a_mistake_in_the_file() {
    let mut typo = written();
    typo["cased"] = json!([]);
    let error = read(&typo.to_string()).unwrap_err();
    assert!(error.starts_with("unknown field `cased`"), "{error}");
}

#[test]
fn a_folder_holds_suites_each_with_a_name_of_its_own_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let error = || read_folder(folder.path()).unwrap_err();
    let path = |file: &str| folder.path().join(file);
    assert!(error().ends_with(": holds no suite"), "{}", error());

    fs::write(path("a.json"), written().to_string()).unwrap();
    assert_eq!(read_folder(folder.path()).unwrap(), [read(&written().to_string()).unwrap()]);

    fs::write(path("b.json"), written().to_string()).unwrap();
    assert_eq!(error(), "two suite entries are called \"ours\"");

    fs::write(path("b.json"), "").unwrap();
    assert!(error().starts_with(&format!("{}: EOF", path("b.json").display())), "{}", error());
}

#[test]
fn the_suites_of_this_project_are_sound() {
    assert!(all().iter().any(|suite| !suite.refused.is_empty()));
}
