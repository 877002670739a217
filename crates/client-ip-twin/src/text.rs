//! The line of text that a policy is, both ways.

use crate::policy::{Format, Group, Otherwise, Policy};

impl Policy {
    /// Reads a text that the core accepts.
    ///
    /// # Panics
    ///
    /// A text that is no policy.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let groups = text.split(";").map(str::trim).filter(|group| !group.is_empty());
        Self { trusted_proxies: groups.map(group_from_text).collect() }
    }

    /// The line of text. A proof cannot stand in it, and is left out.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.trusted_proxies.iter().map(group_to_text).collect::<Vec<_>>().join("; ")
    }
}

fn group_from_text(text: &str) -> Group {
    let text = text.replace(",", " , ");
    let mut words = text.split_ascii_whitespace();
    let mut group = Group { header: words.next().expect("a header").to_owned(), ..Group::default() };
    assert_eq!(words.next(), Some("from"), "{text}");
    group.ranges.push(words.next().expect("a range").to_owned());
    while let Some(word) = words.next() {
        let value = words.next().expect("something behind the word").to_owned();
        match word {
            "," => group.ranges.push(value),
            "hops" => group.trusted_hops = Some(value.parse().expect("a number")),
            "entries-per-hop" => group.entries_per_hop = Some(value.parse().expect("a number")),
            "on-missing" => group.on_missing = Some(otherwise(&value)),
            "on-invalid" => group.on_invalid = Some(otherwise(&value)),
            "format" => group.format = Some(format(&value)),
            _ => panic!("{word} is no keyword"),
        }
    }
    group
}

fn otherwise(word: &str) -> Otherwise {
    match word {
        "reject" => Otherwise::Reject,
        "last-trusted" => Otherwise::LastTrusted,
        _ => panic!("{word} is neither `reject` nor `last-trusted`"),
    }
}

fn format(word: &str) -> Format {
    match word {
        "list" => Format::List,
        "forwarded" => Format::Forwarded,
        "address" => Format::Address,
        "address-port" => Format::AddressPort,
        _ => panic!("{word} is no format"),
    }
}

fn group_to_text(group: &Group) -> String {
    let mut text = format!("{} from {}", group.header, group.ranges.join(", "));
    let mut write = |keyword: &str, value: Option<String>| {
        if let Some(value) = value {
            text = format!("{text} {keyword} {value}");
        }
    };
    let word = |otherwise: Otherwise| match otherwise {
        Otherwise::Reject => "reject".to_owned(),
        Otherwise::LastTrusted => "last-trusted".to_owned(),
    };
    let format = |format: Format| match format {
        Format::List => "list".to_owned(),
        Format::Forwarded => "forwarded".to_owned(),
        Format::Address => "address".to_owned(),
        Format::AddressPort => "address-port".to_owned(),
    };
    write("format", group.format.map(format));
    write("hops", group.trusted_hops.map(|hops| hops.to_string()));
    write("entries-per-hop", group.entries_per_hop.map(|entries| entries.to_string()));
    write("on-missing", group.on_missing.map(word));
    write("on-invalid", group.on_invalid.map(word));
    text
}
