//! Where the output goes: terminals with their colours, pipes that close, disks that are full.

mod common;

use common::{POLICY, TRACE, client_ip, directory, ran};
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn colours_are_for_those_who_want_them() {
    let line = "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10";
    let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "-H", line];
    let ran_in = |variables: &[(&str, &str)]| ran(client_ip(&arguments).envs(variables.iter().copied())).out;
    let coloured = ran_in(&[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.contains("\x1b[32mhop 2   203.0.113.9     the client\x1b[0m\n"), "{coloured:?}");
    assert_eq!(ran_in(&[("NO_COLOR", "1")]), TRACE);
    assert_eq!(ran_in(&[]), TRACE);
}

/// A policy, header lines, and each line behind the policy's with its colour: the answer green, an error red, what
/// was not read faint.
const COLOURED: [(&str, &[&str], &[&str]); 4] = [
    (
        "X-Forwarded-For from 192.168.0.0/24",
        &["X-Forwarded-For: 6.6.6.6, 203.0.113.9"],
        &[
            "peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For",
            "\x1b[1m\x1b[32mhop 1   203.0.113.9     the client\x1b[0m",
            "\x1b[2m        6.6.6.6         not read: written by the client, or by anyone before it\x1b[0m",
        ],
    ),
    (
        "X-Forwarded-For from 192.168.0.0/24",
        &[],
        &[
            "peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For",
            "\x1b[1m\x1b[31merror                   missing: a trusted proxy did not report hop 1 in x-forwarded-for\x1b[0m",
        ],
    ),
    (
        "X-Forwarded-For from 192.168.0.0/24 on-missing last-trusted",
        &["X-Forwarded-For: 192.168.0.10"],
        &[
            "peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For",
            "hop 1   192.168.0.10    trusted: 192.168.0.0/24 writes X-Forwarded-For",
            "\x1b[1m\x1b[32mclient  192.168.0.10    no hop is left to read; on_missing of group 1 is last-trusted\x1b[0m",
        ],
    ),
    (
        "X-Forwarded-For from 192.168.0.0/24",
        &["X-Forwarded-For: unknown"],
        &[
            "peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For",
            "\x1b[1m\x1b[31mhop 1   unknown         invalid: hop 1 in x-forwarded-for is no IP address\x1b[0m",
        ],
    ),
];

#[test]
fn the_answer_an_error_and_what_was_not_read_each_have_a_colour() {
    for (policy, lines, expected) in COLOURED {
        let mut arguments = vec!["explain", "--policy", policy, "--peer", "192.168.0.20"];
        arguments.extend(lines.iter().flat_map(|line| ["-H", line]));
        let ran = ran(client_ip(&arguments).env("CLICOLOR_FORCE", "1"));
        let head = format!("\x1b[1mpolicy  {policy}\x1b[0m\n\n");
        let trace = format!("{head}{}\n", expected.join("\n"));
        assert!(ran.out.starts_with(&trace), "{trace:?}\n{:?}", ran.out);
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let cases = format!(
        r#"{{"cases": [{}]}}"#,
        [r#"{"name": "n", "policy": "", "peer": "192.0.2.1", "headers": [], "expect": {"error": "missing"}}"#; 5_000]
            .join(",")
    );
    let file = directory("pipe").join("cases.json");
    fs::write(&file, cases).unwrap();
    let program = assert_cmd::cargo::cargo_bin("client-ip");
    let mut child =
        Command::new(program).arg("test").arg(file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), b"".as_slice()));
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let program = assert_cmd::cargo::cargo_bin("client-ip");
    let output = Command::new(program).args(["check", "--policy", POLICY]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: the output cannot be written: No space left on device"));
}
