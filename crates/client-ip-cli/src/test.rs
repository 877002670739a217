//! `client-ip test`: files of cases, or one policy against them.

use crate::arguments::Test;
use crate::document::Located;
use crate::explain::coloured;
use crate::failure::{self, Failure, printable, quoted, shortened};
use crate::input::{self, Kind, LineNumbers, Mistake};
use crate::output::{BAD, NAME, Output, styled};
use crate::policy_file;
use crate::suite::{Case, Expect, Refused, Suite};
use client_ip_core::{Client, Policy, ResolveError};
use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::net::IpAddr;
use std::path::Path;
use std::process::ExitCode;

/// How many characters of a name are shown.
const LONGEST: usize = 200;

pub(crate) fn run(arguments: &Test, output: &mut Output) -> Result<ExitCode, Failure> {
    let given = arguments.policy.given()?;
    let texts = arguments.files.iter().map(|path| in_file(path, read(path))).collect::<Result<Vec<_>, _>>()?;
    // All are read before one is run: a file that is none must not look like cases that pass.
    let suites =
        arguments.files.iter().zip(&texts).map(|(path, text)| {
            in_file(path, Suite::read(text, given.is_none()).map_err(|mistake| mistake.within(text)))
        });
    let suites = suites.collect::<Result<Vec<_>, _>>()?;

    let (mut passed, mut failed) = (0, 0);
    for ((path, text), suite) in arguments.files.iter().zip(&texts).zip(&suites) {
        let lines_in = LineNumbers::of(text);
        let mut policies = Policies { given: given.as_ref(), lines: &lines_in, suite, read: HashMap::new() };
        let cases = suite.cases.iter().map(|case| (case.place, &case.name, policies.check(case)));
        let cases = cases.map(|(place, name, result)| (place, name, result.err()));
        let refused = suite.refused.iter().map(|refused| (refused.place, &refused.name, check_refused(refused).err()));
        for (place, name, failure) in cases.chain(refused) {
            let Some(lines) = failure else {
                passed += 1;
                continue;
            };
            failed += 1;
            let line = lines_in.at(place.offset());
            let place = format!("{}, line {line}:", printable(&path.display().to_string()));
            output.line(format_args!(
                "{} {place} {}",
                styled(BAD, "FAILED"),
                styled(NAME, shortened(name, LONGEST))
            ))?;
            for line in lines {
                output.line(if line.is_empty() { line } else { format!("    {line}") })?;
            }
            output.line("")?;
        }
    }
    output.line(format_args!("{passed} passed, {failed} failed"))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn read(path: &Path) -> Result<String, Failure> {
    input::text(input::read(path, Kind::Cases)?)
}

fn in_file<T>(path: &Path, result: Result<T, Failure>) -> Result<T, Failure> {
    result.map_err(|failure| failure.within(path.display()))
}

/// The policies of a file, each read once.
struct Policies<'a> {
    given: Option<&'a Policy>,
    lines: &'a LineNumbers<'a>,
    suite: &'a Suite<'a>,
    read: HashMap<&'a str, Result<Policy, String>>,
}

impl<'a> Policies<'a> {
    fn of(&mut self, case: &Case<'a>) -> Result<Policy, String> {
        let value = match (self.given, case.policy) {
            (Some(policy), _) => return Ok(policy.clone()),
            (None, Some(value)) => value,
            (None, None) => return Err("there is none".to_owned()),
        };
        let (suite, lines) = (self.suite, self.lines);
        let refused = |mistake: Mistake| {
            shortened(&format!("line {}: {}", lines.at(mistake.offset), mistake.what), failure::LONGEST)
        };
        self.read.entry(value.json()).or_insert_with(|| read_policy(suite, value).map_err(refused)).clone()
    }

