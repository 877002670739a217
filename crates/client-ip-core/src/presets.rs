//! Names that stand for ranges in a policy.

/// The ranges that a name stands for. `unix` is no range and not among them.
pub(crate) fn named(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    NAMES.iter().find(|(known, _)| *known == name).copied()
}

/// Every name that a policy may use, for error texts.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name).chain(["unix"])
}

const NAMES: [(&str, &[&str]); 5] = [
    ("loopback", &["127.0.0.0/8", "::1/128"]),
    // RFC 1918 section 3, RFC 4193 section 3.1
    ("private", &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]),
    // RFC 3927 section 2.1, RFC 4291 section 2.5.6
    ("link-local", &["169.254.0.0/16", "fe80::/10"]),
    // RFC 6598 section 7
    ("cgnat", &["100.64.0.0/10"]),
    ("any", &["0.0.0.0/0", "::/0"]),
];
