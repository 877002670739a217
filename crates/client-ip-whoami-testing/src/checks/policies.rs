//! Where the policy comes from, and what is said of a bad one.

use super::check::checks;
use crate::whoami::{Ended, Program};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use tempfile::TempDir;

checks![CHECKS:
    the_policy_is_given_in_any_form,
    a_flag_wins_over_the_environment,
    a_bad_policy_is_one_line_that_says_where_and_how_to_mend_it,
    a_bad_policy_file_is_one_line_too,
    the_value_of_a_proof_is_never_printed,
    a_bad_flag_is_an_error,
];

const LISTEN: [&str; 2] = ["--listen", "127.0.0.1:0"];
const TOML: &str = "[[trusted_proxies]]\nranges = [\"10.0.0.0/8\", \"loopback\"]\nheader = \"X-Forwarded-For\"\n";
const JSON: &str = r#"{"trusted_proxies": [{"ranges": ["10.0.0.0/8", "loopback"], "header": "X-Forwarded-For"}]}"#;
const TEXT: &str = "X-Forwarded-For from 10.0.0.0/8, loopback";

fn file(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn the_policy_is_given_in_any_form(program: &Program) {
    let folder = TempDir::new().unwrap();
    let (toml, json) = (file(&folder, "policy.toml", TOML), file(&folder, "policy.json", JSON));
    let expected = format!("\npolicy: {TEXT}\n");
    for (flag, value) in [("--policy", TEXT), ("--policy-file", &toml), ("--policy-file", &json)] {
        let whoami = program.start(&[LISTEN[0], LISTEN[1], flag, value]);
        assert!(whoami.start_up().ends_with(&expected), "{flag}: {}", whoami.start_up());
    }
    let whoami = program.start_with_variable(&LISTEN, TEXT);
    assert!(whoami.start_up().ends_with(&expected), "{}", whoami.start_up());
}

fn a_flag_wins_over_the_environment(program: &Program) {
    let folder = TempDir::new().unwrap();
    let toml = file(&folder, "policy.toml", TOML);
    for variable in ["X-Real-IP from 192.0.2.1", "no policy at all"] {
        for (flag, value) in [("--policy", TEXT), ("--policy-file", &toml)] {
            let whoami = program.start_with_variable(&[LISTEN[0], LISTEN[1], flag, value], variable);
            assert!(whoami.start_up().ends_with(&format!("\npolicy: {TEXT}\n")), "{flag}: {}", whoami.start_up());
        }
    }
}

/// Status 2, nothing on standard output (so nothing listened), and this one line.
#[track_caller]
fn refused(program: &Program, ended: &Ended, line: &str) {
    assert_eq!(ended.error, format!("{}: {line}\n", program.name));
    assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
}

fn a_bad_policy_is_one_line_that_says_where_and_how_to_mend_it(program: &Program) {
    let text = "X-Forwarded-For from 192.0.2.1; X-Real-IP from 10.0.0.1/8";
    let mend = "group 2, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?";
    refused(program, &program.refuse(&["--policy", text], None), &format!("--policy: {mend}"));
    refused(program, &program.refuse(&LISTEN, Some(text.into())), &format!("CLIENT_IP_POLICY: {mend}"));
    let raw = OsString::from_vec(b"X-Forwarded-For from \xff".to_vec());
    refused(program, &program.refuse(&LISTEN, Some(raw)), "CLIENT_IP_POLICY: is not UTF-8");
}

fn a_bad_policy_file_is_one_line_too(program: &Program) {
    let folder = TempDir::new().unwrap();
    let mend = "group 1, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?";
    for (name, text, error) in [
        ("range.toml", TOML.replace("10.0.0.0/8", "10.0.0.1/8").as_str(), mend),
        ("range.json", &JSON.replace("10.0.0.0/8", "10.0.0.1/8"), mend),
        ("server.toml", "[server]\nport = 1\n", "policy: `server` is no key here; the keys are trusted_proxies"),
        ("broken.toml", "# proxies\n[[trusted_proxies]\n", "unclosed array table, expected `]` at line 2 column 19"),
        ("broken.json", "{\"trusted_proxies\":", "EOF while parsing a value at line 1 column 19"),
        ("policy.yaml", "trusted_proxies: []\n", "is neither .toml nor .json"),
    ] {
        let path = file(&folder, name, text);
        let ended = program.refuse(&["--policy-file", &path], None);
        refused(program, &ended, &format!("--policy-file {path}: {error}"));
    }
    let absent = Path::new(folder.path()).join("absent.toml").into_os_string().into_string().unwrap();
    let ended = program.refuse(&["--policy-file", &absent], None);
    refused(program, &ended, &format!("--policy-file {absent}: No such file or directory (os error 2)"));
}

fn the_value_of_a_proof_is_never_printed(program: &Program) {
    let folder = TempDir::new().unwrap();
    let proof = "proof = { header = \"X-Origin-Verify\", value = \"hunter2\" }\n";
    let path = file(&folder, "proof.toml", &format!("{TOML}{proof}"));
    let whoami = program.start(&[LISTEN[0], LISTEN[1], "--policy-file", &path]);
    assert!(whoami.start_up().ends_with(" proof X-Origin-Verify ***\n"), "{}", whoami.start_up());
    for (name, text) in [
        ("broken.toml", format!("{TOML}{}", proof.replace(" }", ""))),
        ("twice.toml", format!("{TOML}{proof}{proof}")),
        ("control.toml", format!("{TOML}{}", proof.replace("hunter2", "hunter2\\u0007"))),
        ("broken.json", r#"{"trusted_proxies":[{"proof":{"header":"X","value":"hunter2"}"#.to_owned()),
        ("bare.toml", "hunter2 hunter2\n".to_owned()),
    ] {
        let path = file(&folder, name, &text);
        let ended = program.refuse(&["--policy-file", &path], None);
        assert_eq!((ended.status, ended.error.lines().count()), (Some(2), 1), "{}", ended.error);
        assert!(!ended.error.contains("hunter"), "{}", ended.error);
    }
}

fn a_bad_flag_is_an_error(program: &Program) {
    for (arguments, word) in [
        (&["--listen", "localhost"][..], "invalid value 'localhost' for '--listen <ADDR:PORT>'"),
        (&["--policy", "", "--policy-file", "a.toml"], "'--policy <TEXT>' cannot be used with '--policy-file <FILE>'"),
        (&["--polcy", ""], "unexpected argument '--polcy'"),
        (&["127.0.0.1:3000"], "unexpected argument '127.0.0.1:3000'"),
    ] {
        let ended = program.refuse(arguments, None);
        assert!(ended.error.contains(word), "{}", ended.error);
        assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
    }
}
