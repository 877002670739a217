//! The real program, and files for it.
#![allow(dead_code, reason = "each test file uses what it needs")]

use assert_cmd::Command;
use std::fs;
use std::path::PathBuf;

/// A policy with a proof, of which the value is `s3cret`.
pub(crate) const PROVEN: &[u8] = br#"
[[trusted_proxies]]
ranges = ["cloudflare"]
header = "CF-Connecting-IP"
proof = { header = "X-Origin-Verify", value = "s3cret" }
"#;

/// Whom most of the tests trust.
pub(crate) const POLICY: &str = "X-Forwarded-For from 192.168.0.0/24";

/// Why `6.6.6.6, 203.0.113.9, 192.168.0.10` from 192.168.0.20 is 203.0.113.9.
pub(crate) const TRACE: &str = "\
policy  X-Forwarded-For from 192.168.0.0/24

peer    192.168.0.20    trusted: 192.168.0.0/24 writes X-Forwarded-For
hop 1   192.168.0.10    trusted: 192.168.0.0/24 writes X-Forwarded-For
hop 2   203.0.113.9     the client
        6.6.6.6         not read: written by the client, or by anyone before it
";

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program with these arguments, and nothing of this environment that it reads.
pub(crate) fn client_ip(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("client-ip").unwrap();
    for variable in ["CLIENT_IP_POLICY", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    ran(&mut client_ip(arguments))
}

/// A directory of the test's own.
pub(crate) fn directory(test: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Runs the program in a directory that holds the files.
pub(crate) fn run_among(test: &str, files: &[(&str, &[u8])], arguments: &[&str]) -> Ran {
    let directory = directory(test);
    for (name, content) in files {
        fs::write(directory.join(name), content).unwrap();
    }
    ran(client_ip(arguments).current_dir(directory))
}

/// A file with one case, of which some parts are another.
pub(crate) fn one_case(parts: &[(&str, &str)]) -> String {
    let mut case = vec![
        ("name", r#""n""#),
        ("policy", r#""X-Forwarded-For from 10.0.0.0/8""#),
        ("peer", r#""10.0.0.1""#),
        ("headers", r#"[["X-Forwarded-For", "203.0.113.9"]]"#),
        ("expect", r#"{"ip": "203.0.113.9"}"#),
    ];
    for (key, value) in &mut case {
        if let Some((_, other)) = parts.iter().find(|(other, _)| other == key) {
            *value = other;
        }
    }
    let case = case.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("    \"{key}\": {value}"));
    format!("{{ \"cases\": [\n  {{\n{}\n  }}\n] }}\n", case.collect::<Vec<_>>().join(",\n"))
}
