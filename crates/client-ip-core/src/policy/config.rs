//! Any self-describing serde format <-> [`Policy`]: a line of text, the list of groups, or a table that holds
//! either under `trusted_proxies`. Nothing given is the empty policy.

mod value;

use crate::format::Format;
use crate::policy::Policy;
use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use crate::policy::options::{OnInvalid, OnMissing};
use crate::policy::secrets::HIDDEN;
use crate::policy::text::read_word;
use crate::policy::trusted_proxies::TrustedProxies;
use crate::words::Word;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use std::num::NonZeroU16;
use value::Value;

/// The value that a document gives for a policy. It is parsed, but not checked yet. It is for programs that show an operator
/// the place of a mistake in the document. Everybody else reads a [`Policy`] at once.
///
/// ```
/// use client_ip_core::{Policy, PolicyValue};
///
/// let document = r#"{ "trusted_proxies": [{ "ranges": ["192.0.2.1"], "header": "X-Real-IP", "trusted_hops": 0 }] }"#;
/// let value: PolicyValue = serde_json::from_str(document)?;
/// let error = Policy::try_from(value).unwrap_err();
/// assert_eq!((error.place().group(), error.place().key()), (Some(1), Some("trusted_hops")));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct PolicyValue(Value);

impl<'de> Deserialize<'de> for PolicyValue {
    /// # Errors
    ///
    /// Those of the document: whatever stands in it is a value.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for PolicyValue {
    /// Says nothing of what stands there: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicyValue")
    }
}

impl TryFrom<PolicyValue> for Policy {
    type Error = PolicyError;

