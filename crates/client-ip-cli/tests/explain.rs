//! `client-ip explain`: what it prints, in each way of giving a request, and what it says of bad input.

mod common;

use common::{POLICY, TRACE, client_ip, ran, run, run_among};

/// The head of one request, in every shape in which people have it.
const HEADS: [&[u8]; 7] = [
    b"GET / HTTP/1.1\r\nHost: example.com\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10\r\n\r\nbody > x\r\n> y: z",
    b"GET / HTTP/1.1\nHost: example.com\nX-Forwarded-For:6.6.6.6, 203.0.113.9, 192.168.0.10",
    b"\r\nX-Forwarded-For: 6.6.6.6\r\nx-forwarded-for: 203.0.113.9, 192.168.0.10\r\n",
    b":method: GET\n:authority: example.com\nx-forwarded-for: 6.6.6.6, 203.0.113.9, 192.168.0.10\n",
    b"  % Total    % Received\n* Connected to example.com\n> GET / HTTP/2\r\n> Host: example.com\r\n\
      > X-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10\r\n> \r\n{ [5 bytes data]\n< HTTP/2 200 \r\n\
      < x-forwarded-for: 1.1.1.1\r\n< \r\n\n<html>\n> quoted: text\n",
    b"> GET / HTTP/1.1\n> X-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10\n>\n* done",
    b"> X-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10",
];

#[test]
fn the_trace_is_that_of_the_library() {
    let line = "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 192.168.0.10";
    let ran = run(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "-H", line]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), TRACE, ""));
}

#[test]
fn a_raw_request_is_read_in_every_shape_in_which_people_have_it() {
    for (number, head) in (1..).zip(HEADS) {
        let name = format!("head-{number}.txt");
        let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", name.as_str()];
        let from_file = run_among("heads", &[(&name, head)], &arguments);
        let mut command = client_ip(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "-"]);
        let from_input = ran(command.write_stdin(head));
        for ran in [from_file, from_input] {
            assert_eq!(ran.err, "");
            assert!(
                ran.out.starts_with(TRACE) || (number == 3 && ran.out.contains("hop 2   203.0.113.9 ")),
                "{number}: {}",
                ran.out
            );
        }
    }
}

#[test]
fn a_value_that_ends_in_a_semicolon_is_a_value() {
    let line = "Forwarded: for=203.0.113.9;";
    let ran = run(&["explain", "--policy", "Forwarded from 192.168.0.20", "--peer", "192.168.0.20", "-H", line]);
    assert!(ran.out.contains("hop 1   203.0.113.9     the client\n"), "{}{}", ran.out, ran.err);
}

#[test]
fn the_bytes_of_a_request_reach_the_rules_and_are_escaped_when_shown() {
    let head = b"GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9\x0c\xff\x1b[31m\r\n\r\n";
    let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "bytes.txt"];
    let ran = run_among("bytes", &[("bytes.txt", head)], &arguments);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("hop 1   203.0.113.9\\x0c\\xff\\x1b[31m    invalid: "), "{}", ran.out);
    assert!(ran.out.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)));
}

#[test]
fn an_answer_without_a_client_is_status_1() {
    let ran = run(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "-H", "X-Forwarded-For;"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("missing: a trusted proxy did not report hop 1 in x-forwarded-for"), "{}", ran.out);
}

const JSON: &str = r#"{
  "policy": "X-Forwarded-For from 192.168.0.0/24 entries-per-hop 2",
  "client": {
    "ip": "10.1.2.3",
    "port": 80,
    "hops": 1,
    "header": "x-forwarded-for"
  },
  "error": null,
  "end": "untrusted",
  "steps": [
    {
      "hop": 0,
      "text": "192.168.0.20",
      "ip": "192.168.0.20",
      "header": null,
      "asked": {
        "group": 1,
        "range": "192.168.0.0/24",
        "header": "X-Forwarded-For",
        "proven": true
      }
    },
    {
      "hop": 1,
      "text": "10.1.2.3",
      "ip": "10.1.2.3",
      "header": "x-forwarded-for",
      "asked": null
    }
  ],
  "passed": [
    {
      "header": "X-Forwarded-For",
      "text": "9.9.9.9",
      "why": "skipped"
    },
    {
      "header": "X-Forwarded-For",
      "text": "\\x1b",
      "why": "not-read"
    }
  ],
  "hints": [
    {
      "name": "private-client",
      "what": "the client 10.1.2.3 has an address of an internal network, as proxies mostly have; \\x1b stands to its left",
      "mend": "if it is a proxy of yours that writes X-Forwarded-For, add `10.1.2.3` to the ranges of group 1; if clients connect from inside, the answer is right"
    }
  ]
}
"#;

#[test]
fn json_is_one_object_with_the_same_facts() {
    let policy = "X-Forwarded-For from 192.168.0.0/24 entries-per-hop 2";
    let line = "X-Forwarded-For: \x1b, 10.1.2.3:80, 9.9.9.9";
    let ran = run(&["explain", "--policy", policy, "--peer", "192.168.0.20", "-H", line, "--json"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), JSON));
    let ran = run(&["explain", "--policy", "", "--peer", "unix", "--json"]);
    assert_eq!(ran.status, Some(1));
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["client"], serde_json::Value::Null);
    let message = "no-address: the peer has no IP address, and no trusted proxy named another";
    assert_eq!(
        json["error"],
        serde_json::json!({"kind": "no-address", "header": null, "hop": null, "message": message})
    );
    let ran = run(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let message = "missing: a trusted proxy did not report hop 1 in x-forwarded-for";
    let expected = serde_json::json!({"kind": "missing", "header": "x-forwarded-for", "hop": 1, "message": message});
    assert_eq!((&json["error"], &json["end"]), (&expected, &"missing".into()));
}

