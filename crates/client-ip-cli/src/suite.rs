//! A file of cases: what it holds, and what in it is no case.

use crate::document::Located;
use crate::failure::quoted;
use crate::input::Mistake;
use crate::request::HeaderLine;
use client_ip_core::Peer;
use client_ip_core::error::ResolveErrorKind;
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

/// The cases of one file.
pub(crate) struct Suite<'a> {
    pub(crate) policies: HashMap<Cow<'a, str>, Located<'a>>,
    pub(crate) cases: Vec<Case<'a>>,
    pub(crate) refused: Vec<Refused<'a>>,
}

/// A request, and who its client is.
pub(crate) struct Case<'a> {
    pub(crate) place: Located<'a>,
    pub(crate) name: Cow<'a, str>,
    /// A name in `policies`, a policy, or a policy as text; not needed where another policy is given for all cases.
    pub(crate) policy: Option<Located<'a>>,
    pub(crate) peer: Peer,
    pub(crate) headers: Vec<HeaderLine>,
    pub(crate) expect: Expect<'a>,
}

/// What the answer must be.
pub(crate) enum Expect<'a> {
    Error(ResolveErrorKind),
    Client {
        ip: IpAddr,
        /// Outside, whether the case is about it.
        port: Option<Option<u16>>,
        hops: Option<u64>,
        header: Option<Option<Cow<'a, str>>>,
    },
}

/// A policy that must be refused.
pub(crate) struct Refused<'a> {
    pub(crate) place: Located<'a>,
    pub(crate) name: Cow<'a, str>,
    pub(crate) policy: Located<'a>,
}

impl<'a> Suite<'a> {
    /// Reads all of it; `is_policy_needed` by each case.
    pub(crate) fn read(document: &'a str, is_policy_needed: bool) -> Result<Self, Mistake> {
        let file = Located::parse(document)?;
        let [policies, cases, refused] = fields(file, "an object with `cases`", ["policies", "cases", "refused"])?;
        if cases.is_none() && refused.is_none() {
            return Err(file.mistake("holds no cases: there is neither `cases` nor `refused`"));
        }
        let policies = policies.map(|value| field(file, "policies", Some(value), read_policies)).transpose()?;
        let items = |key: &str, list: Option<Located<'a>>, what| {
            list.map(|list| field(file, key, Some(list), |list| list.list(what)))
                .transpose()
                .map(Option::unwrap_or_default)
        };
        let cases = items("cases", cases, "a list of cases")?;
        let refused = items("refused", refused, "a list of policies that must be refused")?;
        Ok(Self {
            policies: policies.unwrap_or_default(),
            cases: cases.into_iter().map(|case| read_case(case, is_policy_needed)).collect::<Result<_, _>>()?,
            refused: refused.into_iter().map(read_refused).collect::<Result<_, _>>()?,
        })
    }
}

/// The values of these keys, in this order; other keys are for the reader. A key whose value is null is not given.
fn fields<'a, const COUNT: usize>(
    value: Located<'a>,
    what: &str,
    keys: [&str; COUNT],
) -> Result<[Option<Located<'a>>; COUNT], Mistake> {
    let mut values = [None; COUNT];
    for (key, value) in value.object(what)? {
        if let Some(at) = keys.iter().position(|known| *known == key) {
            values[at] = Some(value).filter(|value| !value.is_null());
        }
    }
    Ok(values)
}

fn read_policies(value: Located<'_>) -> Result<HashMap<Cow<'_, str>, Located<'_>>, Mistake> {
    Ok(value.object("an object with a policy under each name")?.into_iter().collect())
}