    /// Whether the case comes out as it should; if not, the lines that say so.
    fn check(&mut self, case: &Case<'a>) -> Result<(), Vec<String>> {
        let policy = self.of(case).map_err(|error| {
            vec![format!("expected  {}", expected(&case.expect)), format!("the policy is refused: {error}")]
        })?;
        let outcome = policy.resolve(case.peer, &case.headers);
        if is_expected(&case.expect, &outcome) {
            return Ok(());
        }
        let mut lines =
            vec![format!("expected  {}", expected(&case.expect)), format!("got       {}", got(&case.expect, &outcome))];
        lines.push(String::new());
        lines.extend(coloured(&policy.explain(case.peer, &case.headers)));
        Err(lines)
    }
}

/// The policy that a case names or holds.
fn read_policy(suite: &Suite<'_>, value: Located<'_>) -> Result<Policy, Mistake> {
    let Ok(name) = value.text("") else {
        return policy_file::located(value);
    };
    match suite.policies.get(&name) {
        Some(policy) => policy_file::located(*policy),
        None => policy_file::located(value).map_err(|mistake| {
            // What stands beside a proof may be the secret.
            let shown = if name.to_ascii_lowercase().contains("proof") { "the text".to_owned() } else { quoted(&name) };
            mistake.about(format_args!("{shown} is no name in `policies`, and no policy as text"))
        }),
    }
}

fn check_refused(refused: &Refused<'_>) -> Result<(), Vec<String>> {
    match policy_file::located(refused.policy) {
        Err(_) => Ok(()),
        Ok(policy) if policy.is_empty() => Err(vec!["must be refused, and is the empty policy".to_owned()]),
        Ok(policy) => Err(vec![format!("must be refused, and is legal: {}", shortened(&policy.to_string(), LONGEST))]),
    }
}

fn is_expected(expect: &Expect<'_>, outcome: &Result<Client, ResolveError>) -> bool {
    match (expect, outcome) {
        (Expect::Error(kind), Err(error)) => *kind == error.kind(),
        (Expect::Client { ip, port, hops, header }, Ok(client)) => {
            *ip == client.ip()
                && port.is_none_or(|port| port == client.port())
                && hops.is_none_or(|hops| hops == client.hops() as u64)
                && header.as_ref().is_none_or(|header| match (header, &client.header()) {
                    (Some(name), Some(header)) => name.eq_ignore_ascii_case(header.as_str()),
                    (name, header) => name.is_none() && header.is_none(),
                })
        }
        _ => false,
    }
}

fn expected(expect: &Expect<'_>) -> String {
    match expect {
        Expect::Error(kind) => format!("the error {kind}"),
        Expect::Client { ip, port, hops, header } => {
            client(*ip, *port, *hops, header.as_ref().map(|header| header.as_deref()))
        }
    }
}

/// The answer, as far as the case is about it.
fn got(expect: &Expect<'_>, outcome: &Result<Client, ResolveError>) -> String {
    match (outcome, expect) {
        (Err(error), _) => format!("the error {error}"),
        (Ok(found), Expect::Error(_)) => client(found.ip(), None, None, None),
        (Ok(found), Expect::Client { port, hops, header, .. }) => client(
            found.ip(),
            port.map(|_| found.port()),
            hops.map(|_| found.hops() as u64),
            header.as_ref().map(|_| found.header().map(|header| header.as_str())),
        ),
    }
}

fn client(ip: IpAddr, port: Option<Option<u16>>, hops: Option<u64>, header: Option<Option<&str>>) -> String {
    let mut text = format!("ip {ip}");
    let mut add = |key: &str, value: Option<&dyn Display>| match value {
        Some(value) => write!(text, ", {key} {value}"),
        None => write!(text, ", no {key}"),
    };
    // Writing to a text cannot fail.
    let _ = port.map(|port| add("port", port.as_ref().map(|port| port as &dyn Display)));
    let _ = hops.map(|hops| add("hops", Some(&hops)));
    let header = header.map(|header| header.map(|name| shortened(&name.to_ascii_lowercase(), LONGEST)));
    let _ = header.map(|header| add("header", header.as_ref().map(|name| name as &dyn Display)));
    text
}
