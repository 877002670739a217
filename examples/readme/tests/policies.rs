//! Every policy that a page shows is one, and means the same in each form.

use client_ip_core::Policy;

const PAGES: [(&str, &str); 2] = [
    ("README.md", include_str!("../../../README.md")),
    ("crates/client-ip-core/README.md", include_str!("../../../crates/client-ip-core/README.md")),
];

/// The contents of the fenced blocks in this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// The policies in the tables: what stands in backticks behind `from`, its placeholders filled in.
fn in_tables(page: &str) -> Vec<String> {
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let codes = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    let policies = codes.filter(|code| code.contains(" from ") && !code.starts_with("from "));
    policies.map(|policy| policy.replace("ADDRESSES", "192.0.2.7").replace("SUBNETS", "192.0.2.0/25")).collect()
}

#[test]
fn every_policy_of_the_tables_is_one() {
    for (name, page) in PAGES {
        let policies = in_tables(page);
        assert!(policies.len() >= 8, "{name}: {policies:?}");
        for text in policies {
            let policy = text.parse::<Policy>().unwrap_or_else(|error| panic!("{name}: {text}: {error}"));
            assert_eq!(policy.to_string(), text, "{name}");
        }
    }
}

#[test]
fn every_policy_in_toml_is_one() {
    let blocks = blocks(PAGES[0].1, "toml");
    let policies: Vec<Policy> = blocks.iter().map(|block| toml::from_str(block).unwrap()).collect();
    let text = blocks_of_text();
    assert_eq!(policies.first(), text.first(), "the first block says the same in TOML and as text");
    assert_eq!(policies.len(), 2);
    assert!(policies[1].groups().all(|group| group.proof_header().is_some()));
}

fn blocks_of_text() -> Vec<Policy> {
    blocks(PAGES[0].1, "policy").iter().map(|text| text.trim().parse().unwrap()).collect()
}

#[test]
fn every_name_of_a_range_stands_on_the_front_page_of_the_core() {
    let unknown = "X-Real-IP from nowhere".parse::<Policy>().unwrap_err().to_string();
    let (_, names) = unknown.split_once("the names are ").unwrap();
    for name in names.split(", ") {
        assert!(PAGES[1].1.contains(&format!("`{name}`")), "{name}");
    }
}
