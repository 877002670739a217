//! What `explain` shows, whole, and that it shows no secret and not more than it must.

use client_ip_core::{Policy, TrustedProxies};

#[test]
fn a_trace_names_each_hop_and_why_it_was_believed() {
    let policy: Policy = "X-Forwarded-For from 192.168.0.0/24".parse().unwrap();
    let headers = [("X-Forwarded-For", "6.6.6.6, 158.0.2.95 , 192.168.0.10")];
    let trace = policy.explain([192, 168, 0, 20], &headers);
    assert_eq!(
        trace.to_string(),
        "policy  X-Forwarded-For from 192.168.0.0/24\n\n\
         peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For\n\
         hop 1   192.168.0.10    trusted: 192.168.0.0/24 writes X-Forwarded-For\n\
         hop 2   158.0.2.95      the client\n        \
         6.6.6.6         not read: written by the client, or by anyone before it\n"
    );
    assert_eq!(trace.outcome.unwrap().ip.to_string(), "158.0.2.95");
}

#[test]
fn text_of_a_request_is_escaped_and_bounded() {
    let policy: Policy = "X-Forwarded-For from 192.168.0.0/24".parse().unwrap();
    let junk = "\x1b[31m\n,".repeat(10_000) + ", 203.0.113.9";
    let trace = policy.explain([192, 168, 0, 20], &[("X-Forwarded-For", junk)]).to_string();
    assert!(trace.len() < 2_000 && !trace.contains('\x1b'), "{trace}");
}

#[test]
fn a_proof_is_never_shown() {
    let group = TrustedProxies::new(["10.0.0.0/8"], "X-Forwarded-For").unwrap();
    let policy = Policy::new([group.with_proof("X-Origin-Verify", "s3cret").unwrap()]).unwrap();
    let trace = policy.explain([10, 0, 0, 1], &[("X-Origin-Verify", "s3cret!")]);
    let shown = format!("{policy} {policy:?} {trace} {trace:?}");
    assert!(shown.contains("proof X-Origin-Verify ***") && !shown.contains("s3cret"), "{shown}");
}
