//! `Forwarded` elements (RFC 7239 section 4), read from right to left. The right end was written by
//! proxies, the left end by anyone, so a quote left open on the left must not swallow elements on the
//! right. Knows nothing of addresses and nothing of trust.
//!
//! Read from the right, a `"` ends a quoted string that begins at the nearest `"` further left with an
//! even number of backslashes before it. What separates nothing between the two is `,` and `;`.

use crate::bytes::{last_position, trim};

/// A `"` with no partner to its left: what stands before it cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenQuote;

/// The last element of a line, and what is left of it (`None`: nothing was). Where a quote has no
/// partner, all that is left of it belongs to one element, which [`for_value`] then refuses.
pub(crate) fn split_last(line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match last_separator(line, b',') {
        Ok(Some(comma)) => (Some(&line[..comma]), &line[comma + 1..]),
        Ok(None) | Err(OpenQuote) => (None, line),
    }
}

/// The value of the element's one `for`, quotes and escapes removed. `None` for an element without
/// `for` or with two, for one whose quotes do not close, and for a name or value that RFC 7239 does
/// not allow. Other pairs may hold anything as long as their quotes are closed.
pub(crate) fn for_value(element: &[u8]) -> Option<Value<'_>> {
    let mut found = None;
    let mut rest = Some(element);
    while let Some(pairs) = rest {
        let pair;
        (rest, pair) = match last_separator(pairs, b';') {
            Ok(Some(at)) => (Some(&pairs[..at]), &pairs[at + 1..]),
            Ok(None) => (None, pairs),
            Err(OpenQuote) => return None,
        };
        let pair = trim(pair);
        let Some((_, after)) = pair.split_at_checked(3).filter(|(name, _)| name.eq_ignore_ascii_case(b"for")) else {
            continue;
        };
        match after {
            [b'=', value @ ..] if found.is_none() => found = Some(value),
            // The name is `for`, and it is the second, or a space or nothing follows it.
            _ if matches!(trim(after), [] | [b'=', ..]) => return None,
            _ => {} // `forty=2`
        }
    }
    Value::of(found?)
}

/// Where the last separator outside quoted strings stands.
fn last_separator(text: &[u8], separator: u8) -> Result<Option<usize>, OpenQuote> {
    let mut end = text.len();
    while let Some(at) = last_position(&text[..end], [separator, b'"']) {
        if text[at] == separator {
            return Ok(Some(at));
        }
        end = opening_quote(&text[..at]).ok_or(OpenQuote)?;
    }
    Ok(None)
}

/// Where the quoted string begins that ends behind `text`.
fn opening_quote(text: &[u8]) -> Option<usize> {
    let mut end = text.len();
    while let Some(at) = last_position(&text[..end], [b'"']) {
        let before = &text[..at];
        let backslashes = before.iter().rev().take_while(|&&b| b == b'\\').count();
        if backslashes % 2 == 0 {
            return Some(at);
        }
        end = at;
    }
    None
}

/// The value of a pair.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    /// As it stands in the header.
    Plain(&'a [u8]),
    /// The content of a quoted string with backslash escapes, still to be removed.
    Escaped(&'a [u8]),
}

impl<'a> Value<'a> {
    /// A token, or one quoted string and nothing else.
    fn of(text: &'a [u8]) -> Option<Self> {
        let [b'"', inside @ ..] = text else {
            return Some(Self::Plain(text));
        };
        let [inside @ .., b'"'] = inside else {
            return None;
        };
        if last_position(inside, [b'"', b'\\']).is_none() {
            return Some(Self::Plain(inside));
        }
        let mut bytes = inside.iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => return None,
                // What it escapes; where nothing is left, it is the closing quote that is escaped.
                b'\\' => bytes.next()?,
                other => other,
            };
        }
        Some(Self::Escaped(inside))
    }
}

/// The bytes of a quoted string's content, escapes removed.
pub(crate) fn unescape(inside: &[u8]) -> impl Iterator<Item = u8> {
    let mut bytes = inside.iter().copied();
    std::iter::from_fn(move || match bytes.next()? {
        b'\\' => bytes.next(),
        byte => Some(byte),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(line: &str) -> Vec<&str> {
        let mut rest = Some(line.as_bytes());
        let mut found = Vec::new();
        while let Some(line) = rest {
            let element;
            (rest, element) = split_last(line);
            found.push(str::from_utf8(element).unwrap());
        }
        found
    }

    fn value(element: &str) -> Option<String> {
        let bytes = match for_value(element.as_bytes())? {
            Value::Plain(text) => text.to_vec(),
            Value::Escaped(inside) => unescape(inside).collect(),
        };
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn separators_in_quotes_separate_nothing() {
        assert_eq!(elements(r#"a="1,2";b, c="\",;""#), [r#" c="\",;""#, r#"a="1,2";b"#]);
        assert_eq!(value(r#"host="a;for=6.6.6.6;x";for=203.0.113.7"#).as_deref(), Some("203.0.113.7"));
        assert_eq!(
            value(r#"for="127.0.0.1;host=evil.example;proto=https""#).as_deref(),
            Some("127.0.0.1;host=evil.example;proto=https")
        );
    }

    #[test]
    fn a_quote_left_open_swallows_nothing_to_its_right() {
        assert_eq!(elements(r#"host=", for=203.0.113.9"#), [" for=203.0.113.9", "host=\""]);
        assert_eq!(elements(r#"a, b", c"#), [" c", r#"a, b""#]);
        assert_eq!(value(r#"for=192.0.2.1;x=""#), None);
        assert_eq!(value(r#"x";for=192.0.2.1"#), None);
    }

    #[test]
    fn escapes_are_removed_and_must_be_whole() {
        assert_eq!(value(r#"for="19\2.0.2.1""#).as_deref(), Some("192.0.2.1"));
        assert_eq!(value(r#"for="a\\""#).as_deref(), Some(r"a\"));
        for element in [r#"for="a\""#, r#"for="a"b"#, r#"for="a""b""#, r#"for=""#] {
            assert_eq!(value(element), None, "{element}");
        }
    }

    #[test]
    fn one_for_with_a_value_is_asked_for_and_nothing_else_is_judged() {
        assert_eq!(value("FOR=a; ;host=x:80;\t;=;by").as_deref(), Some("a"));
        assert_eq!(value("forty=2 ; for=a").as_deref(), Some("a"));
        assert_eq!(value("for2;for=a").as_deref(), Some("a"));
        assert_eq!(value("for x=1;for=a").as_deref(), Some("a"));
        assert_eq!(value("for=").as_deref(), Some(""));
        for element in ["", "by=a", "for", "for =a", "for\t=a", "for=a;for=a", "for;for=a", "for=a;for", "for=a;FOR =b"]
        {
            assert_eq!(value(element), None, "{element}");
        }
    }
}
