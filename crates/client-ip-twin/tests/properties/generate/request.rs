//! Header lines in every format, honest, half honest, and any bytes.

use super::pick::one_of;
use super::policy::PROOFS;
use super::{address, forwarded};
use client_ip_twin::{Format, Policy};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Header lines, any byte in their values.
pub(crate) type Headers = Vec<(String, Vec<u8>)>;

/// What separates, quotes and joins, what addresses are made of, and some bytes that are neither.
const CHARACTERS: &[u8] = b",,,;;;\"\"\"\"\\\\\\== \t[]:%._-0129afx\x00\x7f\x80\xc3\xff";

/// What is not the proof, or not at first sight.
const NEARLY: [&str; 9] =
    ["", "Open sesame", "open sesam", "open sesame!", " open sesame\t", "open sesame, open sesame", "7 ", "8", "77"];

/// Lines in every format, not yet in a header.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    formatted: Vec<(Format, Index, Vec<u8>)>,
    others: Headers,
}

impl Lines {
    /// Each line in one of the headers that the policy reads in its format, or in one that it does not read.
    pub(crate) fn into_headers(self, policy: &Policy) -> Headers {
        let mut headers = self.others;
        for (format, index, value) in self.formatted {
            let read =
                policy.trusted_proxies.iter().filter(|group| group.format() == format).map(|group| &group.header);
            let mut names: Vec<String> = read.cloned().collect();
            if names.is_empty() {
                names = vec!["X-Forwarded-For".to_owned(), "X-Other".to_owned()];
            }
            headers.push((spelling(&names[index.index(names.len())], headers.len()), value));
        }
        headers
    }
}

pub(crate) fn lines() -> impl Strategy<Value = Lines> {
    let proof = |(name, value): (&'static str, &'static str)| {
        prop_oneof![
            9 => Just(vec![value]),
            1 => Just(vec![]),
            1 => Just(vec![value, value]),
            1 => select(&NEARLY[..]).prop_map(|value| vec![value]),
        ]
        .prop_map(move |values| values.into_iter().map(|v| (name.to_owned(), v.into())).collect::<Headers>())
    };
    let others = (proof(PROOFS[0]), proof(PROOFS[1]), one_of(&["", "X_Forwarded_For", "Connection"]));
    let others = others.prop_map(|(mut a, b, name)| {
        a.extend(b);
        if !name.is_empty() {
            a.push((name, b"X-Forwarded-For, 6.6.6.6".to_vec()));
        }
        a
    });
    let of = |format, most| prop::collection::vec((Just(format), any::<Index>(), line(format)), 0..most);
    let formatted = (of(Format::List, 6), of(Format::Forwarded, 6), of(Format::Address, 3), of(Format::AddressPort, 3));
    let again = prop::collection::vec(any::<Index>(), 0..2);
    let formatted = (formatted, again).prop_map(|((a, b, c, d), again)| {
        let mut lines = [a, b, c, d].concat();
        // Some lines stand there twice, as they are.
        for index in again.into_iter().filter(|_| !lines.is_empty()).collect::<Vec<_>>() {
            lines.push(index.get(&lines).clone());
        }
        lines
    });
    (formatted, others).prop_map(|(formatted, others)| Lines { formatted, others })
}

fn spelling(name: &str, form: usize) -> String {
    match form % 3 {
        0 => name.to_ascii_lowercase(),
        1 => name.to_ascii_uppercase(),
        _ => name.to_owned(),
    }
}

/// The value of one line: mostly what proxies write, sometimes with a byte or two changed, sometimes any bytes.
pub(crate) fn line(format: Format) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => honest_line(format).prop_map(String::into_bytes),
        2 => (honest_line(format), changes()).prop_map(|(line, changes)| changed(line.into_bytes(), changes)),
        1 => bytes(),
    ]
}

fn honest_line(format: Format) -> BoxedStrategy<String> {
    let separator = one_of(&[",", ", ", " ,", ",\t", ",,", " , , "]);
    let spaced = |text: BoxedStrategy<String>| {
        (one_of(&["", "", "", " ", "\t "]), text).prop_map(|(space, text)| format!("{space}{text}{space}")).boxed()
    };
    let listed = |entry: BoxedStrategy<String>| {
        let line = (prop::collection::vec(entry, 0..6), separator);
        line.prop_map(|(entries, separator)| entries.join(&separator)).boxed()
    };
    match format {
        Format::List => spaced(listed(
            prop_oneof![10 => address::ip().prop_flat_map(address::spelled), 1 => address::junk()].boxed(),
        )),
        Format::Forwarded => spaced(listed(forwarded::element().boxed())),
        Format::Address => {
            spaced(prop_oneof![10 => address::ip().prop_flat_map(address::spelled), 1 => address::junk()].boxed())
        }
        Format::AddressPort => {
            spaced(prop_oneof![10 => address::ip().prop_flat_map(address::with_port), 2 => address::junk()].boxed())
        }
    }
}

/// Any bytes, most of them with a meaning.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![9 => select(CHARACTERS), 1 => any::<u8>()], 0..40)
}

/// Where, what, and whether the byte there goes, stays behind it, or is replaced.
type Change = (Index, u8, u8);

pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((any::<Index>(), select(CHARACTERS), 0..3_u8), 1..4)
}

pub(crate) fn changed(mut line: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for (place, byte, kind) in changes {
        let place = place.index(line.len() + 1);
        match kind {
            0 => line.insert(place, byte),
            1 if place < line.len() => line[place] = byte,
            2 if place < line.len() => drop(line.remove(place)),
            _ => line.push(byte),
        }
    }
    line
}
