//! What is likely wrong where an answer is not the one that was wanted, and what to do. Read from the trace, the
//! policy and the header lines; whether an answer is right is decided by none of them.
//!
//! Names are for good: they are documented in `HINTS.md` and stand in `--json`.

mod headers;
mod hint;
mod ranges;
mod request;
mod walk;

use crate::request::HeaderLine;
use client_ip_core::{Policy, Trace};
pub(crate) use hint::Hint;
pub(crate) use ranges::{everyone, wide};
use request::Request;

/// The hints for this trace, what matters most first.
pub(crate) fn of(policy: &Policy, headers: &[HeaderLine], trace: &Trace) -> Vec<Hint> {
    let request = Request { policy, headers, trace };
    let alone = [
        request.untrusted_peer(),
        request.no_address(),
        request.missing_proof(),
        request.missing_header(),
        request.chain_exhausted(),
        request.invalid_hop(),
        request.private_client(),
        request.last_trusted(),
        request.ignored_header(),
        request.header_name(),
    ];
    alone.into_iter().flatten().chain(request.repeated_headers()).chain(request.wide_ranges()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_ip_testkit::suite;

    /// Adapters log the name that core gives, without a trace.
    #[test]
    fn the_hint_that_an_error_names_is_among_those_of_its_trace() {
        let mut seen = std::collections::BTreeMap::new();
        for suite in suite::all() {
            for case in suite.cases {
                let policy: Policy = serde_json::from_value(case.policy).unwrap();
                let lines: Vec<HeaderLine> =
                    case.headers.into_iter().map(|(name, value)| (name.into_bytes(), value)).collect();
                let trace = policy.explain(case.peer.parse::<client_ip_core::Peer>().unwrap(), &lines);
                let Err(error) = &trace.outcome else { continue };
                let names: Vec<_> = of(&policy, &lines, &trace).into_iter().map(|hint| hint.name).collect();
                // Of a socket, the trace knows more than the error.
                let is_named = names.contains(&error.hint()) || error.hint() == "no-address" && !names.is_empty();
                assert!(is_named, "{}: {} is not among {names:?}\n{trace}", case.name, error.hint());
                *seen.entry(error.hint()).or_insert(0) += 1;
            }
        }
        for name in
            ["missing-header", "chain-exhausted", "missing-proof", "invalid-hop", "repeated-header", "no-address"]
        {
            assert!(seen.get(name).is_some_and(|count| *count > 3), "{name}: {seen:?}");
        }
    }
}
