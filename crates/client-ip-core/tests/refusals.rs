//! The text of every refusal: group, key, value and mend, and never the value of a proof.
#![cfg(feature = "serde")]

use client_ip_core::Policy;

/// A policy as text, or as JSON, and the error.
const REFUSED: &[(&str, &str)] = &[
    (
        r#"X-Forwarded-For from 10.0.0.1/8"#,
        r#"group 1, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?"#,
    ),
    (
        r#"X-Forwarded-For from ::ffff:0:0/95"#,
        r#"group 1, ranges: `::ffff:0:0/95` is an IPv4-mapped range shorter than /96, which reaches outside IPv4; write the IPv4 range itself"#,
    ),
    (
        r#"X-Forwarded-For from fe80::%eth0/64"#,
        r#"group 1, ranges: `fe80::%eth0/64` has a zone, which no range can have; leave out what stands from `%` on"#,
    ),
    (
        r#"X-Forwarded-For from localhost"#,
        r#"group 1, ranges: `localhost` is no address, range or name; did you mean `loopback`?"#,
    ),
    (
        r#"X-Forwarded-For from 10.0.0.0/33"#,
        r#"group 1, ranges: `10.0.0.0/33` has no prefix length from 0 to 32 behind its `/`"#,
    ),
    (
        r#"X-Forwarded-For from nowhere"#,
        r#"group 1, ranges: `nowhere` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix"#,
    ),
    (
        r#"X-Forwarded-For from any"#,
        r#"group 1, ranges: hold everyone (a quarter of IPv4 or more) without trusted_hops, so the client could choose the answer; name the addresses of the proxies, or set trusted_hops to their number"#,
    ),
    (
        r#"X-Forwarded-For from 0.0.0.0/3; X-Real-IP from 32.0.0.0/3"#,
        r#"ranges: groups 1 and 2 together hold everyone (a quarter of IPv4 or more) without trusted_hops, so the client could choose the answer; name the addresses of the proxies"#,
    ),
    (
        r#"X-Forwarded-For from any hops 1; X-Real-IP from 10.0.0.1"#,
        r#"group 1, ranges: hold everyone (a quarter of IPv4 or more) beside other groups, so every client that those find would be asked again; name the addresses of the proxies, give the group a proof, or let it stand alone"#,
    ),
    (
        r#"X-Forwarded-For from 2000::/3"#,
        r#"group 1, ranges: hold everyone (a /12 of public IPv6 or more) without trusted_hops, so the client could choose the answer; name the addresses of the proxies, or set trusted_hops to their number"#,
    ),
    (
        r#"X-Forwarded-For from loopback; X-Real-IP from 127.0.0.1"#,
        r#"group 2, ranges: earlier groups trust all of these addresses, so this group can never be asked; move it up or take it out"#,
    ),
    (r#"X-Forwarded-For from loopback hops 0"#, r#"group 1, trusted_hops: is 0; it counts from 1, or leave it out"#),
    (
        r#"X-Forwarded-For from loopback entries-per-hop 0"#,
        r#"group 1, entries_per_hop: is 0; it counts from 1, or leave it out"#,
    ),
    (
        r#"X-Real-IP from loopback hops 2"#,
        r#"group 1, trusted_hops: is 2, but x-real-ip holds one address; leave it out, or set format to `list` if proxies append to the header"#,
    ),
    (r#"X(Y from loopback"#, r#"group 1, header: `X(Y` is no header name; write it as in `X-Forwarded-For`"#),
    (
        r#"X-A from 10.0.0.1; X-A from 10.0.0.2 format list"#,
        r#"group 2, format: x-a is `list` here and `address` in group 1; give both the same format"#,
    ),
    (
        r#"X-Forwarded-For from loopback proof X-K s3cret"#,
        r#"group 1, proof: a proof cannot be given as text, nor any word that begins with `proof`, since texts like this end up in process lists and logs; give the policy in a file or build it in code"#,
    ),
    (r#"X-Forwarded-For"#, r#"group 1: ends where `from` and the ranges should follow"#),
    (r#"X-Forwarded-For 10.0.0.0/8"#, r#"group 1: found `10.0.0.0/8` where `from` and the ranges should stand"#),
    (r#"X-Forwarded-For from"#, r#"group 1: ends where a range should follow"#),
    (r#"X-Forwarded-For from loopback, "#, r#"group 1: ends where a range should follow"#),
    (
        r#"X-Forwarded-For from loopback and"#,
        r#"group 1: found `and` where `,` and a range, or `hops`, `entries-per-hop`, `format`, `on-missing` or `on-invalid` should stand"#,
    ),
    (r#"; X-A from loopback"#, r#"group 1: ends where a header's name should follow"#),
    (r#"X-A from loopback hops"#, r#"group 1, trusted_hops: ends where its value should follow"#),
    (r#"X-A from loopback hops 1 hops 1"#, r#"group 1, trusted_hops: is given twice; keep one"#),
    (r#"X-A from loopback hops +1"#, r#"group 1, trusted_hops: found `+1`, expected a number from 1 to 65535"#),
    (r#"X-A from loopback hops 01"#, r#"group 1, trusted_hops: found `01`, expected a number from 1 to 65535"#),
    (
        r#"X-A from unix:/run/proxy.sock"#,
        r#"group 1, ranges: `unix:/run/proxy.sock` is no address, range or name; did you mean `unix`?"#,
    ),
    (r#"X-A from 10.0.0.0/+8"#, r#"group 1, ranges: `10.0.0.0/+8` has no prefix length from 0 to 32 behind its `/`"#),
    (
        r#"X-A from fe80::%e(0"#,
        r#"group 1, ranges: `fe80::%e(0` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix"#,
    ),
    (
        r#"X-A from proxy%eth0"#,
        r#"group 1, ranges: `proxy%eth0` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix"#,
    ),
    (r#"X-A from loopback hops two"#, r#"group 1, trusted_hops: found `two`, expected a number from 1 to 65535"#),
    (
        r#"X-A from loopback format xff"#,
        r#"group 1, format: found `xff`, expected `list`, `forwarded`, `address` or `address-port`"#,
    ),
    (
        r#"X-A from loopback on-missing peer"#,
        r#"group 1, on_missing: found `peer`, expected `reject` or `last-trusted`"#,
    ),
    (
        r#"X-H0 from 10.0.0.0/24; X-H1 from 10.0.1.0/24; X-H2 from 10.0.2.0/24; X-H3 from 10.0.3.0/24; X-H4 from 10.0.4.0/24; X-H5 from 10.0.5.0/24; X-H6 from 10.0.6.0/24; X-H7 from 10.0.7.0/24; X-H8 from 10.0.8.0/24"#,
        r#"group 9, header: x-h8 is the ninth header of the policy; it can have eight"#,
    ),
    (r#"[{"ranges":["loopback"]}]"#, r#"group 1, header: must be given"#),
    (r#"[{"header":"X-A"}]"#, r#"group 1, ranges: must be given"#),
    (
        r#"[{"ranges":[],"header":"X-A"}]"#,
        r#"group 1, ranges: is empty; name the addresses of the proxies, or leave the group out"#,
    ),
    (
        r#"[{"ranges":"loopback","header":"X-A"}]"#,
        r#"group 1, ranges: found `loopback`, expected a list of ranges, as in ["10.0.0.0/8", "loopback"]"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","trust":1}]"#,
        r#"group 1: `trust` is no key here; the keys are ranges, header, format, trusted_hops, entries_per_hop, on_missing, on_invalid, proof"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","on_missing":true}]"#,
        r#"group 1, on_missing: found `true`, expected `reject` or `last-trusted`"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-Forwarded-For","trusted_hops":-1}]"#,
        r#"group 1, trusted_hops: found `-1`, expected a whole number from 1 to 65535"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":"s3cret"}]"#,
        r#"group 1, proof: is no table; write { header = "X-Origin-Verify", value = "..." } (the value is not shown)"#,
    ),
    (r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K"}}]"#, r#"group 1, proof.value: must be given"#),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","value":""}}]"#,
        r#"group 1, proof.value: is empty; give the secret that the proxies send (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","value":" s3cret"}}]"#,
        r#"group 1, proof.value: begins or ends with a space or tab, which HTTP drops; take them out (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","value":"s3cr\u00e9t"}}]"#,
        r#"group 1, proof.value: holds something else than visible ASCII, spaces and tabs; choose another secret (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","value":"***"}}]"#,
        r#"group 1, proof.value: is `***`, which stands where a secret is not shown; give the secret itself (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"x-a","value":"s3cret"}}]"#,
        r#"group 1, proof.header: x-a is the header in which group 1 reports addresses; prove it in another"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"s3cret":1}}]"#,
        r#"group 1, proof: has another key than header and value; take it out (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","header":"X-K","value":"s3cret"}}]"#,
        r#"group 1, proof: has a key twice; keep one (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"X-K","value":["s3cret"]}}]"#,
        r#"group 1, proof.value: is no text; write it in quotes (the value is not shown)"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":["s3cret"],"value":"s3cret"}}]"#,
        r#"group 1, proof.header: is no text; write it in quotes (the value is not shown)"#,
    ),
    (r#"[{"ranges":["loopback"],"header":"X-A","header":"X-A"}]"#, r#"group 1, header: is given twice; keep one"#),
    (
        r#"X-A from unix; X-B from 10.0.0.1; X-C from unix"#,
        r#"group 3, ranges: earlier groups trust all of these addresses, so this group can never be asked; move it up or take it out"#,
    ),
    (
        r#"[{"ranges":["0.0.0.0/3"],"header":"X-A","proof":{"header":"X-K","value":"s3cret"}},{"ranges":["32.0.0.0/3"],"header":"X-A","proof":{"header":"X-K","value":"s3cret"}}]"#,
        r#"ranges: groups 1 and 2 together hold everyone (a quarter of IPv4 or more) without trusted_hops, so the client could choose the answer; name the addresses of the proxies"#,
    ),
    (
        r#"X-A from 10.0.0.0/8; X-B from 0.0.0.0/3 hops 1; X-C from 32.0.0.0/3 hops 1; X-D from unix"#,
        r#"ranges: groups 1, 2 and 3 together hold everyone (a quarter of IPv4 or more), so every client that one finds would be asked again by another; name the addresses of the proxies, give the groups a proof, or make them one group"#,
    ),
    (
        r#"X-A from 2400::/13 hops 2 format list; X-A from 2408::/13 hops 2 format list"#,
        r#"ranges: groups 1 and 2 together hold everyone (a /12 of public IPv6 or more), so every client that one finds would be asked again by another; name the addresses of the proxies, give the groups a proof, or make them one group"#,
    ),
    (
        r#"{"trusted_proxies":{"ranges":["loopback"],"header":"X-A"}}"#,
        r#"trusted_proxies: found `a table`, expected a list of groups (in TOML: `[[trusted_proxies]]`)"#,
    ),
    (r#"{"ranges":["loopback"],"header":"X-A"}"#, r#"policy: `ranges` is no key here; the keys are trusted_proxies"#),
    (r#"[1]"#, r#"group 1: found `1`, expected a table with `ranges` and `header`"#),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"s3cret of ours","value":"X-K"}}]"#,
        r#"group 1, proof.header: is no header name; write it as in `X-Origin-Verify` (the value is not shown)"#,
    ),
    (r#"X-Forwarded-For from loopback hops 65536"#, r#"group 1, trusted_hops: is 65536; it can be 65535 at most"#),
    (
        r#"X-Forwarded-For from loopback entries-per-hop 70000"#,
        r#"group 1, entries_per_hop: is 70000; it can be 65535 at most"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-Forwarded-For","trusted_hops":4294967296}]"#,
        r#"group 1, trusted_hops: found `4294967296`, expected a whole number from 1 to 65535"#,
    ),
    (
        r#"X-A from 10.0.0.1; hOST from loopback"#,
        r#"group 2, header: host is a header of HTTP itself, in which no proxy says who connected to it; name the one that your proxies write, as in `X-Forwarded-For`"#,
    ),
    (
        r#"Connection from loopback"#,
        r#"group 1, header: connection is a header of HTTP itself, in which no proxy says who connected to it; name the one that your proxies write, as in `X-Forwarded-For`"#,
    ),
    (
        r#"Transfer-Encoding from loopback"#,
        r#"group 1, header: transfer-encoding is a header of HTTP itself, in which no proxy says who connected to it; name the one that your proxies write, as in `X-Forwarded-For`"#,
    ),
    (
        r#"Content-Length from loopback"#,
        r#"group 1, header: content-length is a header of HTTP itself, in which no proxy says who connected to it; name the one that your proxies write, as in `X-Forwarded-For`"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof":{"header":"CONNECTION","value":"s3cret"}}]"#,
        r#"group 1, proof.header: is a header of HTTP itself, which every request can carry; choose another one (the value is not shown)"#,
    ),
    (r#"X-A from 10.0.0.1; X-B from loopback proof=X-O:s3cret"#, PROOF_IN_2),
    (r#"X-A from nowhere; X-B from loopback hops s3cret PROOF s3cret"#, PROOF_IN_2),
    (r#"X-A from 10.0.0.1; X-B s3cret from loopback,Proofs3cret"#, PROOF_IN_2),
    (r#"X-A from 10.0.0.1; Proof-Of-s3cret from loopback"#, PROOF_IN_2),
    (r#"X-A s3cret; proof:"s3cret""#, PROOF_IN_2),
    (
        r#"[{"ranges":["loopback proof=s3cret"],"header":"X-A"}]"#,
        r#"group 1, ranges: `loopback proof ***` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A, PROOF X-O s3cret"}]"#,
        r#"group 1, header: `X-A, PROOF ***` is no header name; write it as in `X-Forwarded-For`"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","proof=s3cret":1}]"#,
        r#"group 1: `proof ***` is no key here; the keys are ranges, header, format, trusted_hops, entries_per_hop, on_missing, on_invalid, proof"#,
    ),
    (
        r#"[{"ranges":["loopback"],"header":"X-A","Proof":{"header":"X-K","value":"s3cret"}}]"#,
        r#"group 1: `Proof` is no key here; the keys are ranges, header, format, trusted_hops, entries_per_hop, on_missing, on_invalid, proof"#,
    ),
    (
        "X-A from 10.0.0.1\u{a0}proof=X-O:s3cret",
        "group 1, ranges: `***` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix",
    ),
    (
        "X-A from 10.0.0.1 \"proof=X-O:s3cret\"",
        "group 1: found `***` where `,` and a range, or `hops`, `entries-per-hop`, `format`, `on-missing` or `on-invalid` should stand",
    ),
    (
        "X-Orig-proof-s3cret from 10.0.0.1 hops 2",
        "group 1, trusted_hops: is 2, but *** holds one address; leave it out, or set format to `list` if proxies append to the header",
    ),
    ("X-A from 10.0.0.1 hops s3cret --proof", "group 1, trusted_hops: found `***`, expected a number from 1 to 65535"),
    ("[{'proof':{'value': 's3cret'", "group 1: found `***` where `from` and the ranges should stand"),
    (
        r#"[{"ranges":["proofs3cret"],"header":"X-A"}]"#,
        r#"group 1, ranges: `proof ***` is no address, range or name; the names are loopback, private, link-local, cgnat, any, azure-front-door-backend, cloudflare, cloudfront-origin-facing, fastly, google-lb, unix"#,
    ),
    (r#"null"#, r#"trusted_proxies: found `null`, expected a list of groups, or a policy as text"#),
    ("X-A\u{c}from 10.0.0.1", "group 1: found `10.0.0.1` where `from` and the ranges should stand"),
];

const PROOF_IN_2: &str = "group 2, proof: a proof cannot be given as text, nor any word that begins with `proof`, since texts like \
                          this end up in process lists and logs; give the policy in a file or build it in code";

#[test]
fn every_refusal_names_place_value_and_mend() {
    let mut wrong = Vec::new();
    for &(policy, expected) in REFUSED {
        let error = if policy.starts_with(['[', '{']) && !policy.contains('\'') || policy == "null" {
            match serde_json::from_str::<Policy>(policy) {
                Ok(policy) => panic!("{policy}"),
                // What serde_json adds is where it had read to.
                Err(error) => error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
            }
        } else {
            let error = policy.parse::<Policy>().unwrap_err();
            // What `fn main() -> Result<(), Box<dyn Error>>` prints.
            assert_eq!(format!("{error:?}"), error.to_string());
            error.to_string()
        };
        assert!(!error.contains("s3cr"), "{error}");
        if error != expected {
            wrong.push(format!("{policy}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_type_of_any_format_makes_an_error_show_a_secret() {
    use serde::Deserialize;
    use serde::de::value::{
        BytesDeserializer, CharDeserializer, EnumAccessDeserializer, Error, I128Deserializer, MapDeserializer,
        SeqDeserializer, U128Deserializer,
    };
    use serde::de::{IntoDeserializer, value::F64Deserializer};

    let place = "trusted_proxies: found";
    let expected = "expected a list of groups, or a policy as text";
    let refused = |error: Error, found: &str| assert_eq!(error.to_string(), format!("{place} `{found}`, {expected}"));
    refused(Policy::deserialize(BytesDeserializer::new(b"s3cret")).unwrap_err(), "bytes");
    refused(Policy::deserialize(I128Deserializer::new(-1 << 100)).unwrap_err(), "-1267650600228229401496703205376");
    refused(Policy::deserialize(U128Deserializer::new(1 << 100)).unwrap_err(), "1267650600228229401496703205376");
    refused(Policy::deserialize(F64Deserializer::new(0.5)).unwrap_err(), "0.5");
    let error: Error = Policy::deserialize(CharDeserializer::new('x')).unwrap_err();
    assert_eq!(error.to_string(), "group 1: ends where `from` and the ranges should follow");
    let variant = EnumAccessDeserializer::new("s3cret".into_deserializer());
    let error: Error = Policy::deserialize(variant).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: enum, expected a policy: text or a list of groups");
    // A table whose keys are no text.
    let table = MapDeserializer::new([(7, 7)].into_iter());
    let error: Error = Policy::deserialize(table).unwrap_err();
    assert_eq!(error.to_string(), "policy: `7` is no key here; the keys are trusted_proxies");
    let list = SeqDeserializer::new([1u8].into_iter());
    let error: Error = Policy::deserialize(list.into_deserializer()).unwrap_err();
    assert_eq!(error.to_string(), "group 1: found `1`, expected a table with `ranges` and `header`");

    let toml = "[[trusted_proxies]]\nranges = [\"loopback\"]\nheader = \"X-A\"\n\
                proof = { header = \"X-Origin-Verify\", value = 99999999999999999999 }";
    let error = toml::from_str::<Policy>(toml).unwrap_err();
    assert!(error.message().starts_with("group 1, proof.value: is no text"), "{error}");
    assert!(!error.message().contains("9999"), "{error}");
}

#[test]
fn no_error_is_longer_than_a_few_lines_whatever_it_names() {
    let long = "a".repeat(10_000);
    for policy in [
        format!("X-{long} from loopback hops 2"),
        format!("X-A from {long}"),
        format!("X-A from loopback format {long}"),
        format!("X-A from loopback {long}"),
        format!("X-{long} from 10.0.0.1; X-{long} from 10.0.0.2 format list"),
        format!("(-{long} from loopback"),
    ] {
        let error = policy.parse::<Policy>().unwrap_err().to_string();
        assert!(error.len() < 400, "{error}");
    }
}

#[test]
fn a_header_that_begins_with_proof_can_be_given_in_a_table_and_its_text_says_so() {
    let table = r#"[{"ranges":["10.0.0.1"],"header":"Proofed-Client"}]"#;
    let policy: Policy = serde_json::from_str(table).unwrap();
    let text = policy.to_string();
    assert_eq!(text, "Proofed-Client from 10.0.0.1 (as a table only: a word begins with `proof`)");
    assert!(text.parse::<Policy>().unwrap_err().to_string().contains("nor any word that begins with `proof`"));
    assert_eq!(serde_json::from_str::<Policy>(&serde_json::to_string(&policy).unwrap()).unwrap(), policy);
}
