//! What can be asked of a policy, and replacing one while it serves.

use client_ip_core::error::ResolveErrorKind;
use client_ip_core::{Format, Headers, OnInvalid, OnMissing, Policy, SharedPolicy, TrustedProxies};
use http::HeaderName;
use std::cell::RefCell;
use std::collections::BTreeMap;

#[test]
fn a_policy_without_groups_is_empty_and_trusts_nobody() {
    let policy = Policy::default();
    assert!(policy.is_empty() && policy.groups().len() == 0);
    assert_eq!(policy.to_string(), "");
    assert_eq!(policy, "".parse().unwrap());
    let policy_of_one: Policy = "X-Real-IP from 192.0.2.1".parse().unwrap();
    assert!(!policy_of_one.is_empty());
    assert_eq!(format!("{policy_of_one:?}"), "Policy(\"X-Real-IP from 192.0.2.1\")");
    let client = policy.resolve([192, 0, 2, 1], &[("X-Forwarded-For", "6.6.6.6")]).unwrap();
    assert_eq!((client.ip().to_string().as_str(), client.hops(), client.header()), ("192.0.2.1", 0, None));
}

#[test]
fn a_group_says_what_it_was_built_with() {
    let group = TrustedProxies::new(["10.0.0.0/24", "10.0.1.0/24", "2001:db8::/64", "unix"], "X-Client").unwrap();
    assert_eq!((group.format(), group.trusted_hops(), group.entries_per_hop()), (Format::Address, None, 1));
    assert_eq!((group.on_missing(), group.on_invalid()), (OnMissing::Reject, OnInvalid::Reject));
    assert!(group.includes_unix() && group.proof_header().is_none());

    let group = group
        .with_format(Format::List)
        .with_trusted_hops(3)
        .unwrap()
        .with_entries_per_hop(2)
        .unwrap()
        .with_on_missing(OnMissing::LastTrusted)
        .with_on_invalid(OnInvalid::LastTrusted)
        .with_proof("X-Origin-Verify", "s3cret")
        .unwrap();
    assert_eq!((group.format(), group.trusted_hops(), group.entries_per_hop()), (Format::List, Some(3), 2));
    assert_eq!((group.on_missing(), group.on_invalid()), (OnMissing::LastTrusted, OnInvalid::LastTrusted));
    assert_eq!(group.header().as_str(), "x-client");
    assert_eq!(group.proof_header().map(|header| header.as_str()), Some("x-origin-verify"));
    assert_eq!((group.header_as_written(), group.proof_header_as_written()), ("X-Client", Some("X-Origin-Verify")));
    let written: Vec<_> = group.ranges_as_written().iter().map(ToString::to_string).collect();
    assert_eq!(written, ["10.0.0.0/24", "10.0.1.0/24", "2001:db8::/64", "unix"]);
    assert_eq!((group.ranges().len(), group.ranges().ipv4_count()), (2, 512));
    assert!(!group.ranges().is_empty());
    assert!(!TrustedProxies::new(["10.0.0.0/24"], "X-Client").unwrap().includes_unix());
    assert!(TrustedProxies::new(["unix"], "X-Client").unwrap().ranges().is_empty());
    assert_eq!(
        format!("{group:?}"),
        "TrustedProxies(\"X-Client from 10.0.0.0/24, 10.0.1.0/24, 2001:db8::/64, unix format list hops 3 \
         entries-per-hop 2 on-missing last-trusted on-invalid last-trusted proof X-Origin-Verify ***\")"
    );
}

#[test]
fn a_policy_that_is_replaced_holds_for_everyone_who_shares_it_and_a_bad_one_replaces_nothing() {
    let shared = SharedPolicy::from("X-Real-IP from 192.0.2.1".parse::<Policy>().unwrap());
    let clone = shared.clone();
    let ask = || clone.resolve([192, 0, 2, 1], &[("X-Real-IP", "203.0.113.9")]).unwrap().ip().to_string();
    assert_eq!(ask(), "203.0.113.9");
    assert!(shared.replace_with_text("X-Real-IP from any").is_err());
    assert_eq!(ask(), "203.0.113.9");
    shared.replace_with_text("X-Real-IP from 198.51.100.1").unwrap();
    assert_eq!(ask(), "192.0.2.1");
    shared.replace("X-Real-IP from 192.0.2.0/24".parse().unwrap());
    assert_eq!(ask(), "203.0.113.9");
    assert_eq!(clone.load(), shared.load());
    assert!(clone.shares_with(&shared) && !clone.shares_with(&shared.load().into()));
}

