//! The core and its naive twin give the same answer, in every field, and `explain` is the same walk.

use crate::check::check;
use crate::generate::{Headers, case};
use client_ip_core::{OnInvalid, OnMissing};
use client_ip_twin::{Answer, NOTES, Peer, Policy, resolve, resolve_noting};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often each thing was met.
type Counts = RefCell<BTreeMap<String, usize>>;

fn agree(policy: &Policy, peer: Peer, headers: &Headers, counts: &Counts) -> Result<(), TestCaseError> {
    let count = |what: String| *counts.borrow_mut().entry(what).or_default() += 1;
    let core = policy.to_core().expect("only policies that the core accepts are generated");
    let twin = resolve_noting(policy, peer, headers, &mut |note| count(note.to_owned()));
    let outcome = core.resolve(peer, headers);
    let trace = core.explain(peer, headers);
    prop_assert_eq!(&trace.outcome, &outcome, "explain and resolve");
    prop_assert_eq!(&Answer::from(outcome), &twin, "core and twin");

    let end = trace.end;
    let words = match &twin {
        Answer::Client { header: Some(_), .. } => {
            let asked = trace.steps.iter().rev().find_map(|step| step.asked.as_ref());
            let asked = asked.and_then(|asked| core.groups().nth(asked.number - 1));
            let format = asked.map(|group| format!("named in {:?}", group.format()));
            count(format.expect("a hop was asked for"));
            "client"
        }
        Answer::Client { .. } => "peer",
        Answer::Missing { .. } => "missing",
        Answer::Invalid { .. } => "invalid",
        Answer::Duplicate { .. } => "duplicate",
        Answer::NoAddress => "no-address",
    };
    count(format!("{end:?}: {words}"));
    Ok(())
}

/// Every end of a walk with every answer that it can have.
const ENDS: [&str; 21] = [
    "Untrusted: peer",
    "Untrusted: client",
    "Untrusted: no-address",
    "TrustedHops: client",
    "Missing: missing",
    "Missing: peer",
    "Missing: client",
    "Missing: no-address",
    "Unproven: missing",
    "Unproven: peer",
    "Unproven: client",
    "Unproven: no-address",
    "Invalid: invalid",
    "Invalid: peer",
    "Invalid: client",
    "Invalid: no-address",
    "Duplicate: duplicate",
    "Duplicate: peer",
    "Duplicate: client",
    "Duplicate: no-address",
    "Unspecified: no-address",
];
const FORMATS: [&str; 4] = ["named in List", "named in Forwarded", "named in Address", "named in AddressPort"];

#[test]
fn the_core_answers_as_the_twin_does_and_every_way_to_answer_is_met() {
    let counts = Counts::default();
    check(4_000, &case(), |(policy, peer, headers)| agree(&policy, peer, &headers, &counts));
    let counts = counts.into_inner();
    for what in NOTES.iter().chain(&ENDS).chain(&FORMATS) {
        println!("{:>9}  {what}", counts.get(*what).copied().unwrap_or(0));
    }
    let expected = || NOTES.iter().chain(&ENDS).chain(&FORMATS);
    let never: Vec<_> = expected().filter(|what| !counts.contains_key(**what)).collect();
    assert!(never.is_empty(), "never met: {never:?}");
    let unknown: Vec<_> = counts.keys().filter(|what| !expected().any(|known| known == what)).collect();
    assert!(unknown.is_empty(), "met, and not expected: {unknown:?}");
}

#[test]
fn a_policy_is_the_same_in_code_as_text_and_in_json() {
    check(500, &case(), |(policy, peer, headers)| {
        let core = policy.to_core().unwrap();
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(&serde_json::from_str::<client_ip_core::Policy>(&json).unwrap(), &core, "from JSON");
        let written = serde_json::to_string(&core).unwrap();
        if policy.trusted_proxies.iter().any(|group| group.proof.is_some()) {
            // A secret is not written, and what is written instead is no secret.
            prop_assert!(!written.contains("sesame") && !core.to_string().contains("sesame"));
            prop_assert!(core.to_string().parse::<client_ip_core::Policy>().is_err());
            prop_assert!(serde_json::from_str::<client_ip_core::Policy>(&written).is_err());
            return Ok(());
        }
        prop_assert_eq!(&policy.to_text().parse::<client_ip_core::Policy>().unwrap(), &core, "from text");
        prop_assert_eq!(&core.to_string().parse::<client_ip_core::Policy>().unwrap(), &core, "through text");
        prop_assert_eq!(&serde_json::from_str::<client_ip_core::Policy>(&written).unwrap(), &core, "through JSON");
        // The twin reads what the core writes.
        let answer = resolve(&policy, peer, &headers);
        prop_assert_eq!(
            &resolve(&Policy::from_text(&core.to_string()), peer, &headers),
            &answer,
            "the twin, from text"
        );
        let read: Policy = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&resolve(&read, peer, &headers), &answer, "the twin, from JSON");
        Ok(())
    });
}

#[test]
fn a_trusted_proxy_is_the_client_only_where_the_policy_says_so() {
    check(1_000, &case(), |(policy, peer, headers)| {
        let core = policy.to_core().unwrap();
        let says_so = core.groups().any(|group| {
            group.trusted_hops().is_some()
                || group.on_missing() == OnMissing::LastTrusted
                || group.on_invalid() == OnInvalid::LastTrusted
        });
        if let (false, Ok(client)) = (says_so, core.resolve(peer, &headers)) {
            prop_assert!(!core.groups().any(|group| group.ranges().contains(client.ip())), "{}", client.ip());
            prop_assert!(!policy.trusted_proxies.iter().any(|group| group.holds(Some(client.ip()))), "{}", client.ip());
        }
        Ok(())
    });
}
