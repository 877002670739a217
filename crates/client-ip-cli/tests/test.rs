//! `client-ip test`: cases that pass and fail, and files that are none.

mod common;

use client_ip_testkit::suite;
use common::{client_ip, one_case, ran, run, run_among};
use std::fs;

const CASES: &str = r#"{
  "suite": "ours",
  "policies": { "near": { "trusted_proxies": [ { "ranges": ["192.168.0.0/24"], "header": "X-Forwarded-For" } ] } },
  "cases": [
    { "name": "the nearest address that is no proxy",
      "policy": "near",
      "peer": "192.168.0.20",
      "headers": [["X-Forwarded-For", "6.6.6.6, 203.0.113.9:80, 192.168.0.10"]],
      "expect": { "ip": "203.0.113.9", "port": 80, "hops": 2, "header": "X-Forwarded-For" },
      "why": "for the reader" },
    { "name": "a policy as an object, and a byte above 0x7f",
      "policy": { "trusted_proxies": [ { "ranges": ["unix"], "header": "X-Real-IP" } ] },
      "peer": "unix",
      "headers": [["X-Real-IP", "203.0.113.9\u00ff"]],
      "expect": { "error": "invalid" } },
    { "name": "a policy as text",
      "policy": "X-Forwarded-For from 10.0.0.0/8",
      "peer": "192.0.2.1",
      "headers": [],
      "expect": { "ip": "192.0.2.1", "port": null, "hops": 0, "header": null } }
  ],
  "refused": [ { "name": "host bits", "policy": "X-Forwarded-For from 10.0.0.1/8" } ]
}"#;

fn among(name: &str, content: impl AsRef<[u8]>, arguments: &[&str]) -> common::Ran {
    run_among("cases", &[(name, content.as_ref())], arguments)
}

#[test]
fn cases_that_pass_are_counted_and_nothing_else_is_said() {
    let ran = among("pass.json", CASES, &["test", "pass.json"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), "4 passed, 0 failed\n", ""));
    let ran = among("pass.json", CASES, &["test", "pass.json", "pass.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "8 passed, 0 failed\n"));
}

#[test]
fn cases_come_from_the_standard_input_too() {
    let ran = ran(client_ip(&["test", "-"]).write_stdin(CASES));
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "4 passed, 0 failed\n"));
}

#[test]
fn the_librarys_own_cases_pass() {
    let cases: usize = suite::all().iter().map(|suite| suite.cases.len() + suite.refused.len()).sum();
    let ran = ran(client_ip(&["test"]).args(suite::files(&suite::folder()).unwrap()));
    assert_eq!((ran.status, ran.out), (Some(0), format!("{cases} passed, 0 failed\n")));
}

const FAILED: &str = r"FAILED fail.json, line 2: the \u{1b}[31mclient
    expected  ip 6.6.6.6, no port, hops 1, header x-real-ip
    got       ip 203.0.113.9, no port, hops 2, header x-forwarded-for

    policy  X-Forwarded-For from 192.168.0.0/24

    peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For
    hop 1   192.168.0.10    trusted: 192.168.0.0/24 writes X-Forwarded-For
    hop 2   203.0.113.9     the client
            6.6.6.6         not read: written by the client, or by anyone before it

1 passed, 1 failed
";

