//! One line of text <-> [`Policy`].

use crate::format::Format;
use crate::policy::Policy;
use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use crate::policy::options::{OnInvalid, OnMissing};
use crate::policy::secrets::HIDDEN;
use crate::policy::secrets::{SPACES, begins_with_proof, has_proof_word};
use crate::policy::trusted_proxies::TrustedProxies;
use crate::words::Word;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

impl FromStr for Policy {
    type Err = PolicyError;

    /// Reads `HEADER from RANGE, ...` and options (`hops N`, `entries-per-hop N`, `format F`,
    /// `on-missing W`, `on-invalid W`) in any order; groups separated by `;`. An empty text is the empty
    /// policy.
    ///
    /// # Errors
    ///
    /// - a text that does not go on as it must, a keyword that is unknown or given twice
    /// - `proof`, which cannot be given as text, and any word that begins with it, in any case of letters
    /// - whatever [`Policy::new`] and [`TrustedProxies::new`] refuse
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if text.trim_matches(SPACES).is_empty() {
            return Policy::new([]);
        }
        let groups = || (1..).zip(text.split(';'));
        // First of all, so that no other error shows what stands there.
        if let Some((number, _)) = groups().find(|(_, group)| has_proof_word(group)) {
            return Err(Mistake::ProofInText.at(Place::of("proof")).in_group(number));
        }
        let groups = groups().map(|(number, group)| read_group(group).map_err(|error| error.in_group(number)));
        let groups: Result<Vec<_>, _> = groups.collect();
        // `"proof=…"`, `--proof …`, JSON in place of text: no word begins with `proof`, but the text still holds the secret.
        groups.and_then(Policy::new).map_err(|error| error.of_text_with_proof(text))
    }
}

fn read_group(text: &str) -> Result<TrustedProxies, PolicyError> {
    let spaced = text.replace(',', " , ");
    let mut words = spaced.split(SPACES).filter(|word| !word.is_empty()).peekable();
    let syntax = |value: Option<&str>, expected| {
        Mistake::Syntax { value: value.unwrap_or_default().to_owned(), expected }.at(Place::default())
    };
    let header = words.next().ok_or_else(|| syntax(None, "a header's name"))?;
    match words.next() {
        Some("from") => {}
        other => return Err(syntax(other, "`from` and the ranges")),
    }
    let mut ranges = Vec::new();
    loop {
        match words.next() {
            None | Some(",") => return Err(syntax(words.next(), "a range")),
            Some(range) => ranges.push(range),
        }
        if words.next_if_eq(&",").is_none() {
            break;
        }
    }
    let mut group = TrustedProxies::new(ranges, header)?;
    let mut seen = Vec::new();
    while let Some(keyword) = words.next() {
        let Some(key) = KEYS.into_iter().find(|(known, _)| *known == keyword) else {
            return Err(syntax(Some(keyword), EXPECTED));
        };
        let place = Place::of(key.1);
        if seen.contains(&keyword) {
            return Err(Mistake::RepeatedKey.at(place));
        }
        seen.push(keyword);
        let value =
            words.next().ok_or_else(|| Mistake::Syntax { value: String::new(), expected: "its value" }.at(place))?;
        group = match keyword {
            "hops" => group.with_trusted_hops(read_count(value, place)?)?,
            "entries-per-hop" => group.with_entries_per_hop(read_count(value, place)?)?,
            "format" => group.with_format(read_word::<Format>(value, place)?),
            "on-missing" => group.with_on_missing(read_word::<OnMissing>(value, place)?),
            _ => group.with_on_invalid(read_word::<OnInvalid>(value, place)?),
        };
    }
    Ok(group)
}

const EXPECTED: &str = "`,` and a range, or `hops`, `entries-per-hop`, `format`, `on-missing` or `on-invalid`";

/// Each keyword, and the key that it stands for.
const KEYS: [(&str, &str); 5] = [
    ("hops", "trusted_hops"),
    ("entries-per-hop", "entries_per_hop"),
    ("format", "format"),
    ("on-missing", "on_missing"),
    ("on-invalid", "on_invalid"),
];

pub(crate) fn read_word<W: Word>(text: &str, place: Place) -> Result<W, PolicyError> {
    W::read(text).ok_or_else(|| Mistake::UnknownValue { value: text.to_owned(), expected: W::EXPECTED }.at(place))
}

fn read_count(text: &str, place: Place) -> Result<u32, PolicyError> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    let expected = "a number from 1 to 65535";
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| Mistake::UnknownValue { value: text.to_owned(), expected }.at(place))
}

impl fmt::Display for Policy {
    /// The line of text that parses back to the same policy. Two things cannot be read back: a proof, which is shown as
    /// `***`, and a header whose name begins with `proof`. The error says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, group) in self.groups().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            group.fmt(f)?;
        }
        match self.groups().any(|group| begins_with_proof(&group.header.spelled)) {
            true => f.write_str(" (as a table only: a word begins with `proof`)"),
            false => Ok(()),
        }
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from ", self.header.spelled)?;
        for (at, range) in self.written.iter().enumerate() {
            write!(f, "{}{range}", if at > 0 { ", " } else { "" })?;
        }
        self.write_options(f)
    }
}

impl TrustedProxies {
    fn write_options(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.format != Format::for_header(&self.header.name) {
            write!(f, " format {}", self.format)?;
        }
        if let Some(hops) = self.trusted_hops {
            write!(f, " hops {hops}")?;
        }
        if self.entries_per_hop != NonZeroU16::MIN {
            write!(f, " entries-per-hop {}", self.entries_per_hop)?;
        }
        if self.on_missing != OnMissing::default() {
            write!(f, " on-missing {}", self.on_missing)?;
        }
        if self.on_invalid != OnInvalid::default() {
            write!(f, " on-invalid {}", self.on_invalid)?;
        }
        if let Some(proof) = &self.proof {
            write!(f, " proof {} {HIDDEN}", proof.header.spelled)?;
        }
        Ok(())
    }
}

impl Policy {
    /// A short text for logs: the policy, or, if it is long, each group with its number of ranges. For the empty policy:
    /// nobody is trusted.
    ///
    /// ```
    /// use client_ip_core::{Policy, TrustedProxies};
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
    /// assert_eq!(policy.summary().to_string(), "X-Forwarded-For from 192.0.2.0/24");
    /// assert_eq!(Policy::default().summary().to_string(), "nobody is trusted: the client is whoever is connected");
    ///
    /// let many = (0..20).map(|number| format!("192.0.2.{number}"));
    /// let policy = Policy::new([TrustedProxies::new(many, "X-Forwarded-For")?])?;
    /// assert_eq!(policy.summary().to_string(), "X-Forwarded-For from 20 ranges");
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    pub fn summary(&self) -> impl fmt::Display {
        Summary(self)
    }
}

struct Summary<'a>(&'a Policy);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST_RANGES: usize = 16;
        let Self(policy) = self;
        if policy.is_empty() {
            return f.write_str("nobody is trusted: the client is whoever is connected");
        }
        if policy.groups().map(|group| group.written.len()).sum::<usize>() <= MOST_RANGES {
            return policy.fmt(f);
        }
        for (at, group) in policy.groups().enumerate() {
            let count = group.written.len();
            let ranges = if count == 1 { "range" } else { "ranges" };
            write!(f, "{}{} from {count} {ranges}", if at > 0 { "; " } else { "" }, group.header.spelled)?;
            group.write_options(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Policy").field(&self.to_string()).finish()
    }
}

impl fmt::Debug for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TrustedProxies").field(&self.to_string()).finish()
    }
}
