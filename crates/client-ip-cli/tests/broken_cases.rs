//! Files that are no cases: each is named with line and column, none is a panic, and none is printed whole.

mod common;

use common::{one_case, run_among};

fn among(name: &str, content: impl AsRef<[u8]>, arguments: &[&str]) -> common::Ran {
    run_among("broken-cases", &[(name, content.as_ref())], arguments)
}

/// A file that holds no cases, and the error behind the file's name.
const NO_CASES: [(&[u8], &str); 16] = [
    (b"", "line 1, column 1: is empty"),
    (b"[]", "line 1, column 1: found a list, expected an object with `cases`"),
    (b"{}", "line 1, column 1: holds no cases: there is neither `cases` nor `refused`"),
    (b"\x89PNG\r\n\x1a\n", "line 1, column 1: the byte 0x89 is no UTF-8; is this a text file?"),
    (b"{\"cases\":\n [{\"name\": \"\xff\"}]}", "line 2, column 13: the byte 0xff is no UTF-8; is this a text file?"),
    (b"{\"cases\": [\n {\"name\": \"n\",", "line 2, column 15: the file ends inside of an object"),
    (b"{\"cases\": [\n {\"name\": \"n", "line 2, column 13: the file ends inside of a string"),
    (b"{\"cases\": []} x", "line 1, column 15: this is no JSON: trailing characters"),
    (b"{\"cases\": [,]}", "line 1, column 12: this is no JSON: expected value"),
    (
        b"{\"cases\": [{\"name\": \"a\x01\"}]}",
        "line 1, column 22: this is no JSON: control character (\\u0000-\\u001F) found while parsing a string",
    ),
    (b"{\"cases\": [], \"cases\": []}", "line 1, column 24: the key `cases` stands here twice; keep one"),
    (b"{\"cases\": 7}", "line 1, column 11: cases: found a number, expected a list of cases"),
    (
        b"{\"cases\": [7]}",
        "line 1, column 12: found a number, expected a case, an object with name, policy, peer, headers and expect",
    ),
    (
        b"{\"cases\": [], \"policies\": []}",
        "line 1, column 27: policies: found a list, expected an object with a policy under each name",
    ),
    (b"{\"refused\": [{\"name\": \"a\"}]}", "line 1, column 14: policy: must be given"),
    (
        b"{\"cases\": [], \"refused\": {}}",
        "line 1, column 26: refused: found an object, expected a list of policies that must be refused",
    ),
];

#[test]
fn a_file_that_holds_no_cases_is_named_with_line_and_column() {
    for (content, error) in NO_CASES {
        let ran = among("broken.json", content, &["test", "broken.json"]);
        assert_eq!((ran.status, ran.out.as_str(), ran.err), (Some(2), "", format!("error: broken.json: {error}\n")));
    }
}