#[test]
fn each_of_many_groups_counts_its_own_hops() {
    let groups = (0..12).map(|number| format!("X-Forwarded-For from 10.0.{number}.0/24 hops 2"));
    let policy: Policy = groups.collect::<Vec<_>>().join("; ").parse().unwrap();
    let ask = |peer: [u8; 4], chain| {
        let client = policy.resolve(peer, &[("X-Forwarded-For", chain)]).unwrap();
        (client.ip().to_string(), client.hops())
    };
    // Two hops from the tenth group; one from the tenth, then two from the twelfth; one each from many.
    assert_eq!(ask([10, 0, 9, 1], "6.6.6.6, 10.0.9.3, 10.0.9.2"), ("10.0.9.3".into(), 2));
    assert_eq!(ask([10, 0, 9, 1], "6.6.6.6, 10.0.11.3, 10.0.11.2, 10.0.11.1"), ("10.0.11.3".into(), 3));
    let chain = "6.6.6.6, 203.0.113.9, 10.0.0.1, 10.0.7.1, 10.0.8.1, 10.0.10.1";
    assert_eq!(ask([10, 0, 11, 1], chain), ("203.0.113.9".into(), 5));
}

/// Header lines that count how often each header is looked up.
struct Counted<'a> {
    lines: &'a [(&'a str, &'a str)],
    looked_up: RefCell<BTreeMap<String, usize>>,
}

impl Headers for Counted<'_> {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        *self.looked_up.borrow_mut().entry(name.to_string()).or_default() += 1;
        self.lines.lines(name)
    }
}

#[test]
fn a_proof_is_looked_up_once_a_request_however_long_the_chain_is() {
    let group = |number: usize, header: &str, secret: &str| {
        let group = TrustedProxies::new([format!("10.{}.{}.0/24", number / 200, number % 200)], "X-Forwarded-For");
        group.unwrap().with_proof(header, secret).unwrap()
    };
    // Two groups with one proof between them, one that lacks its own, and as many as a policy can have.
    let mut groups =
        vec![group(0, "X-Proof", "s3cret"), group(1, "X-Proof", "s3cret"), group(2, "X-Lacking", "s3cret")];
    groups.extend((3..65).map(|number| group(number, &format!("X-Proof-{number}"), "s3cret")));
    groups.push(TrustedProxies::new(["10.0.0.0/16"], "X-Forwarded-For").unwrap());
    let policy = Policy::new(groups).unwrap();

    let chain = format!("203.0.113.9{}", ", 10.0.64.1, 10.0.63.1, 10.0.2.1, 10.0.1.1, 10.0.0.1".repeat(20));
    let lines = [("X-Forwarded-For", chain.as_str()), ("X-Proof", "s3cret"), ("X-Proof-64", "s3cret")];
    let headers = Counted { lines: &lines, looked_up: RefCell::default() };
    let client = policy.resolve([10, 0, 0, 1], &headers).unwrap();
    assert_eq!((client.ip().to_string().as_str(), client.hops()), ("203.0.113.9", 101));
    let looked_up = headers.looked_up.take();
    assert_eq!(
        looked_up.keys().collect::<Vec<_>>(),
        ["x-forwarded-for", "x-lacking", "x-proof", "x-proof-63", "x-proof-64"]
    );
    assert!(looked_up.values().all(|count| *count == 1), "{looked_up:?}");
    // Without the group of all, the one that lacks its proof ends the walk.
    let policy = Policy::new(policy.groups().take(65).cloned().collect::<Vec<_>>()).unwrap();
    let error = policy.resolve([10, 0, 0, 1], &lines).unwrap_err();
    assert_eq!(error.kind(), ResolveErrorKind::Missing);
    let one_more = policy.groups().cloned().chain([group(65, "X-Proof-65", "s3cret")]);
    let refused = Policy::new(one_more.collect::<Vec<_>>()).unwrap_err();
    assert_eq!(refused.to_string(), "group 66, proof: is the 65th different proof of the policy; it can have 64");
    assert_eq!(error.to_string(), "missing: hop 4 is not read from x-forwarded-for, since the request lacks the proof");
}
