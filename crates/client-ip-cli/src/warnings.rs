//! What is legal in a policy and risky. Named like the hints, and documented with them.

use crate::hints::{self, Hint};
use crate::range_width::{is_wide, provider, trusts_everyone};
use client_ip_core::{OnInvalid, OnMissing, Policy, RangeName, TrustedProxies};

/// The warnings about all groups, in order.
pub(crate) fn of(policy: &Policy) -> Vec<Hint> {
    (1..).zip(policy.groups()).flat_map(|(number, group)| of_group(number, group)).collect()
}

fn of_group(number: usize, group: &TrustedProxies) -> Vec<Hint> {
    let mut warnings = Vec::new();
    if trusts_everyone(group) {
        warnings.push(hints::everyone(number));
    } else {
        let wide = group.ranges_as_written().iter().filter(|range| is_wide(range));
        warnings.extend(wide.map(|range| hints::wide(number, range)));
    }
    let mut providers: Vec<_> = group.ranges_as_written().iter().filter_map(provider).map(RangeName::as_str).collect();
    providers.dedup();
    if group.proof_header().is_none() && !providers.is_empty() {
        warnings.push(Hint {
            name: "shared-provider",
            what: format!(
                "group {number} trusts {}, addresses that all customers of the provider share",
                providers.join(", ")
            ),
            mend: "whoever rents the same service can put it in front of your server: give the group a `proof`"
                .to_owned(),
        });
    }
    if group.on_missing() == OnMissing::LastTrusted {
        let reason = match group.trusted_hops() {
            Some(_) => "a client that reaches an inner proxy can make the chain too short and choose the answer",
            None => "a request that lost its header on the way looks like one from the proxy itself",
        };
        warnings.push(Hint {
            name: "last-trusted",
            what: format!("group {number} has on_missing = \"last-trusted\": {reason}"),
            mend: "leave it out, unless proxies send requests of their own, as health checks, that need an answer"
                .to_owned(),
        });
    }
    if group.on_invalid() == OnInvalid::LastTrusted {
        warnings.push(Hint {
            name: "last-trusted",
            what: format!("group {number} has on_invalid = \"last-trusted\": a request with a spoilt header looks like one from the proxy itself"),
            mend: "leave it out, unless an answer is needed whatever the proxies write".to_owned(),
        });
    }
    if group.entries_per_hop() > 1 {
        warnings.push(Hint {
            name: "entries-per-hop",
            what: format!(
                "group {number} has entries_per_hop = {}: where a proxy appends fewer, the client writes the answer",
                group.entries_per_hop()
            ),
            mend: "make sure that each of these proxies appends as many".to_owned(),
        });
    }
    warnings
}
