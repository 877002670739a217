//! What others read as data: policies and traces in serde formats, words, names of ranges.

#![cfg(feature = "serde")]
#![allow(missing_docs, reason = "a test")]

use client_ip_core::error::{Lacking, Mistake, ResolveErrorKind};
use client_ip_core::trace::{End, Role, Standing, Why};
use client_ip_core::{Format, OnInvalid, OnMissing, Outcome, Policy, PolicyValue, RangeName};
use serde_json::{Value, json};
use std::fmt::{Debug, Display};
use std::str::FromStr;

#[test]
fn a_policy_is_written_as_a_table_and_read_as_table_list_or_text() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/24, loopback hops 2; X-Real-IP from unix".parse().unwrap();
    let groups = json!([
        { "ranges": ["10.0.0.0/24", "loopback"], "header": "X-Forwarded-For", "trusted_hops": 2 },
        { "ranges": ["unix"], "header": "X-Real-IP" },
    ]);
    let table = json!({ "trusted_proxies": groups });
    assert_eq!(serde_json::to_value(&policy).unwrap(), table);
    assert_eq!(serde_json::to_value(Policy::default()).unwrap(), json!({ "trusted_proxies": [] }));
    let text = policy.to_string();
    for form in [table, groups, json!(text), json!({ "trusted_proxies": text })] {
        assert_eq!(serde_json::from_value::<Policy>(form.clone()).unwrap(), policy, "{form}");
    }
    for nothing in [json!({}), json!([]), json!(""), json!({ "trusted_proxies": null })] {
        assert!(serde_json::from_value::<Policy>(nothing.clone()).unwrap().is_empty(), "{nothing}");
    }
    let toml = toml::to_string(&policy).unwrap();
    assert!(toml.starts_with("[[trusted_proxies]]\n"), "{toml}");
    assert_eq!(toml::from_str::<Policy>(&toml).unwrap(), policy);
}

#[test]
fn a_mistake_in_a_document_has_its_place_as_data_and_shows_no_secret() {
    let read =
        |document: Value| Policy::try_from(serde_json::from_value::<PolicyValue>(document).unwrap()).unwrap_err();
    let group = |key: &str, value: Value| {
        let mut group = json!({ "ranges": ["10.0.0.1"], "header": "X-Forwarded-For" });
        group[key] = value;
        json!([{ "ranges": ["10.0.0.2"], "header": "X-Forwarded-For" }, group])
    };
    for (key, value, place) in [
        ("trusted_hops", json!(0), "trusted_hops"),
        ("entries_per_hop", json!(65_536), "entries_per_hop"),
        ("ranges", json!(["10.0.0.1/8"]), "ranges"),
        ("proof", json!({ "header": "X-Verify", "value": "s3cret " }), "proof.value"),
        ("format", json!("lists"), "format"),
    ] {
        let error = read(group(key, value));
        assert_eq!((error.place().group(), error.place().key()), (Some(2), Some(place)), "{error}");
        assert_eq!(error.to_string(), format!("{}: {}", error.place(), error.mistake()));
        assert_eq!(format!("{error:?} {:?}", error.mistake()), format!("{error} {}", error.mistake()));
        assert!(!error.to_string().contains("s3cret"));
    }
    let error = read(json!({ "trusted_proxy": [] }));
    assert_eq!((error.place().group(), error.place().key()), (None, None));
    assert!(matches!(error.mistake(), Mistake::UnknownKey { .. }));
    let hidden = serde_json::from_value::<PolicyValue>(json!({ "value": "s3cret" })).unwrap();
    assert_eq!(format!("{hidden:?}"), "PolicyValue");
}

#[test]
fn a_trace_is_the_same_as_data_as_it_is_as_text() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/24".parse().unwrap();
    let outcome = Outcome::new(policy, [10, 0, 0, 1], &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9:80")]);
    let asked = json!({ "group": 1, "range": "10.0.0.0/24", "header": "X-Forwarded-For", "proven": true });
    let header = "x-forwarded-for";
    let client = json!({ "ip": "203.0.113.9", "port": 80, "hops": 1, "header": header });
    let of_client = json!({
        "policy": "X-Forwarded-For from 10.0.0.0/24",
        "client": client,
        "error": null,
        "end": "untrusted",
        "steps": [
            { "hop": 0, "text": "10.0.0.1", "ip": "10.0.0.1", "header": null, "asked": asked },
            { "hop": 1, "text": "203.0.113.9", "ip": "203.0.113.9", "header": header, "asked": null },
        ],
        "passed": [{ "header": "X-Forwarded-For", "text": "6.6.6.6", "why": "not-read" }],
    });
    let trace = outcome.explain(&[("X-Forwarded-For", "6.6.6.6, 203.0.113.9:80")]);
    assert_eq!(serde_json::to_value(&trace).unwrap(), of_client);

    let changed = serde_json::to_value(outcome.explain(&[("", ""); 0])).unwrap();
    let error = json!({
        "kind": "missing",
        "header": header,
        "hop": 1,
        "message": "missing: a trusted proxy did not report hop 1 in x-forwarded-for",
    });
    assert_eq!((&changed["client"], &changed["error"]), (&client, &Value::Null));
    assert_eq!(changed["headers_changed"], json!({ "client": null, "error": error }));
}

