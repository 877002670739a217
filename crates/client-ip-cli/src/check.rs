//! `client-ip check`: what a policy means, in words, what is risky in it, and its other forms.

use crate::arguments::{Check, Form};
use crate::explain::shown;
use crate::failure::Failure;
use crate::output::{DIM, HINT, NAME, Output, styled};
use crate::warnings;
use client_ip_core::{Format, OnInvalid, OnMissing, Policy, TrustedProxies};
use std::io::Write;

pub(crate) fn run(arguments: &Check, output: &mut Output) -> Result<(), Failure> {
    let policy = arguments.policy.required()?;
    match arguments.to {
        Some(form) => convert(&policy, form, output),
        None => describe(&policy, output),
    }
}

fn convert(policy: &Policy, form: Form, output: &mut Output) -> Result<(), Failure> {
    let text = match form {
        Form::Text => policy.to_string(),
        Form::Toml => toml::to_string(policy).map_err(Failure::new)?,
        Form::Json => serde_json::to_string_pretty(policy).map_err(Failure::new)?,
    };
    output.line(text.trim_end())?;
    let has_proof = policy.groups().any(|group| group.proof_header().is_some());
    if has_proof || matches!(form, Form::Text) && text.parse::<Policy>().is_err() {
        let note = match form {
            Form::Text if has_proof => "a proof cannot be given as text, so this line is to read and not to use",
            Form::Text => "no word of a text can begin with `proof`, so this line is to read and not to use",
            Form::Toml | Form::Json => "the value of a proof is not shown: put it where `***` stands",
        };
        let _ = writeln!(anstream::stderr(), "{} {note}", styled(HINT, "note:"));
    }
    Ok(())
}

fn describe(policy: &Policy, output: &mut Output) -> Result<(), Failure> {
    if policy.is_empty() {
        return output.line("The policy is empty: nobody is trusted, and the client is whoever is connected.");
    }
    for (number, group) in (1..).zip(policy.groups()) {
        output.line(styled(NAME, format_args!("group {number}: {group}")))?;
        for (title, text) in meaning(group) {
            output.line(format_args!("  {title:<10} {text}"))?;
        }
        output.line("")?;
    }
    let several =
        "Of several groups that hold an address the first one counts. An address that none holds is the client.";
    output.line(if policy.groups().len() > 1 { several } else { "An address that it does not hold is the client." })?;
    let warnings = warnings::of(policy);
    for hint in &warnings {
        output.line("")?;
        output.line(format_args!("{} {}", styled(HINT, "warning"), shown(hint)))?;
    }
    if !warnings.is_empty() {
        output.line("")?;
        output.line(styled(DIM, "more on a warning: client-ip hint NAME"))?;
    }
    Ok(())
}

/// What a group means, line by line.
fn meaning(group: &TrustedProxies) -> Vec<(&'static str, String)> {
    let header = group.header_as_written();
    let format = match group.format() {
        Format::List => "a comma-separated list to which each proxy appends",
        Format::Forwarded => "elements as RFC 7239 has them, to which each proxy appends",
        Format::Address => "one address, which each proxy overwrites",
        Format::AddressPort => "one address with a port, which each proxy overwrites",
        _ => "its format",
    };
    let mut lines =
        vec![("trusts", addresses(group)), ("to report", format!("who connected to them, in {header}: {format}"))];
    if group.entries_per_hop() > 1 {
        let entries = group.entries_per_hop();
        lines.push(("entries", format!("each proxy appends {entries}, of which the leftmost is who connected to it")));
    }
    if let Some(hops) = group.trusted_hops() {
        let last = if hops == 1 { "it" } else { "the last of them" };
        let hops = if hops == 1 { "one hop".to_owned() } else { format!("{hops} hops") };
        lines.push((
            "hops",
            format!("the walk takes at most {hops} from this group; {last} is the client, whoever it is"),
        ));
    }
    if let Some(proof) = group.proof_header_as_written() {
        lines.push(("proof", format!("only in a request that carries {proof} once, with the secret value")));
    }
    let last_trusted = "the answer is the last address that was found, a trusted proxy";
    lines.push((
        "missing",
        match group.on_missing() {
            OnMissing::LastTrusted => format!("if one does not report it, {last_trusted}"),
            _ => "if one does not report it, the request has no client: an error".to_owned(),
        },
    ));
    lines.push((
        "invalid",
        match group.on_invalid() {
            OnInvalid::LastTrusted => format!("if what it reports is no address, {last_trusted}"),
            _ => "if what it reports is no address, the request has no client: an error".to_owned(),
        },
    ));
    lines
}

fn addresses(group: &TrustedProxies) -> String {
    let ranges = group.ranges();
    let mut parts = Vec::new();
    match ranges.ipv4_count() {
        0 => {}
        1 => parts.push("1 IPv4 address".to_owned()),
        count => parts.push(format!("{} IPv4 addresses", grouped(count.into()))),
    }
    match ranges.ipv6_count() {
        0 => {}
        1 => parts.push("1 IPv6 address".to_owned()),
        u128::MAX => parts.push("all IPv6 addresses".to_owned()),
        count if count < 1_000_000 => parts.push(format!("{} IPv6 addresses", grouped(count))),
        count => {
            let about = if count.is_power_of_two() { "" } else { "about " };
            parts.push(format!("{about}2^{} IPv6 addresses", count.ilog2()));
        }
    }
    let merged = match ranges.len() {
        0 => String::new(),
        1 => " in 1 range after merging".to_owned(),
        count => format!(" in {count} ranges after merging"),
    };
    let unix = match (group.includes_unix(), parts.is_empty()) {
        (false, _) => "",
        (true, true) => "peers on a Unix socket",
        (true, false) => ", and peers on a Unix socket",
    };
    format!("{}{merged}{unix}", parts.join(" and "))
}

/// With a comma at every thousand.
fn grouped(count: u128) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