/// What is given behind a policy and a peer, and the error.
const REFUSED_LINES: [(&str, &str); 6] = [
    ("X-Forwarded-For", "-H `X-Forwarded-For`: is no header line; write it as in `X-Forwarded-For: 192.0.2.1`"),
    (
        "X-Forwarded-For:",
        "-H `X-Forwarded-For…`: has no value, for which curl would send no such header at all; end it with `;` instead of `:` if the header is there and empty",
    ),
    (
        "X-Forwarded-For : 192.0.2.1",
        "-H `X-Forwarded-For…`: has a space before the colon, which servers refuse; take it out",
    ),
    (": x", "-H `…`: has no header's name before its colon; write it as in `X-Forwarded-For: 192.0.2.1`"),
    ("\x1b[31m", "-H `\\x1b[31m`: is no header line; write it as in `X-Forwarded-For: 192.0.2.1`"),
    ("a: b\nc: d", "-H `a…`: holds a line break; give each header line an -H of its own"),
];

#[test]
fn a_header_line_that_is_none_is_refused() {
    for (line, error) in REFUSED_LINES {
        let ran = run(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "-H", line]);
        assert_eq!((ran.status, ran.out.as_str(), ran.err), (Some(2), "", format!("error: {error}\n")));
    }
}

/// A raw request that is none, and the error.
const REFUSED_HEADS: [(&[u8], &str); 11] = [
    (b"", "holds no request; it needs the head of one, at least a line"),
    (b"\r\n\r\n", "holds no request; it needs the head of one, at least a line"),
    (
        b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
        "line 1: is the first line of a response; the head of the request is needed",
    ),
    (
        b"* connect to 192.0.2.1 port 80 failed\n* Closing connection\n",
        "line 1: is of `curl -v`, and no line begins with the `> ` that marks a request there",
    ),
    (
        b"    GET / HTTP/1.1\n    Host: example.com\n",
        "line 1: begins with a space, and no request does; take out what stands before it",
    ),
    (b":x\n", "line 1: `…` has no header's name before its colon; write it as in `X-Forwarded-For: 192.0.2.1`"),
    (b"GET / HTTP/1.1\nHost\n", "line 2: `Host` is no header line; write it as in `X-Forwarded-For: 192.0.2.1`"),
    (
        b"GET / HTTP/1.1\nX-Forwarded-For: 192.0.2.1,\n 192.0.2.2\n",
        "line 3: begins with a space, which would continue the line before (obs-fold, RFC 9112 section 5.2), and servers refuse or rewrite that; take the space out, or join the two lines as the server would",
    ),
    (
        b"> GET / HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 301\n> GET /a HTTP/1.1\n> Host: a\n>\n",
        "line 5: a second request begins here; keep the one that is in question",
    ),
    (b"\x89PNG\r\n\x1a\n\0\0", "line 1: `\\x89PNG` is no header line; write it as in `X-Forwarded-For: 192.0.2.1`"),
    (b"Host : a\n", "line 1: `Host…` has a space before the colon, which servers refuse; take it out"),
];

#[test]
fn a_raw_request_that_is_none_is_refused_by_its_line() {
    for (head, error) in REFUSED_HEADS {
        let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "refused.txt"];
        let ran = run_among("refused-heads", &[("refused.txt", head)], &arguments);
        assert_eq!((ran.status, ran.err), (Some(2), format!("error: --request refused.txt: {error}\n")));
    }
}

#[test]
fn what_stands_behind_a_headers_name_is_in_no_error() {
    let head = b"GET / HTTP/1.1\r\nX-Origin-Verify s3cret\r\n\r\n";
    let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "secret.txt"];
    let ran = run_among("secret", &[("secret.txt", head)], &arguments);
    assert_eq!(
        ran.err,
        "error: --request secret.txt: line 2: `X-Origin-Verify…` is no header line; write it as in `X-Forwarded-For: 192.0.2.1`\n"
    );
}

#[test]
fn what_is_too_large_or_not_there_is_refused() {
    let arguments = ["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "large.txt"];
    let ran = run_among("large-head", &[("large.txt", &vec![b'a'; (1 << 20) + 1])], &arguments);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: --request large.txt: is larger than 1 MiB\n"));
    let ran =
        run_among("large-head", &[("large.txt", &[b"a: ".as_slice(), &vec![b'a'; 1 << 19]].concat())], &arguments);
    assert_eq!(ran.status, Some(1));
    let ran = run(&["explain", "--policy", POLICY, "--peer", "192.168.0.20", "--request", "nowhere.txt"]);
    assert_eq!(ran.err, "error: --request nowhere.txt: cannot be read: No such file or directory (os error 2)\n");
}

#[test]
fn a_peer_that_is_none_is_refused() {
    for (peer, shown) in [("localhost", "localhost"), ("", ""), ("10.0.0.0/8", "10.0.0.0/8"), ("\x1b", "\\u{1b}")] {
        let ran = run(&["explain", "--policy", POLICY, "--peer", peer]);
        let error =
            format!("error: --peer: found `{shown}`, expected an IP address, with or without a port, or `unix`\n");
        assert_eq!((ran.status, ran.err), (Some(2), error));
    }
}

#[test]
fn header_lines_come_from_one_place() {
    let ran = run(&["explain", "--policy", POLICY, "--peer", "unix", "-H", "a: b", "--request", "-"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err.starts_with("error: the argument '--header <NAME: VALUE>' cannot be used with '--request <FILE|->'\n")
    );
}