fn read_case(place: Located<'_>, is_policy_needed: bool) -> Result<Case<'_>, Mistake> {
    let keys = ["name", "policy", "peer", "headers", "expect"];
    let [name, policy, peer, headers, expect] =
        fields(place, "a case, an object with name, policy, peer, headers and expect", keys)?;
    let name = field(place, "name", name, read_text).map_err(|mistake| mistake.about("a case"))?;
    let rest = || {
        Ok(Case {
            place,
            name: name.clone(),
            policy: if is_policy_needed { Some(field(place, "policy", policy, Ok)?) } else { policy },
            peer: field(place, "peer", peer, read_peer)?,
            headers: field(place, "headers", headers, read_headers)?,
            expect: field(place, "expect", expect, read_expect)?,
        })
    };
    rest().map_err(|mistake: Mistake| mistake.about(format_args!("case {}", quoted(&name))))
}

fn read_refused(place: Located<'_>) -> Result<Refused<'_>, Mistake> {
    let [name, policy] = fields(place, "a refused policy, an object with name and policy", ["name", "policy"])?;
    Ok(Refused { place, name: field(place, "name", name, read_text)?, policy: field(place, "policy", policy, Ok)? })
}

/// What stands under this key of the object here, which must be given.
fn field<'a, T>(
    place: Located<'a>,
    key: &str,
    value: Option<Located<'a>>,
    read: impl FnOnce(Located<'a>) -> Result<T, Mistake>,
) -> Result<T, Mistake> {
    value.ok_or_else(|| place.mistake("must be given")).and_then(read).map_err(|mistake| mistake.about(key))
}

fn read_text(value: Located<'_>) -> Result<Cow<'_, str>, Mistake> {
    value.text("a text")
}

fn read_peer(value: Located<'_>) -> Result<Peer, Mistake> {
    let what = "an IP address, with or without a port, or `unix`";
    let text = value.text(what)?;
    text.parse().map_err(|_| value.mistake(format_args!("found {}, expected {what}", quoted(&text))))
}

fn read_headers(value: Located<'_>) -> Result<Vec<HeaderLine>, Mistake> {
    let pair = |line: Located<'_>| {
        let what = "[\"name\", \"value\"]";
        match line.list(what)?.as_slice() {
            [name, value] => Ok((read_bytes(*name)?, read_bytes(*value)?)),
            other => Err(line.mistake(format_args!("found a list of {}, expected {what}", other.len()))),
        }
    };
    value.list("a list of [\"name\", \"value\"]")?.into_iter().map(pair).collect()
}

/// Each character is one byte.
fn read_bytes(value: Located<'_>) -> Result<Vec<u8>, Mistake> {
    let text = value.text("a text")?;
    if text.is_ascii() {
        return Ok(text.into_owned().into_bytes());
    }
    let byte = |character: char| {
        u8::try_from(character).map_err(|_| {
            value.mistake(format_args!(
                "holds U+{:04X}; each character stands for one byte, so it can be U+0000 to U+00FF",
                u32::from(character)
            ))
        })
    };
    text.chars().map(byte).collect()
}

fn read_expect(value: Located<'_>) -> Result<Expect<'_>, Mistake> {
    const KEYS: [&str; 5] = ["ip", "port", "hops", "header", "error"];
    let entries = value.object("an object with `ip` or `error`")?;
    // A key that nobody checks would look like one that is.
    if let Some((key, value)) = entries.iter().find(|(key, _)| !KEYS.contains(&key.as_ref())) {
        let what = format!("{} is nothing that is checked; the keys are ip, port, hops, header, error", quoted(key));
        return Err(value.mistake(what));
    }
    let entry = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, value)| *value);
    let given = |key: &str| entry(key).filter(|value| !value.is_null());
    match (given("ip"), given("error")) {
        (None, None) => Err(value.mistake("holds neither `ip` nor `error`; say which it must be")),
        (Some(_), Some(error)) => Err(error.mistake("holds both `ip` and `error`; an answer has only one of them")),
        (None, Some(error)) => {
            if let Some(beside) = ["port", "hops", "header"].into_iter().find(|key| entry(key).is_some()) {
                return Err(error.mistake(format_args!("holds `{beside}` beside `error`; an error has none")));
            }
            field(value, "error", Some(error), read_error).map(Expect::Error)
        }
        (Some(ip), None) => Ok(Expect::Client {
            ip: field(value, "ip", Some(ip), read_ip)?,
            port: entry("port").map(|port| field(value, "port", Some(port), read_port)).transpose()?,
            hops: given("hops").map(|hops| field(value, "hops", Some(hops), read_hops)).transpose()?,
            header: entry("header").map(|header| field(value, "header", Some(header), read_header)).transpose()?,
        }),
    }
}

fn read_ip(value: Located<'_>) -> Result<IpAddr, Mistake> {
    let what = "an IP address";
    let text = value.text(what)?;
    text.parse().map_err(|_| value.mistake(format_args!("found {}, expected {what}", quoted(&text))))
}

fn read_port(value: Located<'_>) -> Result<Option<u16>, Mistake> {
    let what = "a port from 0 to 65535, or null for none";
    if value.is_null() {
        return Ok(None);
    }
    let port = u16::try_from(value.number(what)?);
    port.map(Some).map_err(|_| value.mistake(format_args!("found {}, expected {what}", value.json())))
}

fn read_hops(value: Located<'_>) -> Result<u64, Mistake> {
    value.number("a number of hops, from 0")
}

fn read_header(value: Located<'_>) -> Result<Option<Cow<'_, str>>, Mistake> {
    if value.is_null() {
        return Ok(None);
    }
    value.text("the name of the header that names the client, or null").map(Some)
}

fn read_error(value: Located<'_>) -> Result<ResolveErrorKind, Mistake> {
    let what = "missing, invalid, duplicate or no-address";
    let text = value.text(what)?;
    let kinds = [
        ResolveErrorKind::Missing,
        ResolveErrorKind::Invalid,
        ResolveErrorKind::Duplicate,
        ResolveErrorKind::NoAddress,
    ];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == text);
    kind.ok_or_else(|| value.mistake(format_args!("found {}, expected {what}", quoted(&text))))
}
