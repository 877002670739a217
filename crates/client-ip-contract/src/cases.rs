//! One table of requests over real sockets, and what is answered to each.

use crate::differences::Ledger;
use crate::framework::Framework;
use crate::stage::{LOOPBACK, PROXY, STRANGER, on, policy, serve};
use crate::wire::{Connection, Reply};

/// Who is trusted in this table, by the address that a client connects from.
const POLICY: &str = "X-Forwarded-For from 127.0.0.1; X-Real-IP from 127.0.0.4; Forwarded from 127.0.0.5";
const REAL: &str = "127.0.0.4";
const FORWARDED: &str = "127.0.0.5";

struct Case {
    name: &'static str,
    from: &'static str,
    path: &'static str,
    lines: &'static [&'static [u8]],
    expect: Expect,
}

enum Expect {
    /// Status 200, and handler and middleware see this address.
    Ip(&'static str),
    /// Status 200, this body, and middleware sees that.
    Body(&'static str, &'static str),
    /// Status 400 with the fixed line, and middleware sees this error.
    Rejected(&'static str),
}

use Expect::{Body, Ip, Rejected};

const MISSING: &str = "missing: a trusted proxy did not report hop 1 in x-forwarded-for";
const INVALID: &str = "invalid: hop 1 in x-forwarded-for is no IP address";
const DUPLICATE: &str = "duplicate: x-real-ip holds one address and stands in several lines, at hop 1";

const fn case(
    name: &'static str,
    from: &'static str,
    path: &'static str,
    lines: &'static [&'static [u8]],
    expect: Expect,
) -> Case {
    Case { name, from, path, lines, expect }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("an honest client", PROXY, "/", &[b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("a client cannot write its address in front of the proxy's entry", PROXY, "/",
        &[b"X-Forwarded-For: 6.6.6.6, 203.0.113.9"], Ip("203.0.113.9")),
    case("a client cannot write its address in a line of its own", PROXY, "/",
        &[b"X-Forwarded-For: 6.6.6.6", b"X-Forwarded-For: 6.6.6.7", b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("lines are read in message order, whatever stands between and however the name is written", PROXY, "/",
        &[b"x-forwarded-for: 6.6.6.6", b"Accept: */*", b"X-FORWARDED-FOR: 203.0.113.9", b"X-Real-IP: 6.6.6.6"], Ip("203.0.113.9")),
    case("a direct client cannot speak for others", STRANGER, "/",
        &[b"X-Forwarded-For: 6.6.6.6", b"X-Real-IP: 6.6.6.6", b"Forwarded: for=6.6.6.6"], Ip("127.0.0.9")),
    case("a direct client is not the machine itself, whatever it writes", STRANGER, "/", &[b"X-Forwarded-For: 127.0.0.1"], Ip("127.0.0.9")),
    case("a header that the policy does not name for this proxy is not read", PROXY, "/",
        &[b"Forwarded: for=6.6.6.6", b"X-Real-IP: 6.6.6.6", b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("an underscore is no hyphen", PROXY, "/", &[b"X_Forwarded_For: 6.6.6.6", b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("what has arrived is read, whatever Connection names", PROXY, "/",
        &[b"Connection: X-Forwarded-For", b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("empty lines and entries count for nothing", PROXY, "/",
        &[b"X-Forwarded-For: 203.0.113.9", b"X-Forwarded-For: , ,", b"X-Forwarded-For:"], Ip("203.0.113.9")),
    case("an IPv6 client", PROXY, "/", &[b"X-Forwarded-For: 2001:db8::7"], Ip("2001:db8::7")),
    case("an IPv4 client with a port", PROXY, "/", &[b"X-Forwarded-For: 203.0.113.9:55123"], Ip("203.0.113.9")),
    case("an IPv6 client with a port", PROXY, "/", &[b"X-Forwarded-For: 6.6.6.6, [2001:db8::7]:443"], Ip("2001:db8::7")),
    case("an IPv4-mapped client is an IPv4 client", PROXY, "/", &[b"X-Forwarded-For: ::ffff:203.0.113.9"], Ip("203.0.113.9")),
    case("a Forwarded element with quotes", FORWARDED, "/", &[b"Forwarded: for=6.6.6.6;x=\", for=\"[2001:db8::7]:80\""], Ip("2001:db8::7")),
    case("a header that holds one address", REAL, "/", &[b"X-Real-IP: 203.0.113.9"], Ip("203.0.113.9")),
    case("a header that holds one address, twice", REAL, "/",
        &[b"X-Real-IP: 6.6.6.6", b"X-Real-IP: 203.0.113.9"], Rejected(DUPLICATE)),
    case("a proxy that says nothing is not the client", PROXY, "/", &[], Rejected(MISSING)),
    case("a proxy that says what is no address", PROXY, "/", &[b"X-Forwarded-For: 6.6.6.6, unknown"], Rejected(INVALID)),
    case("a byte above 0x7f left of the client, in UTF-8", PROXY, "/",
        &["X-Forwarded-For: \u{e9}, 203.0.113.9".as_bytes()], Ip("203.0.113.9")),
    case("a byte above 0x7f left of the client", PROXY, "/", &[b"X-Forwarded-For: \xff, 203.0.113.9"], Ip("203.0.113.9")),
    case("a byte above 0x7f in an earlier line", PROXY, "/",
        &[b"X-Forwarded-For: \xff", b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("a byte above 0x7f in the last of several lines", PROXY, "/",
        &[b"X-Forwarded-For: 6.6.6.6", b"X-Forwarded-For: \xff, 203.0.113.9"], Ip("203.0.113.9")),
    case("a byte above 0x7f where an address should stand", PROXY, "/result", &[b"X-Forwarded-For: \xff"], Body("invalid", INVALID)),

    case("the details", PROXY, "/details", &[b"X-Forwarded-For: 203.0.113.9:4711, 127.0.0.1"],
        Body("ip=203.0.113.9 port=4711 hops=2 header=x-forwarded-for", "203.0.113.9")),
    case("the details of what is rejected", PROXY, "/details", &[], Rejected(MISSING)),
    case("both extractors in one handler", PROXY, "/both", &[b"X-Forwarded-For: 203.0.113.9"], Body("203.0.113.9 203.0.113.9", "203.0.113.9")),
    case("an Option", PROXY, "/option", &[b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("an Option of nothing", PROXY, "/option", &[], Body("none", MISSING)),
    case("an Option of the details", PROXY, "/option/details", &[b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("an Option of no details", PROXY, "/option/details", &[b"X-Forwarded-For: unknown"], Body("none", INVALID)),
    case("a Result", PROXY, "/result", &[b"X-Forwarded-For: 203.0.113.9"], Ip("203.0.113.9")),
    case("a Result that is an error", PROXY, "/result", &[b"X-Forwarded-For: unknown"], Body("invalid", INVALID)),
    case("a Result of the details", PROXY, "/result/details", &[b"X-Forwarded-For: 203.0.113.9"],
        Body("ip=203.0.113.9 port=- hops=1 header=x-forwarded-for", "203.0.113.9")),
    case("a Result of no details", REAL, "/result/details", &[b"X-Real-IP: ", b"X-Real-IP: 203.0.113.9"], Body("error=duplicate", DUPLICATE)),
    case("a Rejection is a response", PROXY, "/responds", &[b"X-Forwarded-For: unknown"], Rejected(INVALID)),
    case("a handler that does not ask is reached without the header, as by a health check", PROXY, "/health", &[], Body("well", MISSING)),
    case("the reasons", PROXY, "/explained", &[b"X-Forwarded-For: 6.6.6.6, 203.0.113.9"],
        Body("ip=203.0.113.9 port=- hops=1 header=x-forwarded-for", "203.0.113.9")),
    case("the reasons for an error", PROXY, "/explained", &[], Body("error=missing", MISSING)),
];

/// The line that a request without a client is answered with.
pub(crate) const FIXED: &str = "the client's address cannot be determined\n";

fn expected(expect: &Expect) -> String {
    let (status, body, seen) = match *expect {
        Ip(ip) => (200, ip, ip),
        Body(body, seen) => (200, body, seen),
        Rejected(seen) => (400, FIXED, seen),
    };
    Reply { status, body: body.to_owned(), seen: seen.to_owned(), head: String::new() }.to_string()
}

/// Whether a response that is an error holds text of the request.
fn repeats(reply: &Reply, lines: &[&[u8]]) -> bool {
    let values = lines.iter().filter_map(|line| line.splitn(2, |&byte| byte == b':').nth(1));
    let texts = values.map(String::from_utf8_lossy).map(|text| text.trim().to_owned());
    let whole = format!("{}{}", reply.head, reply.body);
    reply.status / 100 != 2 && texts.filter(|text| !text.is_empty()).any(|text| whole.contains(&text))
}

pub(crate) fn observe(framework: &dyn Framework, differences: &mut Ledger) {
    let address = serve(framework, on(LOOPBACK, policy(POLICY))).expect("it serves on TCP");
    for Case { name, from, path, lines, expect } in CASES {
        let reply = Connection::open(&address, from).ask(path, lines);
        let note = if repeats(&reply, lines) { ", and it repeats text of the request" } else { "" };
        differences.compare(name, &expected(expect), &format!("{reply}{note}"));
    }
}