#[test]
fn the_lines_of_a_trace_are_its_text_and_one_of_them_is_the_verdict() {
    let policy: Policy = "X-Real-IP from 10.0.0.0/24".parse().unwrap();
    for (peer, header) in
        [([10, 0, 0, 1], "203.0.113.9"), ([10, 0, 0, 1], "unknown"), ([0; 4], ""), ([192, 0, 2, 1], "")]
    {
        let trace = policy.explain(peer, &[("X-Real-IP", header)]);
        let lines = trace.lines();
        let text: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
        assert_eq!(text, trace.to_string());
        let verdicts: Vec<_> = lines.iter().filter(|line| line.role == Role::Verdict).collect();
        assert_eq!(verdicts.len(), 1, "{text}");
        assert!(lines[0].role == Role::Policy && lines[0].text.starts_with("policy "));
    }
}

fn check<W: Copy + FromStr + Display + PartialEq + Debug>(words: &[(W, &str)])
where
    W::Err: Display,
{
    for (value, word) in words {
        assert_eq!(value.to_string(), *word);
        assert!(word.parse::<W>().is_ok_and(|read| read == *value), "{word}");
        let Err(error) = word.to_uppercase().parse::<W>() else { panic!("{word} is read in upper case") };
        let expected = error.to_string();
        assert!(words.iter().all(|(_, word)| expected.contains(&format!("`{word}`"))), "{expected}");
        assert_eq!(expected.matches('`').count(), 2 * words.len(), "{expected} names another word");
    }
}

#[test]
fn every_word_is_read_back_and_an_error_lists_them() {
    check(&[
        (Format::List, "list"),
        (Format::Forwarded, "forwarded"),
        (Format::Address, "address"),
        (Format::AddressPort, "address-port"),
    ]);
    check(&[(OnMissing::Reject, "reject"), (OnMissing::LastTrusted, "last-trusted")]);
    check(&[(OnInvalid::Reject, "reject"), (OnInvalid::LastTrusted, "last-trusted")]);
    check(&[(Lacking::Header, "header"), (Lacking::Entry, "entry"), (Lacking::Proof, "proof")]);
    check(&[
        (ResolveErrorKind::Missing, "missing"),
        (ResolveErrorKind::Invalid, "invalid"),
        (ResolveErrorKind::Duplicate, "duplicate"),
        (ResolveErrorKind::NoAddress, "no-address"),
    ]);
    check(&[
        (End::Untrusted, "untrusted"),
        (End::TrustedHops, "trusted-hops"),
        (End::Missing, "missing"),
        (End::Unproven, "unproven"),
        (End::Invalid, "invalid"),
        (End::Duplicate, "duplicate"),
        (End::Unspecified, "unspecified"),
    ]);
    check(&[(Why::Skipped, "skipped"), (Why::NotRead, "not-read"), (Why::More, "more")]);
    check(&[(Standing::Trusted, "trusted"), (Standing::Unproven, "unproven")]);
    check(&[
        (Role::Answer, "answer"),
        (Role::Policy, "policy"),
        (Role::Step, "step"),
        (Role::Verdict, "verdict"),
        (Role::Aside, "aside"),
    ]);
}

#[test]
fn every_name_of_ranges_is_one_that_a_policy_takes_and_an_error_lists() {
    let error = "X from nowhere".parse::<Policy>().unwrap_err().to_string();
    let listed = error.rsplit("the names are ").next().unwrap().split(", ");
    let names: Vec<_> = RangeName::all().map(RangeName::as_str).chain(["unix"]).collect();
    assert_eq!(listed.collect::<Vec<_>>(), names);
    for name in RangeName::all() {
        assert_eq!(name.as_str().parse(), Ok(name));
        assert_eq!(name.is_provider(), name.date().is_some() && name.source().is_some(), "{name}");
        let policy = format!("X-Forwarded-For from {name} hops 1").parse::<Policy>().unwrap();
        let group = policy.groups().next().unwrap();
        assert_eq!((group.ranges(), group.ranges_as_written()[0].name()), (&name.ranges(), Some(name)));
    }
    assert!("unix".parse::<RangeName>().is_err() && "10.0.0.0/8".parse::<RangeName>().is_err());
}