    /// # Errors
    ///
    /// A value that is no policy, and one that is refused.
    fn try_from(value: PolicyValue) -> Result<Self, PolicyError> {
        match value.0 {
            Value::Table(table) => {
                let [value] = keys(table, [KEY], KEY)?;
                policy(value)
            }
            Value::Null => Err(Value::Null.wrong(Place::of(KEY), EXPECTED)),
            value => policy(Some(value)),
        }
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Policy::try_from(PolicyValue::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The key of a table under which the groups stand.
const KEY: &str = "trusted_proxies";

const EXPECTED: &str = "a list of groups, or a policy as text";

fn policy(value: Option<Value>) -> Result<Policy, PolicyError> {
    let place = Place::of(KEY);
    match value {
        None => Policy::new([]),
        Some(Value::Text(text)) => text.parse(),
        Some(Value::List(groups)) => {
            let groups = (1..).zip(groups).map(|(number, value)| group(value).map_err(|error| error.in_group(number)));
            Policy::new(groups.collect::<Result<Vec<_>, _>>()?)
        }
        Some(table @ Value::Table(_)) => Err(table.wrong(place, "a list of groups (in TOML: `[[trusted_proxies]]`)")),
        Some(other) => Err(other.wrong(place, EXPECTED)),
    }
}

const KEYS: [&str; 8] =
    ["ranges", "header", "format", "trusted_hops", "entries_per_hop", "on_missing", "on_invalid", "proof"];
const KNOWN: &str = "ranges, header, format, trusted_hops, entries_per_hop, on_missing, on_invalid, proof";

fn group(value: Value) -> Result<TrustedProxies, PolicyError> {
    let Value::Table(table) = value else {
        return Err(value.wrong(Place::default(), "a table with `ranges` and `header`"));
    };
    let [ranges, header, format, trusted_hops, entries_per_hop, on_missing, on_invalid, proof] =
        keys(table, KEYS, KNOWN)?;
    let place = Place::of("ranges");
    let expected = "a list of ranges, as in [\"10.0.0.0/8\", \"loopback\"]";
    let ranges = match ranges.ok_or(Mistake::MissingKey.at(place))? {
        Value::List(ranges) => ranges,
        other => return Err(other.wrong(place, expected)),
    };
    let ranges = ranges.iter().map(|range| range.text(place, expected)).collect::<Result<Vec<_>, _>>()?;
    let place = Place::of("header");
    let header = header.ok_or(Mistake::MissingKey.at(place))?;

    let mut group = TrustedProxies::new(ranges, header.text(place, "a header's name")?)?;
    if let Some(value) = format {
        group = group.with_format(word::<Format>(&value, "format")?);
    }
    if let Some(value) = trusted_hops {
        group = group.with_trusted_hops(value.count(Place::of("trusted_hops"))?)?;
    }
    if let Some(value) = entries_per_hop {
        group = group.with_entries_per_hop(value.count(Place::of("entries_per_hop"))?)?;
    }
    if let Some(value) = on_missing {
        group = group.with_on_missing(word::<OnMissing>(&value, "on_missing")?);
    }
    if let Some(value) = on_invalid {
        group = group.with_on_invalid(word::<OnInvalid>(&value, "on_invalid")?);
    }
    match proof {
        Some(value) => with_proof(group, value),
        None => Ok(group),
    }
}

/// No error shows the content of a proof. An operator may have put the secret in the wrong place.
fn with_proof(group: TrustedProxies, value: Value) -> Result<TrustedProxies, PolicyError> {
    let problem = |key, problem| Mistake::ProofValue { problem }.at(Place::of(key));
    let Value::Table(table) = value else {
        return Err(problem("proof", "is no table; write { header = \"X-Origin-Verify\", value = \"...\" }"));
    };
    let [header, value] = keys(table, ["header", "value"], "header, value").map_err(|error| match error.mistake() {
        Mistake::RepeatedKey => problem("proof", "has a key twice; keep one"),
        _ => problem("proof", "has another key than header and value; take it out"),
    })?;
    let place = Place::of("proof.header");
    let header = header.ok_or(Mistake::MissingKey.at(place))?;
    let value = value.ok_or(Mistake::MissingKey.at(Place::of("proof.value")))?;
    match (header, value) {
        (Value::Text(header), Value::Text(value)) => group.with_proof(&header, &value),
        (Value::Text(_), _) => Err(problem("proof.value", "is no text; write it in quotes")),
        _ => Err(problem("proof.header", "is no text; write it in quotes")),
    }
}

fn word<W: Word>(value: &Value, key: &'static str) -> Result<W, PolicyError> {
    read_word(value.text(Place::of(key), W::EXPECTED)?, Place::of(key))
}

/// The values of these keys, in this order. A key whose value is null is not given.
fn keys<const COUNT: usize>(
    table: Vec<(String, Value)>,
    keys: [&'static str; COUNT],
    known: &'static str,
) -> Result<[Option<Value>; COUNT], PolicyError> {
    let mut values = [const { None }; COUNT];
    let mut seen = [false; COUNT];
    for (key, value) in table {
        let Some(at) = keys.iter().position(|known| *known == key) else {
            return Err(Mistake::UnknownKey { value: key, known }.at(Place::default()));
        };
        if std::mem::replace(&mut seen[at], true) {
            return Err(Mistake::RepeatedKey.at(Place::of(keys[at])));
        }
        values[at] = Some(value).filter(|value| !matches!(value, Value::Null));
    }
    Ok(values)
}

impl Serialize for Policy {
    /// A table with the list of groups under `trusted_proxies`. A proof's value is written as `***`, which is refused when it is read back.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(KEY, &Groups(self))?;
        map.end()
    }
}

struct Groups<'a>(&'a Policy);

impl Serialize for Groups<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.groups())
    }
}

impl Serialize for TrustedProxies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("ranges", &self.written.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        map.serialize_entry("header", &self.header.spelled)?;
        if self.format != Format::for_header(&self.header.name) {
            map.serialize_entry("format", self.format.as_str())?;
        }
        if let Some(hops) = self.trusted_hops {
            map.serialize_entry("trusted_hops", &hops)?;
        }
        if self.entries_per_hop != NonZeroU16::MIN {
            map.serialize_entry("entries_per_hop", &self.entries_per_hop)?;
        }
        if self.on_missing != OnMissing::default() {
            map.serialize_entry("on_missing", self.on_missing.as_str())?;
        }
        if self.on_invalid != OnInvalid::default() {
            map.serialize_entry("on_invalid", self.on_invalid.as_str())?;
        }
        if let Some(proof) = &self.proof {
            let value = [("header", &*proof.header.spelled), ("value", HIDDEN)];
            map.serialize_entry("proof", &std::collections::BTreeMap::from(value))?;
        }
        map.end()
    }
}
