//! A policy in a TOML or JSON file: under which key it stands, and where in the file a mistake in it is.

use crate::document::Located;
use crate::failure::{Failure, quoted};
use crate::input::{self, Kind, Mistake};
use client_ip_core::error::Place;
use client_ip_core::{Policy, PolicyValue};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The policy in this file, under this key.
pub(crate) fn read(path: &Path, key: Option<&str>) -> Result<Policy, Failure> {
    if path.to_string_lossy().contains(" from ") {
        return Err(Failure::new("--policy-file: is a policy as text, and no file; give it as --policy TEXT"));
    }
    read_document(path, key).map_err(|failure| failure.within(path.display()))
}

fn read_document(path: &Path, key: Option<&str>) -> Result<Policy, Failure> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let form = match extension.as_deref() {
        Some(form @ ("toml" | "json")) => form,
        _ => return Err(Failure::new("is neither .toml nor .json; the ending of the name tells in which form it is")),
    };
    let text = input::text(input::read(path, Kind::Policy)?)?;
    let node = if form == "toml" { Node::toml(&text) } else { Located::parse(&text).map(Node::Json) };
    let read = node.and_then(|node| {
        let node = node.under(key)?;
        node.policy().map_err(|mistake| match (key, node.path_of_policy(3)) {
            (None, Some(found)) => {
                mistake.but(format_args!("if the policy is the one under `{found}`, give --key {found}"))
            }
            _ => mistake,
        })
    });
    read.map_err(|mistake| mistake.within(&text))
}

/// The policy that stands here.
pub(crate) fn located(value: Located<'_>) -> Result<Policy, Mistake> {
    Node::Json(value).policy()
}

/// A value of either form.
#[derive(Clone)]
enum Node<'a> {
    Json(Located<'a>),
    Toml(Spanned<DeValue<'a>>),
}

impl<'a> Node<'a> {
    fn toml(text: &'a str) -> Result<Self, Mistake> {
        let table = DeTable::parse(text).map_err(|error| toml_mistake(&error, 0).about("this is no TOML"))?;
        let span = table.span();
        Ok(Self::Toml(Spanned::new(span, DeValue::Table(table.into_inner()))))
    }

    fn offset(&self) -> usize {
        match self {
            Self::Json(value) => value.offset(),
            Self::Toml(value) => value.span().start,
        }
    }

    fn mistake(&self, what: String) -> Mistake {
        Mistake { offset: self.offset(), what }
    }

    /// Its entries, none where it is no table.
    fn entries(&self) -> Result<Vec<(String, Self)>, Mistake> {
        match self {
            Self::Json(value) if value.kind() == "an object" => {
                let entries = value.object("")?.into_iter();
                Ok(entries.map(|(key, value)| (key.into_owned(), Self::Json(value))).collect())
            }
            Self::Toml(value) => {
                let table = value.get_ref().as_table();
                let entries = table.into_iter().flatten();
                Ok(entries.map(|(key, value)| (key.get_ref().to_string(), Self::Toml(value.clone()))).collect())
            }
            Self::Json(_) => Ok(Vec::new()),
        }
    }

    fn child(&self, key: &str) -> Option<Self> {
        self.entries().ok()?.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn item(&self, index: usize) -> Option<Self> {
        match self {
            Self::Json(value) => value.list("").ok()?.get(index).copied().map(Self::Json),
            Self::Toml(value) => value.get_ref().as_array()?.get(index).cloned().map(Self::Toml),
        }
    }

    /// What stands under this key, of which dots separate the parts.
    fn under(self, key: Option<&str>) -> Result<Self, Mistake> {
        let mut node = self;
        for part in key.into_iter().flat_map(|key| key.split('.')) {
            let mut entries = node.entries()?;
            node = match entries.iter().position(|(name, _)| name == part) {
                Some(at) => entries.swap_remove(at).1,
                None => {
                    let keys = entries.iter().take(8).map(|(name, _)| quoted(name)).collect::<Vec<_>>();
                    let keys = match keys.as_slice() {
                        [] => "there are no keys".to_owned(),
                        keys => format!("the keys are {}", keys.join(", ")),
                    };
                    return Err(node.mistake(format!("--key: there is no {} here; {keys}", quoted(part))));
                }
            };
        }
        Ok(node)
    }

    /// The policy; a mistake is where the value stands that it is about.
    fn policy(&self) -> Result<Policy, Mistake> {
        let value: PolicyValue = match self {
            Self::Json(value) => value.read()?,
            Self::Toml(value) => PolicyValue::deserialize(ValueDeserializer::from(value.clone()))
                .map_err(|error| toml_mistake(&error, self.offset()))?,
        };
        Policy::try_from(value)
            .map_err(|error| Mistake { offset: self.offset_of(error.place()), what: error.to_string() })
    }

    /// Where the value stands that an error is about.
    fn offset_of(&self, place: Place) -> usize {
        let Some(number) = place.group() else { return self.offset() };
        let groups = self.child("trusted_proxies").unwrap_or_else(|| self.clone());
        let Some(mut node) = groups.item(number - 1) else {
            return groups.offset();
        };
        for part in place.key().unwrap_or_default().split('.') {
            match node.child(part) {
                Some(child) => node = child,
                None => break,
            }
        }
        node.offset()
    }

    /// The key under which a policy stands in a file that is none itself.
    fn path_of_policy(&self, depth: usize) -> Option<String> {
        let entries = self.entries().ok()?;
        entries
            .into_iter()
            .filter(|(key, value)| {
                // A field of this name that holds a policy is written like this.
                let is_policy = key == "trusted_proxies" && value.child("trusted_proxies").is_none();
                !is_policy && !key.contains('.')
            })
            .find_map(|(key, value)| {
                if value.child("trusted_proxies").is_some() {
                    return Some(key);
                }
                let rest = depth.checked_sub(1).and_then(|depth| value.path_of_policy(depth))?;
                Some(format!("{key}.{rest}"))
            })
    }
}

fn toml_mistake(error: &toml::de::Error, offset: usize) -> Mistake {
    // Its `Display` shows the line, in which a secret may stand.
    Mistake { offset: error.span().map_or(offset, |span| span.start), what: error.message().trim_end().to_owned() }
}
