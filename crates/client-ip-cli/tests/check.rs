//! `client-ip check`: a policy in words, its risks, its other forms; and every way in which a policy is given.

mod common;

use common::{PROVEN, client_ip, ran, run, run_among};

const MEANING: &str = r#"group 1: X-Forwarded-For from private, unix, 2001:db8::1 hops 2 on-missing last-trusted
  trusts     17,891,328 IPv4 addresses and about 2^121 IPv6 addresses in 5 ranges after merging, and peers on a Unix socket
  to report  who connected to them, in X-Forwarded-For: a comma-separated list to which each proxy appends
  hops       the walk takes at most 2 hops from this group; the last of them is the client, whoever it is
  missing    if one does not report it, the answer is the last address that was found, a trusted proxy
  invalid    if what it reports is no address, the request has no client: an error

group 2: Forwarded from 192.0.2.1 entries-per-hop 2 on-invalid last-trusted
  trusts     1 IPv4 address in 1 range after merging
  to report  who connected to them, in Forwarded: elements as RFC 7239 has them, to which each proxy appends
  entries    each proxy appends 2, of which the leftmost is who connected to it
  missing    if one does not report it, the request has no client: an error
  invalid    if what it reports is no address, the answer is the last address that was found, a trusted proxy

Of several groups that hold an address the first one counts. An address that none holds is the client.

warning wide-range: group 1 trusts all of private, and whoever sits there may answer what it likes
     name the proxies in `ranges`, or the network that holds nothing else

warning last-trusted: group 1 has on_missing = "last-trusted": a client that reaches an inner proxy can make the chain too short and choose the answer
     leave it out, unless proxies send requests of their own, as health checks, that need an answer

warning last-trusted: group 2 has on_invalid = "last-trusted": a request with a spoilt header looks like one from the proxy itself
     leave it out, unless an answer is needed whatever the proxies write

warning entries-per-hop: group 2 has entries_per_hop = 2: where a proxy appends fewer, the client writes the answer
     make sure that each of these proxies appends as many

more on a warning: client-ip hint NAME
"#;

#[test]
fn a_policy_is_said_in_words_with_what_is_risky_in_it() {
    let policy = "X-Forwarded-For from private, unix, 2001:db8::1 hops 2 on-missing last-trusted; \
                  Forwarded from 192.0.2.1 entries-per-hop 2 on-invalid last-trusted";
    let ran = run(&["check", "--policy", policy]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), MEANING, ""));
}

/// A policy, and the names of its warnings.
const WARNINGS: [(&str, &[&str]); 9] = [
    ("X-Forwarded-For from 10.0.0.0/24, loopback, unix", &[]),
    ("X-Forwarded-For from 10.0.0.0/8", &["wide-range"]),
    ("X-Forwarded-For from 2001:db8::/32, 10.0.0.0/15", &["wide-range", "wide-range"]),
    ("X-Forwarded-For from any hops 1", &["trusts-everyone"]),
    ("X-Forwarded-For from 0.0.0.0/1, 128.0.0.0/1 hops 1", &["trusts-everyone"]),
    ("CF-Connecting-IP from cloudflare", &["shared-provider"]),
    ("CF-Connecting-IP from 173.245.48.0/20", &["shared-provider"]),
    ("X-Forwarded-For from google-lb entries-per-hop 2", &["shared-provider", "entries-per-hop"]),
    ("X-Real-IP from 10.0.0.1 on-missing last-trusted on-invalid last-trusted", &["last-trusted", "last-trusted"]),
];

#[test]
fn what_is_legal_and_risky_is_warned_of_by_name() {
    for (policy, expected) in WARNINGS {
        let ran = run(&["check", "--policy", policy]);
        let names = ran.out.lines().filter_map(|line| line.strip_prefix("warning ")?.split_once(": "));
        assert_eq!(names.map(|(name, _)| name).collect::<Vec<_>>(), expected, "{policy}");
        assert_eq!(ran.status, Some(0));
    }
}

