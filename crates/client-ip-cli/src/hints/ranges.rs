//! Hints about addresses: of a client that may be a proxy, and of ranges that hold more than proxies.

use super::hint::Hint;
use super::request::Request;
use crate::range_width::{is_internal, is_wide, range_of, trusts_everyone};
use client_ip_core::ProxyRange;
use client_ip_core::trace::{End, Why};

impl Request<'_> {
    pub(super) fn private_client(&self) -> Option<Hint> {
        let client = self.trace.outcome.as_ref().ok().filter(|client| client.hops() > 0 && is_internal(client.ip()))?;
        let (_, asked) = self.last_asked()?;
        let (ip, number) = (client.ip(), asked.number);
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

    pub(super) fn wide_ranges(&self) -> Vec<Hint> {
        let mut hints: Vec<((usize, &ProxyRange), Hint)> = Vec::new();
        for (step, asked) in self.trace.steps.iter().filter_map(|step| Some((step, step.asked.as_ref()?))) {
            let number = asked.number;
            let Some(group) = self.group(number) else { continue };
            let Some(range) = range_of(group, step) else { continue };
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
pub(crate) fn wide(group: usize, range: &ProxyRange) -> Hint {
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
