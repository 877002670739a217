//! Clients, and what they write to be taken for another.

/// A client that asks through the proxies or around them.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Client {
    /// What it writes, in a word.
    pub name: &'static str,
    /// The header lines.
    pub lines: &'static [&'static [u8]],
    /// What it calls the host.
    pub host: &'static str,
}

const fn client(name: &'static str, lines: &'static [&'static [u8]]) -> Client {
    Client { name, lines, host: "whoami.example" }
}

const fn with_host(name: &'static str, host: &'static str, lines: &'static [&'static [u8]]) -> Client {
    Client { name, lines, host }
}

impl Client {
    /// Whether a line of it holds bytes that are no UTF-8.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.lines.iter().any(|line| std::str::from_utf8(line).is_err())
    }
}

/// The first is honest, the others are not. 6.6.6.6 is whom they want to be, and 127.0.0.1 is where Caddy connects from.
pub const CLIENTS: &[Client] = &[
    client("nothing", &[]),
    client("one line", &[b"X-Forwarded-For: 6.6.6.6, 127.0.0.1"]),
    client("several lines", &[b"X-Forwarded-For: 6.6.6.6", b"x-forwarded-for: 6.6.6.7", b"X-Forwarded-For:"]),
    client("a quote left open", &[b"X-Forwarded-For: \"6.6.6.6"]),
    client("bytes that are no UTF-8", &[b"X-Forwarded-For: 6.6.6.6, \xff\xfe"]),
    client("X-Real-IP", &[b"X-Real-IP: 6.6.6.6"]),
    client("Forwarded", &[b"Forwarded: for=6.6.6.6", b"Forwarded: for=\"6.6.6.7"]),
    client("underscores", &[b"X_Forwarded_For: 6.6.6.6", b"X_Real_IP: 6.6.6.6"]),
    client("Connection", &[b"Connection: close, X-Forwarded-For, X-Real-IP"]),
    client("Connection and a line", &[b"Connection: close, X-Forwarded-For, X-Real-IP", b"X-Forwarded-For: 6.6.6.6"]),
    client(
        "everything",
        &[
            b"Connection: close, X-Forwarded-For, X-Real-IP, Forwarded",
            b"X-Forwarded-For: 6.6.6.6, 127.0.0.1",
            b"X-Forwarded-For: \"6.6.6.7",
            b"X-Real-IP: 6.6.6.6",
            b"X-Real-IP: 6.6.6.7",
            b"Forwarded: for=6.6.6.6;x=\"",
            b"X_Forwarded_For: 6.6.6.6",
        ],
    ),
];

/// A `Forwarded` that opens a quote, for one in the host to close.
const OPEN: &[&[u8]] = &[b"Forwarded: for=6.6.6.6;y=\""];

/// Clients of a proxy that copies the host into `Forwarded`. None of them writes a comma there.
pub const HOSTS: &[Client] = &[
    with_host("nothing", "whoami.example", &[]),
    with_host("a port", "whoami.example:8080", &[]),
    with_host("a quote", "ev\"il", &[]),
    with_host("a quote, and one before", "ev\"il", OPEN),
    with_host("an escaped quote, and one before", "ev\\\"il", OPEN),
    with_host("two quotes, and one before", "\"a\"", OPEN),
    with_host("a quote, and an element before", "\"", &[b"Forwarded: for=6.6.6.6"]),
    with_host("a semicolon", ";for=6.6.6.6", &[]),
    with_host("a semicolon and a pair behind", ";for=6.6.6.6;y", &[]),
    with_host("a semicolon and a quote", ";for=6.6.6.6;y=\"", &[]),
    with_host("a semicolon and a quote behind one", "a\";for=6.6.6.6;y=\"", &[]),
    with_host("all of it", "a\";for=6.6.6.6;y=\"", OPEN),
];

/// Those that do: an element of their own, which no reader can tell from the proxy's.
pub const COMMAS: &[Client] = &[
    with_host("a comma", ",for=6.6.6.6;y", &[]),
    with_host("a comma behind a quote", "\",for=6.6.6.6;y=\"", &[]),
    with_host("a comma in quotes for HAProxy, and outside for readers", "\"a,for=6.6.6.6;y=\"b\"", &[]),
];