#[test]
fn the_empty_policy_trusts_nobody() {
    for arguments in [["check", "--policy", ""].as_slice(), &["check", "--policy-file", "empty.toml"]] {
        let ran = run_among("empty", &[("empty.toml", b"")], arguments);
        assert_eq!(ran.out, "The policy is empty: nobody is trusted, and the client is whoever is connected.\n");
    }
}

const TOML: &str = r#"[[trusted_proxies]]
ranges = ["192.168.0.0/24", "loopback"]
header = "X-Forwarded-For"
trusted_hops = 2

[[trusted_proxies]]
ranges = ["cloudflare"]
header = "CF-Connecting-IP"
"#;

#[test]
fn each_form_converts_to_each_other_and_back() {
    let text = "X-Forwarded-For from 192.168.0.0/24, loopback hops 2; CF-Connecting-IP from cloudflare";
    let json = run(&["check", "--policy", text, "--to", "json"]).out;
    assert_eq!(run(&["check", "--policy", text, "--to", "toml"]).out, TOML);
    for (name, content) in [("policy.toml", TOML), ("policy.json", json.as_str())] {
        for (form, expected) in [("text", format!("{text}\n").as_str()), ("toml", TOML), ("json", json.as_str())] {
            let arguments = ["check", "--policy-file", name, "--to", form];
            let ran = run_among("forms", &[(name, content.as_bytes())], &arguments);
            assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), expected, ""));
        }
    }
    for form in ["toml", "json"] {
        let name = format!("empty.{form}");
        let empty = run(&["check", "--policy", "", "--to", form]).out;
        let ran = run_among("forms", &[(&name, empty.as_bytes())], &["check", "--policy-file", &name, "--to", "text"]);
        assert_eq!((ran.status, ran.out.as_str()), (Some(0), "\n"), "{empty}");
    }
}

#[test]
fn the_value_of_a_proof_is_never_printed() {
    let check = |more: &[&str]| {
        let arguments = [&["check", "--policy-file", "proven.toml"], more].concat();
        let ran = run_among("proof", &[("proven.toml", PROVEN)], &arguments);
        assert!(ran.status == Some(0) && !ran.out.contains("s3cret") && !ran.err.contains("s3cret"), "{ran:?}");
        ran
    };
    let said = check(&[]).out;
    assert!(
        said.contains("  proof      only in a request that carries X-Origin-Verify once, with the secret value\n"),
        "{said}"
    );
    assert!(!said.contains("warning"), "{said}");
    let text = check(&["--to", "text"]);
    assert_eq!(text.out, "CF-Connecting-IP from cloudflare proof X-Origin-Verify ***\n");
    assert_eq!(text.err, "note: a proof cannot be given as text, so this line is to read and not to use\n");
    for form in ["toml", "json"] {
        assert_eq!(check(&["--to", form]).err, "note: the value of a proof is not shown: put it where `***` stands\n");
    }
}

/// A file's name and content, further arguments, and the error behind the file's name.
type Refused<'a> = (&'a str, &'a [u8], &'a [&'a str], &'a str);

