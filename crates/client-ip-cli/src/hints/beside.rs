//! Hints about what stands beside the answer: the address that it is, other headers, the ranges that were used.

use super::{FORWARDING, Hint, Request};
use crate::breadth::{is_internal, is_wide, trusts_everyone};
use crate::spelled;
use client_ip_core::{End, Why};

impl Request<'_> {
    pub(super) fn private_client(&self) -> Option<Hint> {
        let client = self.trace.outcome.as_ref().ok().filter(|client| client.hops > 0 && is_internal(client.ip))?;
        let (_, asked) = self.last_asked()?;
        let (ip, number) = (client.ip, asked.number);
        let mend = match self.trace.end {
            End::Untrusted => format!("that writes {}, add `{ip}` to the ranges of group {number}", asked.header),
            End::TrustedHops => format!("too, raise the trusted_hops of group {number}"),
            _ => return None,
        };
        let left = self.trace.passed.iter().find(|passed| passed.why == Why::NotRead && passed.header == asked.header);
        let left = left.map_or(String::new(), |passed| format!("; {} stands to its left", passed.text));
        Some(Hint {
            name: "private-client",
            what: format!("the client {ip} has an address of an internal network, as proxies mostly have{left}"),
            mend: format!("if it is a proxy of yours {mend}; if clients connect from inside, the answer is right"),
        })
    }

    pub(super) fn ignored_header(&self) -> Option<Hint> {
        self.last_asked()?;
        let is_asked = |name: &str| {
            let mut asked = self.trace.steps.iter().filter_map(|step| step.asked.as_ref());
            asked.any(|asked| asked.header.eq_ignore_ascii_case(name))
        };
        let ignored: Vec<_> = FORWARDING.into_iter().filter(|name| self.lines(name) > 0 && !is_asked(name)).collect();
        let first = ignored.first()?;
        let named = self.groups().find(|(_, group)| group.header().as_str().eq_ignore_ascii_case(first));
        let mend = match named {
            Some((number, _)) => format!("group {number} reads {first}, but the walk met no proxy of that group"),
            None => format!(
                "right if a client sent it, which proxies mostly let through; if it is your proxy that writes {first}, a group \
                 of the policy has to name that header"
            ),
        };
        Some(Hint {
            name: "ignored-header",
            what: format!("the request holds {}, which is not read", ignored.join(", ")),
            mend,
        })
    }

    pub(super) fn header_name(&self) -> Option<Hint> {
        let hyphened = |name: &[u8]| name.iter().map(|&b| if b == b'_' { b'-' } else { b }).collect::<Vec<_>>();
        self.headers.iter().filter(|(name, _)| name.contains(&b'_')).find_map(|(name, _)| {
            let meant = hyphened(name);
            let (_, group) =
                self.groups().find(|(_, group)| meant.eq_ignore_ascii_case(group.header().as_str().as_bytes()))?;
            let (name, header) = (name.escape_ascii(), spelled::header(group));
            Some(Hint {
                name: "header-name",
                what: format!("the request holds {name}, which is another header than {header} and is not read"),
                mend: format!("have the proxy write {header}, and drop {name}: some servers take one for the other"),
            })
        })
    }

    pub(super) fn repeated_headers(&self) -> Vec<Hint> {
        let mut hints: Vec<(String, Hint)> = Vec::new();
        for asked in self.trace.steps.iter().filter_map(|step| step.asked.as_ref()).filter(|asked| asked.proven) {
            let (header, lines) = (&asked.header, self.lines(&asked.header));
            let Some(group) = self.group(asked.number).filter(|_| lines > 1) else { continue };
            if hints.iter().any(|(known, _)| known.eq_ignore_ascii_case(header)) {
                continue;
            }
            let (what, mend) = if group.format().is_single_address() {
                (
                    "holds one address, so nobody can tell whose line is whose",
                    "have the proxy overwrite what the client sent instead of adding a line",
                )
            } else {
                (
                    "is read as one list, the last line being the nearest proxy's",
                    "right where a proxy adds a line of its own, as HAProxy does; nothing to do",
                )
            };
            let what = format!("{header} stands in {lines} lines; it {what}");
            hints.push((header.clone(), Hint { name: "repeated-header", what, mend: mend.to_owned() }));
        }
        hints.into_iter().map(|(_, hint)| hint).collect()
    }

    pub(super) fn wide_ranges(&self) -> Vec<Hint> {
        let mut hints: Vec<((usize, &str), Hint)> = Vec::new();
        for asked in self.trace.steps.iter().filter_map(|step| step.asked.as_ref()) {
            let (number, range) = (asked.number, asked.range.as_str());
            let Some(group) = self.group(number) else { continue };
            if hints.iter().any(|(known, _)| *known == (number, range)) {
                continue;
            }
            if trusts_everyone(group) {
                hints.push(((number, range), everyone(number)));
            } else if is_wide(range) {
                hints.push(((number, range), wide(number, range)));
            }
        }
        hints.into_iter().map(|(_, hint)| hint).collect()
    }
}

/// The hint that a range holds more than proxies.
pub(crate) fn wide(group: usize, range: &str) -> Hint {
    Hint {
        name: "wide-range",
        what: format!("group {group} trusts all of {range}, and whoever sits there may answer what it likes"),
        mend: "name the proxies in `ranges`, or the network that holds nothing else".to_owned(),
    }
}

/// The hint that a group trusts everyone.
pub(crate) fn everyone(group: usize) -> Hint {
    Hint {
        name: "trusts-everyone",
        what: format!("group {group} believes whoever connects and only counts the hops"),
        mend: "make sure that the port cannot be reached around the proxies, or give the group a proof".to_owned(),
    }
}