/// Parts of a case that make it none, and the error behind the file's name.
const NO_CASE: [(&[(&str, &str)], &str); 24] = [
    (&[("name", "")], "line 2, column 3: a case: name: must be given"),
    (&[("name", "null")], "line 2, column 3: a case: name: must be given"),
    (&[("name", "7")], "line 3, column 13: a case: name: found a number, expected a text"),
    (&[("policy", "")], "line 2, column 3: case `n`: policy: must be given"),
    (&[("peer", "")], "line 2, column 3: case `n`: peer: must be given"),
    (&[("headers", "")], "line 2, column 3: case `n`: headers: must be given"),
    (&[("expect", "")], "line 2, column 3: case `n`: expect: must be given"),
    (
        &[("peer", "true")],
        "line 5, column 13: case `n`: peer: found a truth value, expected an IP address, with or without a port, or `unix`",
    ),
    (
        &[("peer", r#""localhost""#)],
        "line 5, column 13: case `n`: peer: found `localhost`, expected an IP address, with or without a port, or `unix`",
    ),
    (
        &[("headers", r#"{"X-Forwarded-For": "203.0.113.9"}"#)],
        r#"line 6, column 16: case `n`: headers: found an object, expected a list of ["name", "value"]"#,
    ),
    (
        &[("headers", r#"[["X-Forwarded-For"]]"#)],
        r#"line 6, column 17: case `n`: headers: found a list of 1, expected ["name", "value"]"#,
    ),
    (
        &[("headers", r#"["X-Forwarded-For"]"#)],
        r#"line 6, column 17: case `n`: headers: found a text, expected ["name", "value"]"#,
    ),
    (
        &[("headers", r#"[["X-Forwarded-For", 7]]"#)],
        "line 6, column 37: case `n`: headers: found a number, expected a text",
    ),
    (
        &[("headers", r#"[["X-Forwarded-For", "203.0.113.9€"]]"#)],
        "line 6, column 37: case `n`: headers: holds U+20AC; each character stands for one byte, so it can be U+0000 to U+00FF",
    ),
    (
        &[("headers", r#"[["X-Forwarded-For", "\ud83d\ude00"]]"#)],
        "line 6, column 37: case `n`: headers: holds U+1F600; each character stands for one byte, so it can be U+0000 to U+00FF",
    ),
    (
        &[("expect", r#""203.0.113.9""#)],
        "line 7, column 15: case `n`: expect: found a text, expected an object with `ip` or `error`",
    ),
    (&[("expect", "{}")], "line 7, column 15: case `n`: expect: holds neither `ip` nor `error`; say which it must be"),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "error": "missing"}"#)],
        "line 7, column 46: case `n`: expect: holds both `ip` and `error`; an answer has only one of them",
    ),
    (
        &[("expect", r#"{"hops": 1, "error": "missing"}"#)],
        "line 7, column 36: case `n`: expect: holds `hops` beside `error`; an error has none",
    ),
    (
        &[("expect", r#"{"error": "lost"}"#)],
        "line 7, column 25: case `n`: expect: error: found `lost`, expected missing, invalid, duplicate or no-address",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113"}"#)],
        "line 7, column 22: case `n`: expect: ip: found `203.0.113`, expected an IP address",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "port": 70000}"#)],
        "line 7, column 45: case `n`: expect: port: found 70000, expected a port from 0 to 65535, or null for none",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "hops": 1.5}"#)],
        "line 7, column 45: case `n`: expect: hops: found `1.5`, expected a number of hops, from 0",
    ),
    (
        &[("expect", r#"{"ip": "203.0.113.9", "hop": 1}"#)],
        "line 7, column 44: case `n`: expect: `hop` is nothing that is checked; the keys are ip, port, hops, header, error",
    ),
];

#[test]
fn a_case_that_is_none_is_named_with_line_and_column() {
    for (parts, error) in NO_CASE {
        let ran = among("none.json", one_case(parts), &["test", "none.json"]);
        assert_eq!((ran.status, ran.out.as_str(), ran.err), (Some(2), "", format!("error: none.json: {error}\n")));
    }
}

#[test]
fn what_is_deep_or_long_is_neither_a_panic_nor_printed() {
    let deep = "[".repeat(1_000_000);
    let ran = among("deep.json", format!("{{\"cases\": {deep}"), &["test", "deep.json"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (Some(2), "error: deep.json: line 1, column 1000011: the file ends inside of a list\n")
    );
    let deep = format!("{deep}{}", "]".repeat(1_000_000));
    let ran = among("deep.json", one_case(&[("policy", &deep)]), &["test", "deep.json"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("the policy is refused: line 4: nests too deep\n"), "{}", ran.out);
    let long = "a".repeat(2_000_000);
    for (key, value) in [
        ("peer", format!("\"{long}\"")),
        ("name", format!("\"{long}\"")),
        ("headers", format!("[[\"X-Forwarded-For\", \"{long}\"]]")),
    ] {
        let ran = among(
            "long.json",
            one_case(&[(key, &value), ("expect", r#"{"ip": "192.0.2.7"}"#)]),
            &["test", "long.json"],
        );
        assert!(ran.status.is_some_and(|status| status > 0) && ran.out.len() + ran.err.len() < 1_000, "{key}");
    }
    let long = "a".repeat(10_000_000);
    let ran = among("long.json", format!("{{\"cases\": [{{\"name\": \"{long}"), &["test", "long.json"]);
    assert_eq!(ran.err, "error: long.json: line 1, column 10000022: the file ends inside of a string\n");
}