const REFUSED: &[Refused<'_>] = &[
    ("a.yaml", b"", &[], "is neither .toml nor .json; the ending of the name tells in which form it is"),
    ("a.json", b"", &[], "line 1, column 1: is empty"),
    ("a.json", b"{\"trusted_proxies\": [", &[], "line 1, column 22: the file ends inside of a list"),
    ("a.toml", b"x = ", &[], "line 1, column 5: this is no TOML: string values must be quoted, expected literal string"),
    ("a.toml", b"\xff", &[], "line 1, column 1: the byte 0xff is no UTF-8; is this a text file?"),
    (
        "a.toml",
        b"[[trusted_proxies]]\nranges = [\"loopback\"]\nheader = \"X-A\"\nproof = { header = \"X-K\", value = \"s3cret",
        &[],
        "line 4, column 42: this is no TOML: unclosed inline table, expected `}`",
    ),
    (
        "a.toml",
        b"[[trusted_proxies]]\nranges = [\"loopback\"]\nheader = \"X-A\"\nproof = { header = \"X-K\", value = \" s3cret\" }",
        &[],
        "line 4, column 35: group 1, proof.value: begins or ends with a space or tab, which HTTP drops; take them out (the value is not shown)",
    ),
    (
        "a.toml",
        b"[[trusted_proxies]]\nranges = [\"loopback\"]\nheader = \"X-A\"\n\n[[trusted_proxies]]\nranges = [\"10.0.0.1/8\"]\nheader = \"X-A\"",
        &[],
        "line 6, column 10: group 2, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?",
    ),
    (
        "a.json",
        b"[{\"ranges\": [\"loopback\"], \"header\": \"X-A\"},\n {\"ranges\": [\"10.0.0.0/8\"], \"header\": \"X-B\", \"trusted_hops\": 0}]",
        &[],
        "line 2, column 62: group 2, trusted_hops: is 0; it counts from 1, or leave it out",
    ),
    ("a.json", b"{\"a\":\n \"X-A from loopback hops 0\"}", &["--key", "a"], "line 2, column 2: group 1, trusted_hops: is 0; it counts from 1, or leave it out"),
    ("a.json", b"[{\"ranges\": [\"loopback\"]}]", &[], "line 1, column 2: group 1, header: must be given"),
    ("a.toml", b"trusted_proxies = 7", &[], "line 1, column 1: trusted_proxies: found `7`, expected a list of groups, or a policy as text"),
    (
        "a.toml",
        b"[server.client_ip]\ntrusted_proxies = \"X-A from loopback\"",
        &[],
        "line 1, column 1: policy: `server` is no key here; the keys are trusted_proxies; if the policy is the one under `server.client_ip`, give --key server.client_ip",
    ),
    (
        "a.toml",
        b"[[trusted_proxies.trusted_proxies]]\nranges = [\"loopback\"]\nheader = \"X-A\"",
        &[],
        "line 1, column 1: trusted_proxies: found `a table`, expected a list of groups (in TOML: `[[trusted_proxies]]`); if the policy is the one under `trusted_proxies`, give --key trusted_proxies",
    ),
    (
        "a.json",
        b"{\"trusted_proxies\": [{\"ranges\": [\"x at line 3\"], \"header\": \"X-A\"}]}",
        &[],
        "line 1, column 33: group 1, ranges: `x at line 3` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix",
    ),
    ("a.toml", b"[server]\nport = 80", &["--key", "server.client_ip"], "line 1, column 1: --key: there is no `client_ip` here; the keys are `port`"),
    ("a.json", b"{\"a\": 7}", &["--key", "a.b"], "line 1, column 7: --key: there is no `b` here; there are no keys"),
    ("a.json", b"{\"a\": {}, \"a\": {}}", &["--key", "a"], "line 1, column 16: the key `a` stands here twice; keep one"),
    ("a.toml", b"a = {}\na = {}", &["--key", "a"], "line 2, column 1: this is no TOML: duplicate key"),
    ("a.json", b"{\"tr\\u001b\": 1}", &[], "line 1, column 1: policy: `tr\\u{1b}` is no key here; the keys are trusted_proxies"),
    ("a.toml", b"x = \"\"\"\n\x1b", &[], "line 2, column 2: this is no TOML: invalid multi-line basic string, expected `\"`"),
];

