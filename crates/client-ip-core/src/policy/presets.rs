//! Names that stand for ranges in a policy. What providers publish stands in `presets/`, each file with its
//! source and date: lists age, and what is newer than the file is not in it.

/// The ranges that a name stands for, one a line. `unix` is no range and not among them.
pub(crate) fn named(name: &str) -> Option<Named> {
    NAMES.iter().find(|(known, _)| *known == name).map(|&(name, text)| Named { name, text })
}

/// Every name that a policy may use, for error texts.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name).chain(["unix"])
}

/// A name and its ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: &'static str,
    text: &'static str,
}

impl Named {
    /// The ranges as text.
    pub(crate) fn ranges(self) -> impl Iterator<Item = &'static str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    }
}

const NAMES: [(&str, &str); 10] = [
    ("loopback", "127.0.0.0/8\n::1/128"),
    // RFC 1918 section 3, RFC 4193 section 3.1
    ("private", "10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16\nfc00::/7"),
    // RFC 3927 section 2.1, RFC 4291 section 2.5.6
    ("link-local", "169.254.0.0/16\nfe80::/10"),
    // RFC 6598 section 7
    ("cgnat", "100.64.0.0/10"),
    ("any", "0.0.0.0/0\n::/0"),
    ("azure-front-door-backend", include_str!("presets/azure-front-door-backend.txt")),
    ("cloudflare", include_str!("presets/cloudflare.txt")),
    ("cloudfront-origin-facing", include_str!("presets/cloudfront-origin-facing.txt")),
    ("fastly", include_str!("presets/fastly.txt")),
    ("google-lb", include_str!("presets/google-lb.txt")),
];
