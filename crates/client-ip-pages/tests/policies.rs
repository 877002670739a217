//! Every policy that a page shows is one, and means the same in each form.

use client_ip_core::Policy;

const PAGES: [(&str, &str); 2] = [
    ("README.md", include_str!("../../../README.md")),
    ("crates/client-ip-core/README.md", include_str!("../../../crates/client-ip-core/README.md")),
];
const PLATFORMS: &str = include_str!("../../../docs/platforms.md");
const RULES: &str = include_str!("../../../docs/RULES.md");

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

fn in_toml(page: &str) -> Vec<Policy> {
    blocks(page, "toml").iter().map(|block| toml::from_str(block).unwrap()).collect()
}

/// The policies in the blocks of text, one a line.
fn in_text(page: &str) -> Vec<Policy> {
    let lines = blocks(page, "policy").into_iter().flat_map(str::lines);
    lines.map(|line| line.parse().unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

#[test]
fn the_readme_has_one_policy_in_toml_and_as_text() {
    let page = PAGES[0].1;
    assert_eq!(in_toml(page).len(), 1);
    assert_eq!(in_toml(page), in_text(page));
}

#[test]
fn the_policies_of_shared_addresses_have_a_proof() {
    let policies = in_toml(PLATFORMS);
    assert_eq!(policies.len(), 1);
    assert!(policies[0].groups().len() == 2 && policies[0].groups().all(|group| group.proof_header().is_some()));
}

#[test]
fn the_policies_of_the_rules_are_policies() {
    assert_eq!((in_toml(RULES).len(), in_text(RULES).len()), (1, 5));
    for policy in in_text(RULES) {
        assert!(RULES.contains(&policy.to_string()), "the rules do not show it as it is shown: {policy}");
    }
}

#[test]
fn every_name_of_a_range_stands_in_the_rules_and_on_the_front_page_of_the_core() {
    let unknown = "X-Real-IP from nowhere".parse::<Policy>().unwrap_err().to_string();
    let (_, names) = unknown.split_once("the names are ").unwrap();
    for name in names.split(", ") {
        assert!([RULES, PAGES[1].1].iter().all(|page| page.contains(&format!("`{name}`"))), "{name}");
    }
}

#[test]
fn every_key_of_a_group_stands_in_the_rules_and_on_the_front_page_of_the_core() {
    let unknown = toml::from_str::<Policy>("trusted_proxies = [{ nothing = 1 }]").unwrap_err().message().to_owned();
    let (_, keys) = unknown.split_once("the keys are ").unwrap();
    for key in keys.split(", ") {
        assert!([RULES, PAGES[1].1].iter().all(|page| page.contains(&format!("\n| `{key}` |"))), "{key}");
    }
}
