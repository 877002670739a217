//! What `explain` shows, whole, and that it shows no secret and not more than it must.

use client_ip_core::trace::{End, Why};
use client_ip_core::{OnMissing, Outcome, Peer, Policy, TrustedProxies};

/// A policy, a peer, headers, and all that is shown of them behind the policy.
type Shown<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

const SHOWN: [Shown<'_>; 13] = [
    (
        "X-Forwarded-For from 192.168.0.0/24",
        "192.168.0.20",
        &[("X-Forwarded-For", "6.6.6.6, 158.0.2.95 , 192.168.0.10")],
        "
peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For
hop 1   192.168.0.10    trusted: 192.168.0.0/24 writes X-Forwarded-For
hop 2   158.0.2.95      the client
        6.6.6.6         not read: written by the client, or by anyone before it
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24, cloudflare, 10.0.1.0/24, unix",
        "10.0.1.1",
        &[("X-Forwarded-For", "203.0.113.9, 173.245.48.1")],
        "
peer    10.0.1.1        trusted: 10.0.1.0/24 writes X-Forwarded-For
hop 1   173.245.48.1    trusted: cloudflare writes X-Forwarded-For
hop 2   203.0.113.9     the client
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8",
        "::ffff:192.0.2.1",
        &[("X-Forwarded-For", "6.6.6.6")],
        "
peer    192.0.2.1    the client
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8",
        "10.0.0.1",
        &[],
        "
peer    10.0.0.1    trusted: 10.0.0.0/8 writes X-Forwarded-For
error               missing: a trusted proxy did not report hop 1 in x-forwarded-for
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8 on-missing last-trusted",
        "10.0.0.1",
        &[("X-Forwarded-For", "10.0.0.2")],
        "
peer    10.0.0.1    trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 1   10.0.0.2    trusted: 10.0.0.0/8 writes X-Forwarded-For
client  10.0.0.2    no hop is left to read; on_missing of group 1 is last-trusted
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8",
        "10.0.0.1",
        &[("X-Forwarded-For", "203.0.113.9, unknown\x1b[31m, 10.0.0.2")],
        r"
peer    10.0.0.1           trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 1   10.0.0.2           trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 2   unknown\x1b[31m    invalid: hop 2 in x-forwarded-for is no IP address
        203.0.113.9        not read
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8 on-invalid last-trusted",
        "10.0.0.1",
        &[("X-Forwarded-For", "203.0.113.9, unknown, 10.0.0.2")],
        "
peer    10.0.0.1       trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 1   10.0.0.2       trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 2   unknown        no IP address
client  10.0.0.2       on_invalid of group 1 is last-trusted
        203.0.113.9    not read
",
    ),
    (
        "X-Forwarded-For from any hops 2",
        "10.0.0.1",
        &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.0.0.2")],
        "
peer    10.0.0.1       trusted: any writes X-Forwarded-For
hop 1   10.0.0.2       trusted: any writes X-Forwarded-For
hop 2   203.0.113.9    the client: the last of the trusted_hops of group 1
        6.6.6.6        not read: written by the client, or by anyone before it
",
    ),
    (
        "X-Forwarded-For from google-lb entries-per-hop 2",
        "35.191.0.1",
        &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.0.2.7")],
        "
peer    35.191.0.1     trusted: google-lb writes X-Forwarded-For
hop 1   203.0.113.9    the client
        192.0.2.7      skipped: not the leftmost entry of its proxy
        6.6.6.6        not read: written by the client, or by anyone before it
",
    ),
    (
        "X-Real-IP from 10.0.0.0/8",
        "10.0.0.1",
        &[("X-Real-IP", "6.6.6.6"), ("X-Real-IP", "203.0.113.9")],
        "
peer    10.0.0.1       trusted: 10.0.0.0/8 writes X-Real-IP
error                  duplicate: x-real-ip holds one address and stands in several lines, at hop 1
        203.0.113.9    not read
        6.6.6.6        not read
",
    ),
    (
        "X-Real-IP from 10.0.0.0/8 on-invalid last-trusted",
        "10.0.0.1",
        &[("X-Real-IP", "203.0.113.9"), ("X-Real-IP", "")],
        "
peer    10.0.0.1       trusted: 10.0.0.0/8 writes X-Real-IP
client  10.0.0.1       the header stands in several lines; on_invalid of group 1 is last-trusted
                       not read
        203.0.113.9    not read
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8; Forwarded from unix, 172.16.0.0/12",
        "unix",
        &[("Forwarded", r#"for=6.6.6.6, host=a;for="10.0.0.1:80""#), ("X-Forwarded-For", "203.0.113.9")],
        "
peer    unix           trusted: unix writes Forwarded
hop 1   10.0.0.1       trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 2   203.0.113.9    the client
        for=6.6.6.6    not read
",
    ),
    (
        "X-Forwarded-For from 10.0.0.0/8",
        "unix",
        &[],
        "
peer    unix    no-address: the peer has no IP address, and no trusted proxy named another
",
    ),
];

#[test]
fn a_trace_names_each_hop_and_why_it_was_believed() {
    for (text, peer, headers, expected) in SHOWN {
        let policy: Policy = text.parse().unwrap();
        let trace = policy.explain(peer.parse::<Peer>().unwrap(), headers);
        assert_eq!(trace.to_string(), format!("policy  {text}\n{expected}"));
        assert_eq!(trace.outcome, policy.resolve(peer.parse::<Peer>().unwrap(), headers));
    }
}

#[test]
fn a_trace_under_the_empty_policy_says_that_nobody_is_trusted() {
    let trace = Policy::default().explain([192, 0, 2, 1], &[("X-Forwarded-For", "6.6.6.6")]);
    assert_eq!(trace.to_string(), "policy  (empty: nobody is trusted)\n\npeer    192.0.2.1    the client\n");
    let trace = Policy::default().explain([0, 0, 0, 0], &[("X-Forwarded-For", "6.6.6.6")]);
    assert_eq!(trace.end, End::Unspecified);
    assert!(
        trace.to_string().ends_with(
            "peer    0.0.0.0    no-address: the peer has no IP address, and no trusted proxy named another\n"
        )
    );
}

#[test]
fn text_of_a_request_is_escaped_and_bounded() {
    let policy: Policy = "X-Forwarded-For from 192.168.0.0/24".parse().unwrap();
    let junk = "\x1b[31m\n,".repeat(10_000) + ", 203.0.113.9";
    let trace = policy.explain([192, 168, 0, 20], &[("X-Forwarded-For", junk)]);
    let shown = trace.to_string();
    assert!(shown.len() < 2_000 && !shown.contains('\x1b'), "{shown}");
    assert_eq!(trace.passed.last().unwrap().why, Why::More);
    let many: Policy = "X-Forwarded-For from 192.168.0.0/24 entries-per-hop 12".parse().unwrap();
    let trace = many.explain([192, 168, 0, 20], &[("X-Forwarded-For", "203.0.113.9,".repeat(40))]);
    assert_eq!((trace.passed.len(), trace.passed[7].why, trace.passed[8].why), (9, Why::Skipped, Why::More));
    let junk = "x".repeat(60_000) + ", '\"\\, 203.0.113.9";
    let passed = policy.explain([192, 168, 0, 20], &[("X-Forwarded-For", junk)]).passed;
    assert_eq!(passed[0].text, r#"'"\\"#, "quotes stand as they are, a backslash begins an escape");
    assert_eq!(passed[1].text, "x".repeat(80) + "…");
}

#[test]
fn the_middle_of_a_long_chain_is_left_out() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/8".parse().unwrap();
    let chain = format!("203.0.113.9{}", ", 10.0.0.2".repeat(5_000));
    let trace = policy.explain([10, 0, 0, 1], &[("X-Forwarded-For", chain)]);
    assert_eq!((trace.steps.len(), trace.steps[99].hop), (100, 5_001));
    assert_eq!(trace.outcome.as_ref().unwrap().hops(), 5_001);
    let shown = trace.to_string();
    assert!(
        shown.contains("\n        …              4902 hops more, each a trusted proxy\nhop 4952 10.0.0.2"),
        "{shown}"
    );
}

#[test]
fn a_proof_is_asked_for_and_never_shown() {
    let group = TrustedProxies::new(["10.0.0.0/8"], "X-Real-IP").unwrap();
    let group = group.with_proof("X-Origin-Verify", "s3cret").unwrap();
    let headers = [("X-Origin-Verify", "s3cret!"), ("X-Real-IP", "6.6.6.6")];
    for (group, last) in [
        (
            group.clone(),
            "error               missing: hop 1 is not read from x-real-ip, since the request lacks the proof\n",
        ),
        (group.with_on_missing(OnMissing::LastTrusted), "client  10.0.0.1    on_missing of group 1 is last-trusted\n"),
    ] {
        let policy = Policy::new([group]).unwrap();
        let trace = policy.explain([10, 0, 0, 1], &headers);
        let shown = format!("{policy} {policy:?} {trace:?} {trace}");
        assert!(shown.contains("proof X-Origin-Verify ***") && !shown.contains("s3cret"), "{shown}");
        let asked = "\n\npeer    10.0.0.1    not trusted: 10.0.0.0/8 would write X-Real-IP, but the request lacks the proof of group 1\n";
        assert!(shown.ends_with(&format!("{asked}{last}")), "{shown}");
    }
}

#[test]
fn an_answer_is_not_contradicted_where_the_headers_were_changed_since() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/8".parse().unwrap();
    let explain = |headers: &[(&str, &str)]| policy.explain([10, 0, 0, 1], headers);
    let honest = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9")];
    let outcome = Outcome::new(policy.clone(), [10, 0, 0, 1], &honest);
    let answer = policy.resolve([10, 0, 0, 1], &honest);

    // The same headers, and others that end alike, are explained as ever.
    for headers in [&honest[..], &[("X-Forwarded-For", "203.0.113.9"), ("Accept", "*/*")]] {
        assert_eq!(outcome.explain(headers), explain(headers));
    }
    let changed = outcome.explain(&[("", ""); 0]);
    assert_eq!(
        (&changed.outcome, &changed.headers_changed),
        (&answer, &Some(policy.resolve([10, 0, 0, 1], &[("", ""); 0])))
    );
    assert_eq!(
        changed.to_string(),
        "client           203.0.113.9
headers-changed  the headers were changed after this answer was found; what follows explains them as they are now

policy  X-Forwarded-For from 10.0.0.0/8

peer    10.0.0.1    trusted: 10.0.0.0/8 writes X-Forwarded-For
error               missing: a trusted proxy did not report hop 1 in x-forwarded-for
"
    );
    let restored = Outcome::new(policy, [10, 0, 0, 1], &[("", ""); 0]).explain(&honest);
    assert_eq!(
        restored.to_string(),
        "error            missing: a trusted proxy did not report hop 1 in x-forwarded-for
headers-changed  the headers were changed after this answer was found; what follows explains them as they are now

policy  X-Forwarded-For from 10.0.0.0/8

peer    10.0.0.1       trusted: 10.0.0.0/8 writes X-Forwarded-For
hop 1   203.0.113.9    the client
        6.6.6.6        not read: written by the client, or by anyone before it
"
    );
}