#[test]
fn a_file_that_holds_no_policy_is_named_with_the_place_the_value_and_the_mend() {
    let mut wrong = Vec::new();
    for (name, content, more, error) in REFUSED.iter().copied() {
        let ran =
            run_among("refused-policies", &[(name, content)], &[&["check", "--policy-file", name], more].concat());
        assert!(!ran.err.contains("s3cret"), "{}", ran.err);
        if (ran.status, ran.out.as_str(), ran.err.as_str())
            != (Some(2), "", format!("error: {name}: {error}\n").as_str())
        {
            wrong.push(format!("{ran:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_policy_is_found_under_its_key() {
    let files: [(&str, &[u8]); 2] = [
        (
            "app.toml",
            b"port = 80\n[server.client_ip]\ntrusted_proxies = [{ ranges = [\"loopback\"], header = \"X-Real-IP\" }]\n",
        ),
        ("app.json", b"\xef\xbb\xbf{\"server\": {\"client_ip\": \"X-Real-IP from loopback\"}}"),
    ];
    for (name, _) in files {
        let arguments = ["check", "--policy-file", name, "--key", "server.client_ip", "--to", "text"];
        let ran = run_among("keys", &files, &arguments);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("X-Real-IP from loopback\n", ""));
    }
}

#[test]
fn the_command_line_comes_before_the_environment() {
    let in_environment = |arguments: &[&str], policy: &str| ran(client_ip(arguments).env("CLIENT_IP_POLICY", policy));
    let to_text = ["check", "--to", "text"];
    assert_eq!(in_environment(&to_text, "X-A from 192.0.2.1").out, "X-A from 192.0.2.1\n");
    let given = ["check", "--to", "text", "--policy", "X-B from 192.0.2.1"];
    assert_eq!(in_environment(&given, "nonsense").out, "X-B from 192.0.2.1\n");
    let refused = in_environment(&to_text, "X-A from");
    assert_eq!(refused.err, "error: CLIENT_IP_POLICY: group 1: ends where a range should follow\n");
    assert_eq!(run(&to_text).err, "error: no policy: give --policy, --policy-file or CLIENT_IP_POLICY\n");
    let refused = run(&["check", "--policy", "X-\x1bA from loopback"]);
    assert_eq!(
        refused.err,
        "error: --policy: group 1, header: `X-\\u{1b}A` is no header name; write it as in `X-Forwarded-For`\n"
    );
}

#[test]
fn a_long_name_is_not_printed_whole() {
    let ran = run(&["check", "--policy", &format!("X-{} from loopback hops 2", "a".repeat(10_000))]);
    assert!(ran.status == Some(2) && ran.err.len() < 1_000, "{}", ran.err.len());
}

#[test]
fn what_cannot_be_given_together_is_refused() {
    for (arguments, error) in [
        (
            ["check", "--policy", "", "--policy-file", "x.toml"].as_slice(),
            "error: the argument '--policy <TEXT>' cannot be used with '--policy-file <FILE>'\n",
        ),
        (
            &["check", "--key", "a"],
            "error: the following required arguments were not provided:\n  --policy-file <FILE>\n",
        ),
        (
            &["check", "--policy", "", "--to", "yaml"],
            "error: invalid value 'yaml' for '--to <FORM>'\n  [possible values: text, toml, json]\n",
        ),
        (
            &["explain", "--policy", ""],
            "error: the following required arguments were not provided:\n  --peer <ADDR|unix>\n",
        ),
        (&["test"], "error: the following required arguments were not provided:\n  <FILE>...\n"),
    ] {
        let ran = run(arguments);
        assert!(ran.status == Some(2) && ran.err.starts_with(error), "{}", ran.err);
    }
}

#[test]
fn a_policy_in_the_wrong_place_is_not_shown_where_a_secret_may_stand_in_it() {
    let secret = "X-Forwarded-For from 10.0.0.1 proof=X-O:s3cret";
    let cases = format!(
        r#"{{ "cases": [ {{ "name": "a", "policy": "{secret}", "peer": "10.0.0.1", "headers": [], "expect": {{ "ip": "10.0.0.1" }} }} ] }}"#
    );
    for arguments in [
        &["check", secret][..],
        &["check", "--policy", secret],
        &["check", "--policy", "X-Forwarded-For from 10.0.0.1\u{a0}proof=X-O:s3cret"],
        &["check", "--policy", "X-Forwarded-For", "from", "10.0.0.1", "proof=X-O:s3cret"],
        &["check", "--policy-file", secret],
        &["explain", "--peer", "10.0.0.1", "--policy", secret],
        &["test", "cases.json"],
    ] {
        let ran = run_among("misplaced", &[("cases.json", cases.as_bytes())], arguments);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.status != Some(0) && !said.is_empty() && !said.contains("s3cret"), "{arguments:?}: {said}");
    }
    let ran = run_among("misplaced", &[], &["check", "--policy-file", secret]);
    assert_eq!(ran.err, "error: --policy-file: is a policy as text, and no file; give it as --policy TEXT\n");
}