#[test]
fn a_case_that_fails_shows_what_was_expected_what_came_and_why() {
    let case = r#"{ "name": "the \u001b[31mclient", "policy": "X-Forwarded-For from 192.168.0.0/24", "peer": "192.168.0.20",
        "headers": [["X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.168.0.10"]], "expect": "#;
    let file = format!(
        "{{\"cases\": [\n{case} {{\"ip\": \"6.6.6.6\", \"port\": null, \"hops\": 1, \"header\": \"X-Real-IP\"}} }},\n\
         {case} {{\"ip\": \"203.0.113.9\"}} }}\n]}}"
    );
    let ran = among("fail.json", file, &["test", "fail.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), FAILED));
}

/// Parts of a case that make it fail, and the lines that say so.
const FAILING: [(&[(&str, &str)], &str); 10] = [
    (&[("expect", r#"{"ip": "192.0.2.7"}"#)], "expected  ip 192.0.2.7\n    got       ip 203.0.113.9\n"),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "port": 80}"#)],
        "expected  ip 203.0.113.9, port 80\n    got       ip 203.0.113.9, no port\n",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "hops": 2}"#)],
        "expected  ip 203.0.113.9, hops 2\n    got       ip 203.0.113.9, hops 1\n",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "header": null}"#)],
        "expected  ip 203.0.113.9, no header\n    got       ip 203.0.113.9, header x-forwarded-for\n",
    ),
    (&[("expect", r#"{"error": "missing"}"#)], "expected  the error missing\n    got       ip 203.0.113.9\n"),
    (
        &[("headers", "[]")],
        "expected  ip 203.0.113.9\n    got       the error missing: a trusted proxy did not report hop 1 in x-forwarded-for\n",
    ),
    (
        &[("headers", "[]"), ("expect", r#"{"error": "invalid"}"#)],
        "expected  the error invalid\n    got       the error missing: a trusted proxy did not report hop 1 in x-forwarded-for\n",
    ),
    (
        &[("policy", r#""X-Forwarded-For from any""#)],
        "the policy is refused: line 4: `X-Forwarded-For from any` is no name in `policies`, and no policy as text: group 1, ranges: hold everyone (a quarter of IPv4 or more) without trusted_hops, so the client could choose the answer; name the addresses of the proxies, or set trusted_hops to their number\n",
    ),
    (
        &[("policy", "{\"trusted_proxies\": [{\"header\": \"X-A\",\n \"ranges\": [\"10.0.0.1/8\"]}]}")],
        "the policy is refused: line 5: group 1, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?\n",
    ),
    (
        &[("policy", "7")],
        "the policy is refused: line 4: trusted_proxies: found `7`, expected a list of groups, or a policy as text\n",
    ),
];

#[test]
fn whatever_is_not_as_expected_fails() {
    for (parts, expected) in FAILING {
        let ran = among("failing.json", one_case(parts), &["test", "failing.json"]);
        assert_eq!(ran.status, Some(1), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected), "{expected}\n{}", ran.out);
        assert!(ran.out.ends_with("\n0 passed, 1 failed\n"), "{}", ran.out);
    }
}

#[test]
fn a_legal_policy_among_the_refused_fails() {
    let file = r#"{"refused": [{"name": "a", "policy": "X-A from 10.0.0.0/8"}, {"name": "b", "policy": {}}, {"name": "c", "policy": 1}]}"#;
    let ran = among("refused.json", file, &["test", "refused.json"]);
    let expected = "FAILED refused.json, line 1: a\n    must be refused, and is legal: X-A from 10.0.0.0/8\n\n\
        FAILED refused.json, line 1: b\n    must be refused, and is the empty policy\n\n1 passed, 2 failed\n";
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), expected));
}

#[test]
fn a_policy_of_the_command_line_takes_the_place_of_those_in_the_file() {
    let case = one_case(&[("policy", r#""no such policy""#)]);
    for policy in ["X-Forwarded-For from 10.0.0.1", "X-Forwarded-For from loopback"] {
        let ran = among("override.json", &case, &["test", "--policy", policy, "override.json"]);
        let passes = policy.ends_with("10.0.0.1");
        assert_eq!(ran.status, Some(if passes { 0 } else { 1 }), "{}", ran.out);
        assert_eq!(ran.out.ends_with("1 passed, 0 failed\n"), passes);
    }
    let none = one_case(&[("policy", "")]);
    let ran = among("override.json", none, &["test", "--policy", "X-Forwarded-For from 10.0.0.1", "override.json"]);
    assert_eq!(ran.out, "1 passed, 0 failed\n");
    let mut command = client_ip(&["test", "override.json"]);
    command.env("CLIENT_IP_POLICY", "X-Forwarded-For from 10.0.0.1").current_dir(common::directory("cases"));
    fs::write(common::directory("cases").join("override.json"), case).unwrap();
    assert_eq!(ran_status(&mut command), Some(1), "the environment does not decide what is tested");
}

fn ran_status(command: &mut assert_cmd::Command) -> Option<i32> {
    ran(command).status
}

#[test]
fn a_file_without_cases_in_its_lists_passes_with_none() {
    let ran = among("nothing.json", r#"{"cases": []}"#, &["test", "nothing.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "0 passed, 0 failed\n"));
}

#[test]
fn a_file_that_is_none_keeps_the_others_from_looking_as_if_all_had_passed() {
    let files: [(&str, &[u8]); 2] = [("good.json", CASES.as_bytes()), ("bad.json", b"{")];
    let ran = run_among("both", &files, &["test", "good.json", "bad.json"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.err, "error: bad.json: line 1, column 2: the file ends inside of an object\n");
    let ran = run(&["test", "nowhere.json"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (Some(2), "error: nowhere.json: cannot be read: No such file or directory (os error 2)\n")
    );
}
