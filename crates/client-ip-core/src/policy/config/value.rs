//! A value of any self-describing serde format. It accepts every value. The caller reports mistakes, since it knows the
//! group, the key, and whether the value may be a secret.

use crate::policy::error::{Place, PolicyError};
use crate::policy::mistake::Mistake;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value of any format, to be judged by us, so that every error names group and key.
pub(crate) enum Value {
    Null,
    Number(u64),
    Text(String),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
    /// What no key takes: a fraction, a negative number, a truth value.
    Other(String),
}

impl Value {
    /// How an error names it.
    pub(crate) fn named(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }

    pub(crate) fn wrong(&self, place: Place, expected: &'static str) -> PolicyError {
        Mistake::UnknownValue { value: self.named(), expected }.at(place)
    }

    pub(crate) fn text(&self, place: Place, expected: &'static str) -> Result<&str, PolicyError> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.wrong(place, expected)),
        }
    }

    pub(crate) fn count(&self, place: Place) -> Result<u32, PolicyError> {
        let expected = "a whole number from 1 to 65535";
        match self {
            Self::Number(number) => u32::try_from(*number).map_err(|_| self.wrong(place, expected)),
            other => Err(other.wrong(place, expected)),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a policy: text or a list of groups")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Other(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(u64::try_from(value).map_or_else(|_| Value::Other(value.to_string()), Value::Number))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    // Where we do not override a method, the error of serde shows the value, which may be a secret.
    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Other(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Other(value.to_string()))
    }

    fn visit_char<E>(self, value: char) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::Other("bytes".to_owned()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Other(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut table = Vec::new();
        while let Some((key, value)) = access.next_entry::<Value, Value>()? {
            let key = match key {
                Value::Text(text) => text,
                other => other.named(),
            };
            table.push((key, value));
        }
        Ok(Value::Table(table))
    }
}
