//! What a program answers, and that it says the same of itself.

use super::check::checks;
use crate::whoami::Program;
use client_ip_testkit::wire::{Address, Request};

checks![CHECKS:
    the_client_is_whom_the_proxy_reports,
    a_request_without_a_client_gets_one_word,
    the_reasons_are_shown,
    any_other_path_is_not_found,
    nobody_is_trusted_without_a_policy,
    a_raw_byte_in_front_of_the_client_changes_nothing,
];

const LISTEN: [&str; 3] = ["--listen", "127.0.0.1:0", "--policy"];

fn with_policy(policy: &str) -> [&str; 4] {
    [LISTEN[0], LISTEN[1], LISTEN[2], policy]
}

fn the_client_is_whom_the_proxy_reports(program: &Program) {
    let whoami = program.start(&with_policy("X-Forwarded-For from 127.0.0.10"));
    let from_proxy = || Request::get("/").from([127, 0, 0, 10]);
    let honest = from_proxy().line("X-Forwarded-For: 203.0.113.9");
    assert_eq!(whoami.ask(&honest), (200, "203.0.113.9\n"));
    let forged = ["X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6", "x-forwarded-for: 6.6.6.6, 2001:db8::7"];
    assert_eq!(whoami.ask(&from_proxy().lines(forged)), (200, "2001:db8::7\n"));
    let around = Request::get("/").from([127, 0, 0, 77]).lines(forged);
    assert_eq!(whoami.ask(&around), (200, "127.0.0.77\n"));
}

fn a_request_without_a_client_gets_one_word(program: &Program) {
    let whoami = program.start(&with_policy("X-Forwarded-For from 127.0.0.10; X-Real-IP from 127.0.0.20"));
    for (from, lines, word) in [
        (10, &["X-Real-IP: 6.6.6.6"][..], "missing\n"),
        (10, &["X-Forwarded-For: 6.6.6.6, unknown"], "invalid\n"),
        (20, &["X-Real-IP: 203.0.113.9", "X-Real-IP: 203.0.113.9"], "duplicate\n"),
    ] {
        let request = Request::get("/").from([127, 0, 0, from]).lines(lines);
        assert_eq!(whoami.ask(&request), (400, word), "{lines:?}");
    }
}

fn the_reasons_are_shown(program: &Program) {
    let whoami = program.start(&with_policy("X-Forwarded-For from 127.0.0.10"));
    let request = Request::get("/explain").from([127, 0, 0, 10]).line("X-Forwarded-For: 6.6.6.6, 203.0.113.9");
    let answer = whoami.ask(&request);
    assert_eq!(answer.status, 200);
    let lines: Vec<String> =
        answer.body.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let [policy, blank, peer, hop, unread] = &lines[..] else { panic!("{}", answer.body) };
    assert_eq!(policy, "policy X-Forwarded-For from 127.0.0.10");
    assert_eq!(blank, "");
    assert!(peer.starts_with("peer 127.0.0.10 trusted: "), "{peer}");
    assert_eq!(hop, "hop 1 203.0.113.9 the client");
    assert!(unread.starts_with("6.6.6.6 not read: "), "{unread}");
}

fn any_other_path_is_not_found(program: &Program) {
    let whoami = program.start(&with_policy(""));
    assert_eq!(whoami.ask(&Request::get("/ip")), (404, "not found: ask for / or /explain\n"));
}

fn nobody_is_trusted_without_a_policy(program: &Program) {
    let whoami = program.start(&["--listen", "[::]:0"]);
    assert!(whoami.start_up().ends_with("\npolicy: nobody is trusted\n"), "{}", whoami.start_up());
    let request = Request::get("/").from([127, 0, 0, 77]).line("X-Forwarded-For: 6.6.6.6");
    let Address::Tcp(mut address) = whoami.tcp() else { unreachable!() };
    assert!(address.is_ipv6());
    address.set_ip([127, 0, 0, 1].into());
    // The listener is an IPv6 one; the client is the IPv4 address all the same.
    assert_eq!(request.ask(&Address::Tcp(address)).unwrap(), (200, "127.0.0.77\n"));
}

fn a_raw_byte_in_front_of_the_client_changes_nothing(program: &Program) {
    let whoami = program.start(&with_policy("X-Forwarded-For from 127.0.0.10"));
    let request = Request::get("/").from([127, 0, 0, 10]).line(b"X-Forwarded-For: \"\xff, 203.0.113.9");
    let expected = if program.sees_raw_bytes { (200, "203.0.113.9\n") } else { (400, "missing\n") };
    assert_eq!(whoami.ask(&request), expected);
}

/// Holds the program to what it promises about itself when it is started without arguments: it is a demonstration, and
/// each `curl` line that it prints is answered.
///
/// # Panics
///
/// If it does not, or if another program listens on 127.0.0.1:3000.
pub fn check_first_command(program: &Program) {
    let whoami = program.start(&[]);
    assert_eq!(whoami.start_up(), "listening on http://127.0.0.1:3000\npolicy: X-Forwarded-For from loopback\n");
    let line = "X-Forwarded-For: 6.6.6.6, 203.0.113.9";
    assert_eq!(whoami.ask(&Request::get("/").line("X-Forwarded-For: 203.0.113.9")), (200, "203.0.113.9\n"));
    assert_eq!(whoami.ask(&Request::get("/").line(line)), (200, "203.0.113.9\n"));
    assert_eq!(whoami.ask(&Request::get("/")), (400, "missing\n"));
    let (status, told) = whoami.end("TERM");
    assert_eq!(status, Some(0));
    assert_eq!(told.matches("curl http://127.0.0.1:3000/").count(), 3, "{told}");
    assert!(told.contains("6.6.6.6 is a forgery"), "{told}");
}
