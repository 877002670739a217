//! JSON of which each value knows where in the file it stands. What a value holds is read when it is asked for, so a
//! file as large as it likes costs no tree.

use crate::failure::quoted;
use crate::input::Mistake;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// A value of a JSON document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<'a> {
    document: &'a str,
    text: &'a str,
}

impl<'a> Located<'a> {
    /// The document's one value. All of its syntax is checked here, how deep it may nest.
    pub(crate) fn parse(document: &'a str) -> Result<Self, Mistake> {
        if document.trim_ascii().is_empty() {
            return Err(Mistake { offset: 0, what: "is empty".to_owned() });
        }
        Self { document, text: document }.read::<&RawValue>().map(|raw| Self { document, text: raw.get() })
    }

    /// Its text in the document.
    pub(crate) fn json(self) -> &'a str {
        self.text
    }

    /// Where in the document it begins.
    pub(crate) fn offset(self) -> usize {
        // Both are slices of one text.
        (self.text.as_ptr() as usize).saturating_sub(self.document.as_ptr() as usize)
    }

    pub(crate) fn mistake(self, what: impl fmt::Display) -> Mistake {
        Mistake { offset: self.offset(), what: what.to_string() }
    }

    /// What it is, in words.
    pub(crate) fn kind(self) -> &'static str {
        match self.text.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "a truth value",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    pub(crate) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// The mistake that another kind of value should stand here.
    pub(crate) fn expected(self, what: &str) -> Mistake {
        self.mistake(format_args!("found {}, expected {what}", self.kind()))
    }

    /// Its entries; a key that is there twice is a mistake.
    pub(crate) fn object(self, what: &str) -> Result<Vec<(Cow<'a, str>, Self)>, Mistake> {
        if !self.text.starts_with('{') {
            return Err(self.expected(what));
        }
        let Members(entries) = self.read()?;
        let entries = entries.into_iter().map(|(key, raw)| (key.0, self.part(raw))).collect::<Vec<_>>();
        let mut seen = HashSet::with_capacity(entries.len());
        match entries.iter().find(|(key, _)| !seen.insert(key)) {
            Some((key, value)) => {
                Err(value.mistake(format_args!("the key {} stands here twice; keep one", quoted(key))))
            }
            None => Ok(entries),
        }
    }

    /// Its items.
    pub(crate) fn list(self, what: &str) -> Result<Vec<Self>, Mistake> {
        if !self.text.starts_with('[') {
            return Err(self.expected(what));
        }
        let items: Vec<&RawValue> = self.read()?;
        Ok(items.into_iter().map(|raw| self.part(raw)).collect())
    }

    /// Its characters.
    pub(crate) fn text(self, what: &str) -> Result<Cow<'a, str>, Mistake> {
        match self.text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            None => Err(self.expected(what)),
            Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
            Some(_) => self.read::<Text<'a>>().map(|text| text.0),
        }
    }

    /// Its number, whole and not negative.
    pub(crate) fn number(self, what: &str) -> Result<u64, Mistake> {
        self.text.parse().map_err(|_| match self.kind() {
            "a number" => self.mistake(format_args!("found {}, expected {what}", quoted(self.text))),
            _ => self.expected(what),
        })
    }

    fn part(self, raw: &'a RawValue) -> Self {
        Self { document: self.document, text: raw.get() }
    }

    pub(crate) fn read<T: Deserialize<'a>>(self) -> Result<T, Mistake> {
        serde_json::from_str(self.text).map_err(|error| self.syntax(&error))
    }

    /// serde_json's error, as one in the document.
    fn syntax(self, error: &serde_json::Error) -> Mistake {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or_default();
        let end = self.offset() + self.text.trim_ascii_end().len();
        if let Some(inside) = what.strip_prefix("EOF while parsing ") {
            return Mistake { offset: end, what: format!("the file ends inside of {inside}") };
        }
        let what = match error.classify() {
            _ if what == "recursion limit exceeded" => "nests too deep".to_owned(),
            Category::Syntax => format!("this is no JSON: {what}"),
            _ => what.to_owned(),
        };
        // An error without a place is about the value as a whole.
        let before = error.line().checked_sub(1).map_or(0, |lines| {
            let line: usize = self.text.split_inclusive('\n').take(lines).map(str::len).sum();
            line + error.column().saturating_sub(1)
        });
        Mistake { offset: end.min(self.offset() + before), what }
    }
}

/// A text, borrowed where nothing in it is escaped.
#[derive(Debug, serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// An object as it stands, with keys that stand there twice.
struct Members<'a>(Vec<(Text<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = access.next_entry()? {
                    entries.push(entry);
                }
                Ok(Members(entries))
            }
        }

        deserializer.deserialize_map(Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Position;

    fn place(document: &str, mistake: &Mistake) -> (usize, usize) {
        let Position { line, column } = Position::of(mistake.offset, document);
        (line, column)
    }

    #[test]
    fn a_value_knows_where_it_stands() {
        let document = "{ \"a\": 1,\n  \"b\": [ true, \"x\\u0041\" ] }";
        let entries = Located::parse(document).unwrap().object("").unwrap();
        let items = entries[1].1.list("").unwrap();
        assert_eq!(place(document, &items[1].expected("a number")), (2, 16));
        assert_eq!(items[1].text("").unwrap(), "xA");
        assert_eq!(entries[0].1.number("").unwrap(), 1);
    }

    #[test]
    fn a_file_that_ends_early_is_a_mistake_at_its_end() {
        let document = "{\n  \"cases\": [\n    {";
        let mistake = Located::parse(document).unwrap_err();
        assert_eq!((place(document, &mistake), mistake.what.as_str()), ((3, 6), "the file ends inside of an object"));
    }

    #[test]
    fn a_key_that_stands_twice_is_a_mistake() {
        let document = r#"{"a": 1, "\u0061": 2}"#;
        let mistake = Located::parse(document).unwrap().object("").unwrap_err();
        assert_eq!(mistake.what, "the key `a` stands here twice; keep one");
    }
}
