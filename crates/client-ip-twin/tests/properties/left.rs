//! What a client can write changes nothing: to the left of its own address, in headers that nobody on the walk
//! writes, and where nobody is asked at all.

use crate::check::check;
use crate::generate::{Headers, address, case, request, trusted_by};
use client_ip_core::trace::End;
use client_ip_twin::{Format, Peer, Policy};
use proptest::prelude::*;
use proptest::sample::Index;
use std::cell::Cell;
use std::collections::BTreeSet;

/// A line as a client would write it to mislead: in any format, any bytes, sometimes much of it.
fn junk() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        request::line(Format::List),
        request::line(Format::Forwarded),
        request::bytes(),
        Just(b"for=\"6.6.6.6".to_vec()),
        Just(b"x=\"\\".to_vec()),
    ];
    let times = prop_oneof![9 => Just(1), 1 => 2..300_usize];
    (line, times).prop_map(|(line, times)| line.repeat(times))
}

fn appends(format: Format) -> bool {
    matches!(format, Format::List | Format::Forwarded)
}

/// The headers to which the policy's proxies append.
fn appended(policy: &Policy) -> BTreeSet<String> {
    let groups = policy.trusted_proxies.iter().filter(|group| appends(group.format()));
    groups.map(|group| group.header_name()).collect()
}

/// Junk in earlier lines of every header to which proxies append, and in front of what its first line holds.
fn with_junk(policy: &Policy, headers: &Headers, junk: &[(Index, Vec<u8>)], in_line: &[u8]) -> Headers {
    let names: Vec<String> = appended(policy).into_iter().collect();
    let mut longer = headers.clone();
    for name in &names {
        if let Some((_, value)) = longer.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            *value = [in_line, b",", value.as_slice()].concat();
        }
    }
    if !names.is_empty() {
        longer.splice(0..0, junk.iter().map(|(index, line)| (names[index.index(names.len())].clone(), line.clone())));
    }
    longer
}

#[test]
fn junk_to_the_left_of_the_client_changes_nothing() {
    let junk_lines = prop::collection::vec((any::<Index>(), junk()), 0..4);
    let (held, all) = (Cell::new(0), Cell::new(0));
    check(1_000, &(case(), junk_lines, junk()), |((policy, peer, headers), lines, in_line)| {
        let core = policy.to_core().unwrap();
        let trace = core.explain(peer, &headers);
        all.set(all.get() + 1);
        // Where nothing is left to read, what a client writes is all there is.
        if trace.end == End::Missing {
            return Ok(());
        }
        held.set(held.get() + 1);
        let longer = with_junk(&policy, &headers, &lines, &in_line);
        prop_assert_eq!(core.resolve(peer, &longer), trace.outcome.clone());
        prop_assert_eq!(core.explain(peer, &longer).outcome, trace.outcome);
        Ok(())
    });
    assert!(held.get() * 3 > all.get(), "only {} of {} walks came to an end", held.get(), all.get());
}

#[test]
fn headers_that_no_group_on_the_walk_names_change_nothing() {
    let noise = prop::collection::vec((any::<Index>(), any::<Index>(), junk()), 0..8);
    let changed = Cell::new(0);
    check(1_000, &(case(), noise), |((policy, peer, headers), noise)| {
        let core = policy.to_core().unwrap();
        let trace = core.explain(peer, &headers);
        let proofs = core.groups().filter_map(|group| group.proof_header()).map(|name| name.as_str().to_owned());
        let asked = trace.steps.iter().filter_map(|step| step.asked.as_ref());
        let counts: BTreeSet<String> = proofs.chain(asked.map(|asked| asked.header.to_ascii_lowercase())).collect();
        let is_noise = |name: &str| !counts.contains(&name.to_ascii_lowercase());

        let mut others: Vec<String> = policy.trusted_proxies.iter().map(|group| group.header.clone()).collect();
        others.extend(["Forwarded", "X-Forwarded-For", "X-Real-IP", "Connection"].map(str::to_owned));
        others.retain(|name| is_noise(name));
        let mut noisy = headers.clone();
        noisy.retain(|(name, _)| !is_noise(name));
        for (name, place, value) in noise {
            if !others.is_empty() {
                noisy.insert(place.index(noisy.len() + 1), (others[name.index(others.len())].clone(), value));
            }
        }
        changed.set(changed.get() + usize::from(noisy != headers));
        prop_assert_eq!(core.resolve(peer, &noisy), trace.outcome);
        Ok(())
    });
    assert!(changed.get() > 100, "only {} requests were changed", changed.get());
}

#[test]
fn a_peer_whom_nobody_trusts_is_the_client_whatever_it_sends() {
    check(500, &(case(), address::ip(), any::<u16>()), |((policy, _, headers), ip, port)| {
        if !trusted_by(&policy).contains(&ip) && !policy.trusted_proxies.iter().any(|group| group.holds(Some(ip))) {
            let client = policy.to_core().unwrap().resolve(Peer::Ip(ip, Some(port)), &headers).unwrap();
            prop_assert_eq!((client.ip(), client.port(), client.hops(), client.header()), (ip, Some(port), 0, None));
        }
        Ok(())
    });
}

#[test]
fn it_is_the_same_in_one_line_and_in_several() {
    check(500, &case(), |(policy, peer, headers)| {
        let mut joined = headers.clone();
        for name in appended(&policy) {
            let lines: Vec<&[u8]> = headers
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(&name))
                .map(|(_, value)| value.as_slice())
                .collect();
            let line = lines.join(&b", "[..]);
            joined.retain(|(n, _)| !n.eq_ignore_ascii_case(&name));
            joined.push((name, line));
        }
        let core = policy.to_core().unwrap();
        prop_assert_eq!(core.resolve(peer, &joined), core.resolve(peer, &headers));
        Ok(())
    });
}
