//! Policies that the core accepts.

use client_ip_twin::{Format, Group, Otherwise, Policy, Proof};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Wide ones stand here several times, so that most addresses are trusted by most policies.
const RANGES: [&str; 26] = [
    "10.0.0.0/8",
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.0.0/30",
    "10.1.0.1",
    "10.2.0.0/16",
    "::ffff:10.2.0.0/112",
    "::ffff:10.1.0.2",
    "192.168.0.0/24",
    "fd00::/8",
    "fd00::/8",
    "fd00::1",
    "2001:db8:1::/48",
    "198.51.100.0/25",
    "198.51.100.0/25",
    "loopback",
    "loopback",
    "private",
    "private",
    "private",
    "cgnat",
    "link-local",
    "google-lb",
    "unix",
    "unix",
    "any",
];

/// Two spellings of one header are one header; a header has one format in all groups.
pub(crate) const HEADERS: [(&str, Option<Format>); 9] = [
    ("X-Forwarded-For", None),
    ("x-forwarded-FOR", Some(Format::List)),
    ("Forwarded", None),
    ("X-Real-IP", None),
    ("CF-Connecting-IP", Some(Format::Address)),
    ("CloudFront-Viewer-Address", None),
    ("X-Client", Some(Format::List)),
    ("X-Elements", Some(Format::Forwarded)),
    ("X-Socket", Some(Format::AddressPort)),
];

/// Where a proof stands, and what is asked for.
pub(crate) const PROOFS: [(&str, &str); 2] = [("X-Origin-Verify", "open sesame"), ("X-Azure-FDID", "7")];

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    groups().prop_map(accepted)
}

/// Groups that the core may refuse together.
pub(crate) fn groups() -> impl Strategy<Value = Vec<Group>> {
    prop::collection::vec(group(), 1..7)
}

/// The groups of these that the core accepts after those before them.
pub(crate) fn accepted(groups: Vec<Group>) -> Policy {
    let mut policy = Policy::default();
    for group in groups {
        policy.trusted_proxies.push(group);
        if policy.to_core().is_err() {
            policy.trusted_proxies.pop();
        }
    }
    policy
}

fn group() -> impl Strategy<Value = Group> {
    let ranges = prop::collection::vec(select(&RANGES[..]), 2..6);
    let otherwise = || option::weighted(0.4, prop_oneof![Just(Otherwise::Reject), Just(Otherwise::LastTrusted)]);
    (
        ranges,
        select(&HEADERS[..]),
        option::weighted(0.2, 1..4_u32),
        option::weighted(0.2, 1..4_u32),
        otherwise(),
        otherwise(),
        option::weighted(0.2, select(&PROOFS[..])),
    )
        .prop_map(|(ranges, (header, format), trusted_hops, entries_per_hop, on_missing, on_invalid, proof)| {
            let group =
                Group { format, trusted_hops, entries_per_hop, on_missing, on_invalid, ..Group::new(&ranges, header) };
            // A header that holds one address holds one entry of one hop.
            let single = matches!(group.format(), Format::Address | Format::AddressPort);
            let at_most_one = |number: Option<u32>| number.map(|number| if single { 1 } else { number });
            let proof = proof.map(|(header, value)| Proof { header: header.to_owned(), value: value.to_owned() });
            Group {
                trusted_hops: at_most_one(trusted_hops),
                entries_per_hop: at_most_one(entries_per_hop),
                proof,
                ..group
            }
        })
}
