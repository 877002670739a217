//! The schema of the vectors: every suite of this project keeps to it, and a document that does not is refused.

use client_ip_testkit::suite::{files, folder};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;

const SCHEMA: &str = include_str!("../../../docs/vectors.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

/// A suite that uses every key.
fn suite() -> Value {
    json!({
        "suite": "ours",
        "source": "this test",
        "policies": {
            "table": { "trusted_proxies": [{
                "ranges": ["192.0.2.0/24", "unix"], "header": "X-Forwarded-For", "format": "list", "trusted_hops": 2,
                "entries_per_hop": 1, "on_missing": "reject", "on_invalid": "last-trusted",
                "proof": { "header": "X-Origin-Verify", "value": "open sesame" }
            }] },
            "groups": [{ "ranges": ["loopback"], "header": "Forwarded", "format": null }],
            "text": "X-Real-IP from loopback",
            "text in a table": { "trusted_proxies": "X-Real-IP from loopback" },
            "nobody": { "trusted_proxies": null }
        },
        "cases": [
            {
                "name": "a client", "policy": "table", "peer": "[2001:db8::1]:4711", "why": "for the reader",
                "headers": [["X-Forwarded-For", "\u{0}\n\u{ff}"]],
                "expect": { "ip": "203.0.113.9", "port": null, "hops": 1, "header": "x-forwarded-for" }
            },
            { "name": "no client", "policy": "", "peer": "unix", "headers": [], "expect": { "error": "no-address" } }
        ],
        "refused": [{ "name": "a number", "policy": 7, "report": "for the reader" }]
    })
}

#[test]
fn the_schema_is_a_schema() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

#[test]
fn every_suite_of_this_project_keeps_to_the_schema() {
    let validator = validator();
    for file in files(&folder()).unwrap() {
        let suite: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&suite).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{}:\n{}", file.display(), mistakes.join("\n"));
    }
}

#[test]
fn every_key_can_be_used() {
    validator().validate(&suite()).unwrap();
}

/// What is wrong, where, and what stands there then.
fn broken() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("a name that is none", "/suite", json!("")),
        ("cases that are no list", "/cases", json!({})),
        ("a case that expects nothing", "/cases/0/expect", json!({})),
        ("a port alone", "/cases/0/expect", json!({ "port": 80 })),
        ("a client and an error", "/cases/1/expect", json!({ "ip": "203.0.113.9", "error": "missing" })),
        ("an error that the rules do not know", "/cases/1/expect/error", json!("timeout")),
        ("a key that no runner compares", "/cases/1/expect", json!({ "error": "missing", "hop": 1 })),
        ("a client that is a name", "/cases/0/expect/ip", json!("localhost")),
        ("a port as text", "/cases/0/expect/port", json!("80")),
        ("a port above all ports", "/cases/0/expect/port", json!(65536)),
        ("hops below none", "/cases/0/expect/hops", json!(-1)),
        ("hops in parts", "/cases/0/expect/hops", json!(1.5)),
        ("a peer that is a name", "/cases/0/peer", json!("proxy.example")),
        ("a peer that is not there", "/cases/0/peer", Value::Null),
        ("IPv6 with a port and no closing bracket", "/cases/0/peer", json!("[2001:db8::1:80")),
        ("headers as a table", "/cases/0/headers", json!({ "X-Forwarded-For": "203.0.113.9" })),
        ("a line without a value", "/cases/0/headers/0", json!(["X-Forwarded-For"])),
        ("a line with two values", "/cases/0/headers/0", json!(["X-Forwarded-For", "a", "b"])),
        ("a character that is no byte", "/cases/0/headers/0/1", json!("\u{100}")),
        ("a header with its colon", "/cases/0/headers/0/0", json!("X-Forwarded-For:")),
        ("a policy that is a number", "/cases/0/policy", json!(7)),
        ("a key that no policy has", "/policies/nobody", json!({ "trusted": null })),
        ("a key that no group has", "/policies/groups/0", json!({ "ranges": ["any"], "header": "A", "hops": 2 })),
        ("a group without ranges", "/policies/groups/0", json!({ "header": "Forwarded" })),
        ("no ranges", "/policies/groups/0/ranges", json!([])),
        ("ranges as text", "/policies/groups/0/ranges", json!("loopback")),
        ("a format that the rules do not know", "/policies/groups/0/format", json!("csv")),
        ("no hop", "/policies/table/trusted_proxies/0/trusted_hops", json!(0)),
        ("no entry", "/policies/table/trusted_proxies/0/entries_per_hop", json!(0)),
        ("an option as in code", "/policies/table/trusted_proxies/0/on_missing", json!("Reject")),
        ("an option as in text", "/policies/table/trusted_proxies/0/on_invalid", json!("last_trusted")),
        ("a proof without a value", "/policies/table/trusted_proxies/0/proof", json!({ "header": "X-Origin-Verify" })),
        ("an empty proof", "/policies/table/trusted_proxies/0/proof/value", json!("")),
        ("a refused policy without its reason", "/refused/0", json!({ "policy": 7 })),
    ]
}

#[test]
fn a_document_with_one_mistake_is_refused() {
    let validator = validator();
    for (mistake, place, value) in broken() {
        let mut document = suite();
        *document.pointer_mut(place).expect(place) = value;
        assert!(!validator.is_valid(&document), "{mistake}");
    }
}

#[test]
fn a_document_lacks_nothing_and_has_nothing_that_the_file_does_not() {
    let validator = validator();
    for key in ["suite", "source", "policies", "cases"] {
        let mut document = suite();
        document.as_object_mut().unwrap().remove(key);
        assert!(!validator.is_valid(&document), "without {key}");
    }
    for key in ["name", "policy", "peer", "headers", "expect"] {
        let mut document = suite();
        document["cases"][0].as_object_mut().unwrap().remove(key);
        assert!(!validator.is_valid(&document), "a case without {key}");
    }
    let mut document = suite();
    document["cased"] = json!([]);
    assert!(!validator.is_valid(&document), "a key that no file has");
}

#[test]
fn a_document_holds_cases_or_refused_policies() {
    let (validator, mut document) = (validator(), suite());
    document["cases"] = json!([]);
    assert!(validator.is_valid(&document), "refused policies alone");
    document["refused"] = json!([]);
    assert!(!validator.is_valid(&document), "neither");
    document.as_object_mut().unwrap().remove("refused");
    assert!(!validator.is_valid(&document), "not even a list");
}
