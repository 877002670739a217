//! One element of `Forwarded` (RFC 7239 section 4), read from right to left. Knows nothing of addresses and nothing of
//! trust.
//!
//! A comma ends an element and a semicolon ends a pair wherever it stands, between quotes too. RFC 7239 allows both in a
//! quoted string, but proxies copy text of the client (its `Host`) without escaping it, so a separator in quotes cannot
//! be told from one that the client smuggled in. Nothing that stands in another element or pair can change what this one
//! says.

use crate::read::bytes::{last_position, trim};

/// The value of the element's one `for`, quotes and escapes still to be removed. `None` for an element without
/// `for` or with two, for one whose quotes are not [closed](is_closed), and for a name or value that RFC 7239 does
/// not allow. Other pairs may hold anything as long as their quotes are closed.
pub(crate) fn for_value(element: &[u8]) -> Option<NodeText<'_>> {
    let mut found = None;
    let mut rest = Some(element);
    while let Some(pairs) = rest {
        let pair;
        (rest, pair) = split_last_pair(pairs)?;
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
    NodeText::of(found?)
}

/// Whether each `"` of the element ends or begins a quoted string within its own pair.
pub(crate) fn is_closed(element: &[u8]) -> bool {
    let mut rest = Some(element);
    while let Some(pairs) = rest {
        match split_last_pair(pairs) {
            Some((before, _)) => rest = before,
            None => return false,
        }
    }
    true
}

/// The last pair of an element, and what stands before its semicolon, if there is one. `None` where a `"` of the pair
/// has no partner in it.
///
/// Read from the right, a `"` ends a quoted string that begins at the nearest `"` further left with an even number of
/// backslashes before it.
fn split_last_pair(pairs: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let mut end = pairs.len();
    while let Some(at) = last_position(&pairs[..end], [b';', b'"']) {
        if pairs[at] == b';' {
            return Some((Some(&pairs[..at]), &pairs[at + 1..]));
        }
        end = opening_quote(&pairs[..at])?;
    }
    Some((None, pairs))
}

/// Where the quoted string begins that ends behind `text`, if it begins in the same pair.
fn opening_quote(text: &[u8]) -> Option<usize> {
    let mut end = text.len();
    loop {
        let at = last_position(&text[..end], [b';', b'"']).filter(|&at| text[at] == b'"')?;
        let backslashes = text[..at].iter().rev().take_while(|&&b| b == b'\\').count();
        if backslashes % 2 == 0 {
            return Some(at);
        }
        end = at;
    }
}

/// The value of a pair.
#[derive(Debug)]
pub(crate) enum NodeText<'a> {
    /// As it stands in the header.
    Plain(&'a [u8]),
    /// The content of a quoted string with backslash escapes, still to be removed.
    Escaped(&'a [u8]),
}

impl<'a> NodeText<'a> {
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

    fn value(element: &str) -> Option<String> {
        let bytes = match for_value(element.as_bytes())? {
            NodeText::Plain(text) => text.to_vec(),
            NodeText::Escaped(inside) => unescape(inside).collect(),
        };
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_semicolon_in_quotes_ends_its_pair_all_the_same() {
        for element in [
            r#"host="a;for=6.6.6.6;x";for=203.0.113.7"#,
            r#"host=;for=6.6.6.6;y=";for=203.0.113.9;ua=""#,
            r#"for="127.0.0.1;host=evil.example;proto=https""#,
            r#"for=192.0.2.1;x="a\";b\"""#,
        ] {
            assert_eq!((value(element), is_closed(element.as_bytes())), (None, false), "{element}");
        }
    }

    #[test]
    fn a_quote_without_a_partner_in_its_pair_spoils_the_element() {
        for element in [
            r#"for=192.0.2.1;x=""#,
            r#"x";for=192.0.2.1"#,
            r#"for=192.0.2.1;host=ev"il"#,
            r#"for=192.0.2.1;host=ev\"il"#,
            r#"for=192.0.2.1;x="a"b""#,
            r#"x=\"a";for=192.0.2.1"#,
        ] {
            assert_eq!((value(element), is_closed(element.as_bytes())), (None, false), "{element}");
        }
        for element in [r#"for=192.0.2.1;x="a"b"c""#, r#"x="\";for=192.0.2.1"#, r#"x=a"\"b;for=192.0.2.1"#] {
            assert_eq!(value(element).as_deref(), Some("192.0.2.1"), "{element}");
            assert!(is_closed(element.as_bytes()), "{element}");
        }
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
