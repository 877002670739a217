//! What a published package says of itself, holds and needs.

#![allow(missing_docs, reason = "a test")]

use client_ip_xtask::metadata::{Metadata, folder, name};
use client_ip_xtask::workspace::{beside, never_published, root};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn members() -> Metadata {
    Metadata::of_members(root())
}

#[test]
fn what_is_never_published_is_listed_at_the_root_and_nothing_else_is() {
    let listed: BTreeSet<String> = never_published().into_iter().collect();
    let folders: Vec<_> = beside().iter().map(|folder| root().join(folder)).collect();
    assert!(folders.len() > 1, "{folders:?}");
    let mut said = BTreeSet::new();
    for folder in folders.iter().map(PathBuf::as_path).chain([root()]) {
        // An empty list is `publish = false`.
        let metadata = Metadata::of_members(folder);
        let never = metadata.members().filter(|package| package["publish"] == json!([]));
        said.extend(never.map(|package| name(package).to_owned()));
    }
    assert_eq!(said.difference(&listed).collect::<Vec<_>>(), [""; 0], "says `publish = false`, and is not listed");
    assert_eq!(listed.difference(&said).collect::<Vec<_>>(), [""; 0], "is listed, and does not say `publish = false`");
}

#[test]
fn there_is_something_to_publish() {
    let metadata = members();
    let names: Vec<&str> = metadata.published().map(name).collect();
    assert!(names.contains(&"client-ip-core") && names.contains(&"client-ip-axum"), "{names:?}");
}

#[test]
fn a_package_says_what_a_registry_asks_for() {
    for package in members().published() {
        let name = name(package);
        for key in ["description", "license", "repository", "readme", "rust_version"] {
            assert!(package[key].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {key}");
        }
        for key in ["keywords", "categories"] {
            let words = package[key].as_array().expect("a list");
            assert!((1..=5).contains(&words.len()), "{name} has {} {key}", words.len());
        }
        // A registry takes keywords of 20 characters at most.
        let keywords = package["keywords"].as_array().expect("a list").iter().filter_map(Value::as_str);
        for keyword in keywords {
            assert!(keyword.len() <= 20 && keyword.starts_with(|c: char| c.is_ascii_alphanumeric()), "{keyword}");
        }
    }
}

#[test]
fn a_package_holds_its_source_its_front_page_and_its_licences() {
    for package in members().published() {
        let name = name(package);
        let mut cargo = Command::new("cargo");
        let list = cargo.args(["package", "--list", "--allow-dirty", "--locked", "-p", name]).current_dir(root());
        let output = list.output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files = String::from_utf8(output.stdout).expect("UTF-8");
        let files: Vec<&str> = files.lines().collect();
        for file in ["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(files.contains(&file), "{name} has no {file}");
        }
        let cargos_own = ["Cargo.toml", "Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json"];
        for file in files {
            let is_source = file.starts_with("src/") && (file.ends_with(".rs") || file.ends_with(".txt"));
            let is_page = ["README.md", "CHANGELOG.md", "HINTS.md", "LICENSE-MIT", "LICENSE-APACHE"].contains(&file);
            assert!(is_source || is_page || cargos_own.contains(&file), "{name} holds {file}");
        }
    }
}

#[test]
fn the_licences_in_a_package_are_the_projects_own() {
    for package in members().published() {
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let read = |path: &Path| std::fs::read_to_string(path.join(file)).expect("a licence");
            assert_eq!(read(&folder(package)), read(root()), "{}: {file}", name(package));
        }
    }
}

#[test]
fn the_core_needs_http_and_ipnet_and_serde_if_it_is_asked_for() {
    let metadata = members();
    let core = metadata.published().find(|package| name(package) == "client-ip-core").expect("the core");
    let needed =
        core["dependencies"].as_array().expect("a list").iter().filter(|dependency| dependency["kind"] != "dev");
    let mut needed: Vec<_> = needed.map(|dependency| (name(dependency), dependency["optional"] == true)).collect();
    needed.sort_unstable();
    assert_eq!(needed, [("http", false), ("ipnet", false), ("serde", true)]);
}
