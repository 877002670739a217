//! Every hint: when it is given, what it says, and that it is documented.

mod common;

use common::{PROVEN, run, run_among};
use std::collections::BTreeSet;

/// Policy, peer, header lines, and the hints, each with its mend.
type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str]);

const CASES: [Case<'_>; 25] = [
    (
        "Forwarded from 10.0.0.0/24",
        "10.0.0.1",
        &["Forwarded: for=203.0.113.9;host=\"a;b\""],
        &[
            "invalid-hop: hop 1 in Forwarded is `for=203.0.113.9;host=\"a;b\"`, which is no IP address, so nothing further left is believed",
            "its quotes do not close, or hold a comma or semicolon: 10.0.0.1 copies text of the client, such as its Host, without escaping it; have it write X-Forwarded-For instead",
        ],
    ),
    ("X-Forwarded-For from 10.0.0.0/24", "10.0.0.1", &["X-Forwarded-For: 203.0.113.9"], &[]),
    ("X-Forwarded-For from 10.0.0.0/24", "198.51.100.7", &["Host: example.com"], &[]),
    (
        "X-Real-IP from 10.0.0.1; X-Forwarded-For from 10.0.1.0/24",
        "198.51.100.7",
        &["X-Forwarded-For: 203.0.113.9"],
        &[
            "untrusted-peer: 198.51.100.7 sent X-Forwarded-For and is no trusted proxy, so the header is not believed",
            "if it is a proxy of yours, add `198.51.100.7` to the ranges of group 2; if not, the client wrote the header itself and the answer is right",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24",
        "198.51.100.7",
        &["Forwarded: for=203.0.113.9"],
        &[
            "untrusted-peer: 198.51.100.7 sent Forwarded and is no trusted proxy, so the header is not believed",
            "if it is a proxy of yours that writes Forwarded, the policy needs a group `Forwarded from 198.51.100.7`; if not, the client wrote the header itself and the answer is right",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24",
        "unix",
        &["X-Forwarded-For: 203.0.113.9"],
        &[
            "untrusted-peer: a peer on a Unix socket sent X-Forwarded-For and is no trusted proxy, so the header is not believed",
            "if it is a proxy of yours, add `unix` to the ranges of group 1; if not, the client wrote the header itself and the answer is right",
        ],
    ),
    (
        "",
        "unix",
        &[],
        &[
            "no-address: a peer on a Unix socket has no address, and no group trusts it to report one",
            "if a proxy connects there, add `unix` to the ranges of its group",
        ],
    ),
    (
        "",
        "0.0.0.0",
        &[],
        &[
            "no-address: an unspecified address is nobody's: no connection comes from it",
            "give the address that the server reports for the connection as the peer",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24",
        "10.0.0.1",
        &[],
        &[
            "missing-header: 10.0.0.1 is a trusted proxy and did not send X-Forwarded-For",
            "have it set X-Forwarded-For; if this is a request of its own, such as a health check, on_missing = \"last-trusted\" in group 1 answers with its address",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24; X-Real-IP from 10.0.1.0/24",
        "10.0.0.1",
        &["X-Forwarded-For: 10.0.1.1", "X-Real-IP: ,"],
        &[
            "invalid-hop: hop 2 in X-Real-IP is `,`, which is no IP address, so nothing further left is believed",
            "proxies append to this header: have 10.0.1.1 overwrite it, or set format = \"list\" in group 2",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24",
        "10.0.0.1",
        &["X-Forwarded-For: , ,"],
        &[
            "missing-header: 10.0.0.1 is a trusted proxy and sent an empty X-Forwarded-For",
            "have it set X-Forwarded-For; if this is a request of its own, such as a health check, on_missing = \"last-trusted\" in group 1 answers with its address",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24",
        "10.0.0.1",
        &["X-Forwarded-For: 10.0.0.2, 10.0.0.3"],
        &[
            "chain-exhausted: 10.0.0.2 is a trusted proxy, and X-Forwarded-For holds nothing further left that says who connected to it",
            "if 10.0.0.2 is a client, the range 10.0.0.0/24 of group 1 is too wide: name the proxies in it",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24 hops 3",
        "10.0.0.1",
        &["X-Forwarded-For: 10.0.0.2"],
        &[
            "chain-exhausted: 10.0.0.2 is a trusted proxy, and X-Forwarded-For holds nothing further left that says who connected to it",
            "group 1 takes 3 hops; lower its trusted_hops if there are fewer proxies, or find out who goes around one",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.0/24 entries-per-hop 2",
        "10.0.0.1",
        &["X-Forwarded-For: 203.0.113.9"],
        &[
            "chain-exhausted: 10.0.0.1 is a trusted proxy, and X-Forwarded-For holds nothing further left that says who connected to it",
            "each proxy of group 1 appends 2 entries by its entries_per_hop; lower it if they append fewer",
        ],
    ),
    (
        "Forwarded from 10.0.0.1",
        "10.0.0.1",
        &["Forwarded: for=_hidden"],
        &[
            "invalid-hop: hop 1 in Forwarded is `for=_hidden`, which is no IP address, so nothing further left is believed",
            "10.0.0.1 hides who connected to it; have it report the address",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1",
        "10.0.0.1",
        &["X-Forwarded-For: unix:"],
        &[
            "invalid-hop: hop 1 in X-Forwarded-For is `unix:`, which is no IP address, so nothing further left is believed",
            "10.0.0.1 was asked on a Unix socket; have what stands before it report the address, or write to another header",
        ],
    ),
    (
        "CloudFront-Viewer-Address from 10.0.0.1 on-invalid last-trusted",
        "10.0.0.1",
        &["CloudFront-Viewer-Address: 203.0.113.9"],
        &[
            "invalid-hop: hop 1 in CloudFront-Viewer-Address is `203.0.113.9`, which is no IP address, so nothing further left is believed",
            "look at what 10.0.0.1 writes into CloudFront-Viewer-Address; group 1 reads it as format = \"address-port\"",
            "last-trusted: the answer 10.0.0.1 is a trusted proxy: what it said is no address",
            "on_invalid = \"reject\" in group 1 makes it an error instead of an answer",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1",
        "10.0.0.1",
        &["X-Forwarded-For: 203.0.113.9, 10.0.1.7"],
        &[
            "private-client: the client 10.0.1.7 has an address of an internal network, as proxies mostly have; 203.0.113.9 stands to its left",
            "if it is a proxy of yours that writes X-Forwarded-For, add `10.0.1.7` to the ranges of group 1; if clients connect from inside, the answer is right",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1 hops 1",
        "10.0.0.1",
        &["X-Forwarded-For: 10.0.1.7"],
        &[
            "private-client: the client 10.0.1.7 has an address of an internal network, as proxies mostly have",
            "if it is a proxy of yours too, raise the trusted_hops of group 1; if clients connect from inside, the answer is right",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1 on-missing last-trusted",
        "10.0.0.1",
        &["X-Real-IP: 203.0.113.9"],
        &[
            "missing-header: 10.0.0.1 is a trusted proxy and did not send X-Forwarded-For",
            "have it set X-Forwarded-For; if this is a request of its own, such as a health check, on_missing = \"last-trusted\" in group 1 answers with its address",
            "last-trusted: the answer 10.0.0.1 is a trusted proxy: it did not say who connected to it",
            "on_missing = \"reject\" in group 1 makes it an error instead of an answer",
            "ignored-header: the request holds X-Real-IP, which is not read",
            "right if a client sent it, which proxies mostly let through; if it is your proxy that writes X-Real-IP, a group of the policy has to name that header",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1; CF-Connecting-IP from 173.245.48.0/24",
        "10.0.0.1",
        &["X-Forwarded-For: 203.0.113.9", "CF-Connecting-IP: 6.6.6.6"],
        &[
            "ignored-header: the request holds CF-Connecting-IP, which is not read",
            "group 2 reads CF-Connecting-IP, but the walk met no proxy of that group",
        ],
    ),
    (
        "X-Forwarded-For from 10.0.0.1",
        "10.0.0.1",
        &["X-Forwarded-For: 203.0.113.9", "X_Forwarded_For: 6.6.6.6"],
        &[
            "header-name: the request holds X_Forwarded_For, which is another header than X-Forwarded-For and is not read",
            "have the proxy write X-Forwarded-For, and drop X_Forwarded_For: some servers take one for the other",
        ],
    ),
    (
        "X-Real-IP from 10.0.0.1",
        "10.0.0.1",
        &["X-Real-IP: 6.6.6.6", "X-Real-IP: 203.0.113.9"],
        &[
            "repeated-header: X-Real-IP stands in 2 lines; it holds one address, so nobody can tell whose line is whose",
            "have the proxy overwrite what the client sent instead of adding a line",
        ],
    ),
    (
        "X-Forwarded-For from private",
        "10.0.0.1",
        &["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.9, 192.168.0.1"],
        &[
            "repeated-header: X-Forwarded-For stands in 2 lines; it is read as one list, the last line being the nearest proxy's",
            "right where a proxy adds a line of its own, as HAProxy does; nothing to do",
            "wide-range: group 1 trusts all of private, and whoever sits there may answer what it likes",
            "name the proxies in `ranges`, or the network that holds nothing else",
        ],
    ),
    (
        "X-Forwarded-For from any hops 1",
        "198.51.100.7",
        &["X-Forwarded-For: 203.0.113.9"],
        &[
            "trusts-everyone: group 1 believes whoever connects and only counts the hops",
            "make sure that the port cannot be reached around the proxies, or give the group a proof",
        ],
    ),
];

/// The lines of the hints below a trace.
fn hints(out: &str) -> Vec<&str> {
    let lines = out.lines().filter(|line| line.starts_with("hint ") || line.starts_with("     "));
    let lines = lines.filter(|line| !line.starts_with("        "));
    lines.map(|line| line.strip_prefix("hint ").unwrap_or(line).trim_start()).collect()
}

#[test]
fn a_hint_says_what_is_there_and_what_to_do() {
    for (policy, peer, lines, expected) in CASES {
        let mut arguments = vec!["explain", "--policy", policy, "--peer", peer];
        arguments.extend(lines.iter().flat_map(|line| ["-H", line]));
        let ran = run(&arguments);
        assert_eq!(hints(&ran.out), expected, "{policy}, {lines:?}\n{}{}", ran.out, ran.err);
        assert_eq!(ran.out.ends_with("more on a hint: client-ip hint NAME\n"), !expected.is_empty());
    }
}

#[test]
fn a_missing_proof_is_named_and_never_shown() {
    let header = "CF-Connecting-IP: 203.0.113.9";
    let mend = "if 173.245.48.1 is your proxy, have it send the header once, with the value that the policy gives; if not, somebody goes around it";
    for (lines, expected) in [
        (["Host: example.com"].as_slice(), "is not in the request"),
        (&["X-Origin-Verify: s3cre"], "has another value"),
        (&["X-Origin-Verify: s3cret", "X-Origin-Verify: s3cret"], "stands in the request more than once"),
    ] {
        let mut arguments = vec!["explain", "--policy-file", "proven.toml", "--peer", "173.245.48.1", "-H", header];
        arguments.extend(lines.iter().flat_map(|line| ["-H", line]));
        let ran = run_among("proven", &[("proven.toml", PROVEN)], &arguments);
        let what = format!("missing-proof: X-Origin-Verify, the proof of group 1, {expected}");
        assert_eq!(hints(&ran.out), [what.as_str(), mend], "{}{}", ran.out, ran.err);
        assert!(!ran.out.contains("s3cret"));
    }
    let arguments = [
        "explain",
        "--policy-file",
        "proven.toml",
        "--peer",
        "173.245.48.1",
        "-H",
        header,
        "-H",
        "X-Origin-Verify: s3cret",
    ];
    let ran = run_among("proven", &[("proven.toml", PROVEN)], &arguments);
    assert_eq!((ran.status, hints(&ran.out)), (Some(0), Vec::new()));
    assert!(!ran.out.contains("s3cret"), "{}", ran.out);
}

#[test]
fn every_hint_is_documented_and_every_documented_hint_exists() {
    let documented: Vec<_> = run(&["hint"]).out.lines().map(str::to_owned).collect();
    let shown = CASES.iter().flat_map(|(_, _, _, expected)| expected.iter().step_by(2));
    let mut known: BTreeSet<_> = shown.filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect();
    // Shown in a test of its own here, and by `check`.
    known.extend(["missing-proof", "shared-provider", "entries-per-hop"]);
    assert_eq!(documented.iter().map(String::as_str).collect::<BTreeSet<_>>(), known);
    for name in documented {
        let ran = run(&["hint", &name]);
        assert!(ran.status == Some(0) && ran.out.len() > 80, "{name}: {}", ran.out);
    }
}

#[test]
fn a_hint_that_does_not_exist_is_refused_with_those_that_do() {
    let ran = run(&["hint", "nope"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.starts_with("error: `nope` is no hint; the hints are untrusted-peer, no-address, "), "{}", ran.err);
}
