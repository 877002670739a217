//! The requests, each with the situation in which it arrives.

use std::net::IpAddr;

/// How the proxy in front of the application reports who connected to it. It is at 10.0.0.1, and its kind in 10.0.0.0/8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// It appends to `X-Forwarded-For`.
    XForwardedFor,
    /// It appends an element to `Forwarded`.
    Forwarded,
    /// It overwrites `X-Real-IP`.
    XRealIp,
}

impl Situation {
    /// Each with the title of its table.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::XForwardedFor, "The proxy appends to `X-Forwarded-For`"),
        (Self::Forwarded, "The proxy appends to `Forwarded`"),
        (Self::XRealIp, "The proxy overwrites `X-Real-IP`"),
    ];

    /// The header that the proxy writes.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::XForwardedFor => "X-Forwarded-For",
            Self::Forwarded => "Forwarded",
            Self::XRealIp => "X-Real-IP",
        }
    }
}

/// What arrives.
#[derive(Debug)]
pub struct Request {
    /// What is special about it.
    pub what: &'static str,
    /// Who is connected.
    pub peer: IpAddr,
    /// The header lines, in message order.
    pub lines: Vec<(&'static str, &'static [u8])>,
}

const PROXY: &str = "10.0.0.1";

/// The requests of a situation.
#[must_use]
pub fn of(situation: Situation) -> Vec<Request> {
    let own = situation.header();
    let request = |what, peer: &str, lines: &[(&'static str, &'static [u8])]| Request {
        what,
        peer: peer.parse().expect("an address"),
        lines: lines.to_vec(),
    };
    let one = |what, value| request(what, PROXY, &[(own, value)]);
    let on_every_address = || request("the listener is on `[::]`", "::ffff:10.0.0.1", &[(own, b"203.0.113.9")]);
    let lost = || request("the header was lost on the way", PROXY, &[]);
    let around = |value| request("around the proxy", "198.51.100.7", &[(own, value)]);
    match situation {
        Situation::XForwardedFor => vec![
            one("one proxy", b"203.0.113.9"),
            one("what the client sent stands before it", b"6.6.6.6, 203.0.113.9"),
            one("two proxies", b"203.0.113.9, 10.0.0.2"),
            request("the proxy adds a line of its own", PROXY, &[(own, b"6.6.6.6"), (own, b"203.0.113.9")]),
            request("`Forwarded` from the client", PROXY, &[("Forwarded", b"for=6.6.6.6"), (own, b"203.0.113.9")]),
            request("`X-Real-IP` from the client", PROXY, &[("X-Real-IP", b"6.6.6.6"), (own, b"203.0.113.9")]),
            one("quotes from the client", b"\"6.6.6.6\" \", 203.0.113.9"),
            one("a byte above 0x7f from the client", b"\xff, 203.0.113.9"),
            one("the proxy reports no address", b"6.6.6.6, unknown"),
            one("IPv6", b"2001:db8::7"),
            one("with a port", b"203.0.113.9:55123"),
            one("IPv6 with a port", b"[2001:db8::7]:443"),
            on_every_address(),
            lost(),
            around(b"127.0.0.1"),
        ],
        Situation::Forwarded => vec![
            one("one proxy", b"for=203.0.113.9"),
            one("what the client sent stands before it", b"for=6.6.6.6, for=203.0.113.9"),
            one("two proxies", b"for=203.0.113.9, for=10.0.0.2"),
            one("IPv6 with a port", b"for=\"[2001:db8::7]:443\""),
            one("the host is in quotes", b"host=\"a;for=6.6.6.6;x\";for=203.0.113.9"),
            one("a quote that the client left open", b"for=6.6.6.6;x=\", for=203.0.113.9"),
            one("the same, with `host`", b"host=\", for=203.0.113.9"),
            one("a quote left open, and one copied of the host", b"for=6.6.6.6;x=\", for=203.0.113.9;host=ev\"il"),
            one("the proxy does not tell", b"for=6.6.6.6, for=unknown"),
            lost(),
            around(b"for=127.0.0.1"),
        ],
        Situation::XRealIp => vec![
            one("the client's address", b"203.0.113.9"),
            request("two lines", PROXY, &[(own, b"6.6.6.6"), (own, b"203.0.113.9")]),
            on_every_address(),
            lost(),
            around(b"127.0.0.1"),
        ],
    }
}
