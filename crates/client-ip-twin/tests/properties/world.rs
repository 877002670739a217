//! A small world: a client that writes what it likes, and proxies that do what a policy says of them. However the
//! client lies, the answer is its address, or there is none.

use crate::check::check;
use crate::generate::{Headers, address, case, forwarded, one_of, policy, request, trusted_by};
use client_ip_core::ResolveError;
use client_ip_core::error::ResolveErrorKind;
use client_ip_twin::{Format, Group, Peer, Policy};
use proptest::prelude::*;
use proptest::sample::Index;
use std::cell::Cell;
use std::net::IpAddr;

/// How a proxy writes what it saw.
#[derive(Debug, Clone)]
struct Style {
    form: u8,
    new_line: bool,
    /// What the client calls the host, as the proxy copies it into `Forwarded`.
    host: String,
    /// Whether the element that holds it can be unreadable because of it.
    spoils: bool,
}

impl Style {
    fn spoils(&self, group: &Group) -> bool {
        self.spoils && group.format() == Format::Forwarded
    }
}

/// Hosts that try to say who the client is.
const HOSTS: &[&str] = &[
    "",
    "example.com:8080",
    ";for=6.6.6.6;y=",
    "a\";for=6.6.6.6;b=\"",
    "\",for=6.6.6.6;x=\"",
    "ev\"il",
    "ev\\\"il",
    "\";by=\"",
];

fn style() -> impl Strategy<Value = Style> {
    let host = prop_oneof![one_of(HOSTS), "[ -~]{0,12}"];
    // A comma that is copied outside of quotes is the only thing that no reader can tell from the proxy's own.
    let raw = host.clone().prop_map(|host| host.replace(',', ""));
    let copied = prop_oneof![
        host.prop_map(|host| (forwarded::quoted(&host), host.contains([',', ';']))),
        raw.clone().prop_map(|host| (format!("\"{host}\""), host.contains([';', '"', '\\']))),
        raw.prop_map(|host| (host.clone(), host.contains([';', '"']))),
    ];
    (0..5_u8, any::<bool>(), copied).prop_map(|(form, new_line, (host, spoils))| Style { form, new_line, host, spoils })
}

fn spelled(ip: IpAddr, form: u8) -> String {
    match (ip, form) {
        (IpAddr::V4(ip), 0) => format!("{ip}:4711"),
        (IpAddr::V4(ip), 1) => format!("::ffff:{ip}"),
        (IpAddr::V6(ip), 0) => format!("[{ip}]:4711"),
        (IpAddr::V6(ip), 1) => format!("[{ip}]"),
        (IpAddr::V6(ip), 2) => format!("{ip}%eth0"),
        (ip, _) => ip.to_string(),
    }
}

/// What this proxy adds to its header: the entry for whom it saw, and where it adds several, more of its own.
fn appended(group: &Group, saw: IpAddr, style: &Style) -> String {
    let entry = match group.format() {
        Format::List => spelled(saw, style.form),
        _ => format!("by=_me;host={};for=\"{}\"", style.host, spelled(saw, style.form)),
    };
    let own = if group.format() == Format::List { "10.9.9.9" } else { "for=10.9.9.9" };
    let more = group.entries_per_hop.unwrap_or(1) as usize - 1;
    [vec![entry], vec![own.to_owned(); more]].concat().join(", ")
}

/// Does what a proxy of this group does to a request from `saw`.
fn forward(group: &Group, saw: IpAddr, style: &Style, headers: &mut Headers) {
    if let Some(proof) = &group.proof {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case(&proof.header));
        headers.push((proof.header.clone(), proof.value.clone().into_bytes()));
    }
    let is_its = |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case(&group.header);
    let value = match group.format() {
        Format::List | Format::Forwarded => {
            let value = appended(group, saw, style);
            match headers.iter_mut().rfind(|line| is_its(line)) {
                Some((_, line)) if !style.new_line => return line.extend(format!(", {value}").bytes()),
                _ => value,
            }
        }
        Format::Address => spelled(saw, style.form),
        Format::AddressPort => format!("{saw}:443"),
    };
    if matches!(group.format(), Format::Address | Format::AddressPort) {
        headers.retain(|line| !is_its(line));
    }
    headers.push((group.header.clone(), value.into_bytes()));
}

