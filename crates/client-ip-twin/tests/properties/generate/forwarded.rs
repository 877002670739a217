//! Elements of `Forwarded`, honest and not.

use super::address;
use super::pick::one_of;
use proptest::prelude::*;
use std::net::IpAddr;

/// Pairs that are no `for`, and some that would be.
const PAIRS: &[&str] = &[
    "by=10.1.0.9",
    "proto=https",
    "host=example.com:8080",
    "host=\"a, for=6.6.6.6\"",
    "host=\"a;for=6.6.6.6;x\"",
    "x=\"a\\\"b\"",
    "x=\"\\\\\"",
    "x=\"a\\\", for=6.6.6.6, \\\"\"",
    "x=\"a\\\"",
    "x=\\\"a\"",
    "x=a\"b\"c\"d\"",
    "x=\"",
    "\"",
    "x",
    "=",
    "x = y",
    "",
    " ",
    "for",
    "for=",
    "for=\"\"",
    "for =10.1.0.1",
    "for= 10.1.0.1",
    " for\t=10.1.0.1",
    "for=6.6.6.6",
    "fo=6.6.6.6",
    "forx=6.6.6.6",
];

/// One element, without the commas around it.
pub(crate) fn element() -> impl Strategy<Value = String> {
    let pairs = prop_oneof![
        6 => honest_pair().prop_map(|pair| vec![pair]),
        2 => (one_of(PAIRS), honest_pair()).prop_map(|(a, b)| vec![a, b]),
        2 => (honest_pair(), one_of(PAIRS)).prop_map(|(a, b)| vec![a, b]),
        1 => (one_of(PAIRS), honest_pair(), one_of(PAIRS)).prop_map(|(a, b, c)| vec![a, b, c]),
        1 => prop::collection::vec(one_of(PAIRS), 0..3),
        1 => address::junk().prop_map(|junk| vec![format!("for={junk}")]),
        1 => address::junk().prop_map(|junk| vec![format!("for=\"{junk}\"")]),
    ];
    (pairs, one_of(&[";", "; ", " ;\t", ";;"])).prop_map(|(pairs, separator)| pairs.join(&separator))
}

fn honest_pair() -> impl Strategy<Value = String> {
    address::ip().prop_flat_map(pair)
}

/// A `for` that names this address.
pub(crate) fn pair(ip: IpAddr) -> impl Strategy<Value = String> {
    let port = prop_oneof![6 => Just(""), 1 => Just(":_p"), 1 => Just(":_a.B-c_9")];
    let name = one_of(&["for", "For", "FOR"]);
    (name, address::spelled(ip), port, 0..4).prop_map(|(name, mut ip, port, quotes)| {
        if !ip.contains(':') || ip.ends_with(']') {
            ip.push_str(port);
        }
        match quotes {
            0 => format!("{name}={ip}"),
            1 => format!("{name}=\"{}\"", escaped(&ip)),
            _ => format!("{name}=\"{ip}\""),
        }
    })
}

/// With a backslash before every third character.
fn escaped(text: &str) -> String {
    let character = |(i, c)| if i % 3 == 0 { format!("\\{c}") } else { String::from(c) };
    text.chars().enumerate().map(character).collect()
}

/// What a client wants to be called, as a careful proxy copies it: one quoted string.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