/// The policy without the keys that let a proxy be the client.
fn strict(policy: Policy) -> Policy {
    let strict = |group| Group { trusted_hops: None, on_missing: None, on_invalid: None, ..group };
    policy::accepted(policy.trusted_proxies.into_iter().map(strict).collect())
}

fn group_of(policy: &Policy, proxy: IpAddr) -> &Group {
    policy.trusted_proxies.iter().find(|group| group.holds(Some(proxy))).expect("a trusted proxy")
}

#[test]
fn whatever_the_client_sends_it_is_found_or_nobody_is() {
    let path = prop::collection::vec((any::<Index>(), style()), 1..6);
    let (found, spoilt, lost) = (Cell::new(0), Cell::new(0), Cell::new(0));
    check(2_000, &(policy::policy(), request::lines(), address::outside(), path), |(policy, lines, client, path)| {
        let policy = strict(policy);
        let trusted = trusted_by(&policy);
        if trusted.is_empty() || policy.trusted_proxies.iter().any(|group| group.holds(Some(client))) {
            return Ok(());
        }
        // The client knows every header, and no secret.
        let mut headers = lines.into_headers(&policy);
        headers.retain(|(_, value)| !policy::PROOFS.iter().any(|(_, secret)| value == secret.as_bytes()));

        let mut saw = client;
        let mut overwritten = Vec::new();
        let (mut overwritten_twice, mut spoils) = (false, false);
        for (proxy, style) in &path {
            let proxy = trusted[proxy.index(trusted.len())];
            let group = group_of(&policy, proxy);
            forward(group, saw, style, &mut headers);
            spoils |= style.spoils(group);
            if matches!(group.format(), Format::Address | Format::AddressPort) {
                overwritten_twice |= overwritten.contains(&group.header_name());
                overwritten.push(group.header_name());
            }
            saw = proxy;
        }
        let outcome = policy.to_core().unwrap().resolve(Peer::Ip(saw, None), &headers);
        if spoils && outcome.as_ref().is_err_and(|error| error.kind() == ResolveErrorKind::Invalid) {
            spoilt.set(spoilt.get() + 1);
        } else if overwritten_twice {
            // The second proxy has overwritten what the first one knew.
            lost.set(lost.get() + 1);
            prop_assert_eq!(outcome.map_err(|error| error.kind()), Err(ResolveErrorKind::Missing));
        } else {
            found.set(found.get() + 1);
            prop_assert_eq!(outcome.map(|client| (client.ip(), client.hops())), Ok((client, path.len())));
        }
        Ok(())
    });
    let (found, spoilt, lost) = (found.get(), spoilt.get(), lost.get());
    assert!(found > 300 && spoilt > 30 && lost > 30, "found {found}, spoilt {spoilt}, lost {lost}");
}

#[test]
fn one_trusted_proxy_more_finds_the_same_client() {
    let added = Cell::new(0);
    check(1_000, &(case(), any::<Index>(), style()), |((policy, peer, mut headers), proxy, style)| {
        let core = policy.to_core().unwrap();
        let before = core.resolve(peer, &headers);
        let appends = |ip: &IpAddr| {
            let group = group_of(&policy, *ip);
            group.proof.is_none() && matches!(group.format(), Format::List | Format::Forwarded)
        };
        let proxies: Vec<IpAddr> = trusted_by(&policy).into_iter().filter(appends).collect();
        let Peer::Ip(ip, _) = peer else { return Ok(()) };
        let counted = policy.trusted_proxies.iter().any(|group| group.trusted_hops.is_some());
        if counted || proxies.is_empty() || ip.to_canonical().is_unspecified() {
            return Ok(());
        }
        let proxy = proxies[proxy.index(proxies.len())];
        if style.spoils(group_of(&policy, proxy)) {
            return Ok(());
        }
        added.set(added.get() + 1);
        forward(group_of(&policy, proxy), ip.to_canonical(), &style, &mut headers);
        let after = core.resolve(Peer::Ip(proxy, None), &headers);
        // With one line more, another thing may be lacking.
        let facts =
            |error: ResolveError, more| (error.kind(), error.header().cloned(), error.hop().map(|hop| hop + more));
        let before = before.map(|client| (client.ip(), client.hops() + 1)).map_err(|error| facts(error, 1));
        let after = after.map(|client| (client.ip(), client.hops())).map_err(|error| facts(error, 0));
        prop_assert_eq!(after, before);
        Ok(())
    });
    assert!(added.get() > 100, "only {} requests went through one proxy more", added.get());
}
