//! What a published package says of itself, holds and needs.

#![allow(missing_docs, reason = "a test")]

use client_ip_release::{Metadata, cargo};
use serde_json::Value;
use std::path::Path;

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a name")
}

#[test]
fn there_is_something_to_publish() {
    let metadata = Metadata::read();
    let names: Vec<&str> = metadata.published().map(name).collect();
    assert!(names.contains(&"client-ip-core") && names.contains(&"client-ip-axum"), "{names:?}");
}

#[test]
fn a_package_says_what_a_registry_asks_for() {
    for package in Metadata::read().published() {
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
    for package in Metadata::read().published() {
        let name = name(package);
        let files = cargo(&["package", "--list", "--allow-dirty", "--locked", "-p", name]);
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for package in Metadata::read().published() {
        let folder = Path::new(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder");
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let read = |path: &Path| std::fs::read_to_string(path.join(file)).expect("a licence");
            assert_eq!(read(folder), read(&root), "{}: {file}", name(package));
        }
    }
}

#[test]
fn the_core_needs_http_and_ipnet_and_serde_if_it_is_asked_for() {
    let metadata = Metadata::read();
    let core = metadata.published().find(|package| name(package) == "client-ip-core").expect("the core");
    let needed =
        core["dependencies"].as_array().expect("a list").iter().filter(|dependency| dependency["kind"] != "dev");
    let mut needed: Vec<_> = needed.map(|dependency| (name(dependency), dependency["optional"] == true)).collect();
    needed.sort_unstable();
    assert_eq!(needed, [("http", false), ("ipnet", false), ("serde", true)]);
}

/// For the newest versions of the dependencies that this Rust takes: those of the lock file may ask for a newer one.
#[test]
#[ignore = "needs a lock file of its own: .ci/elsewhere makes it, and names its workspace in CLIENT_IP_WORKSPACE"]
fn no_dependency_asks_for_a_newer_rust_than_its_package_says() {
    let number =
        |version: &str| -> Vec<u32> { version.split('.').map(|part| part.parse().expect("a number")).collect() };
    let workspace = std::env::var_os("CLIENT_IP_WORKSPACE").expect("the workspace is named");
    let metadata = Metadata::of(Path::new(&workspace));
    for package in metadata.published() {
        let promised = package["rust_version"].as_str().expect("a rust-version");
        let needed = metadata.built_from(package);
        assert!(needed.len() > 1, "{} is built from something", name(package));
        for dependency in
            metadata.packages().filter(|dependency| needed.contains(dependency["id"].as_str().unwrap_or("")))
        {
            let Some(asked) = dependency["rust_version"].as_str() else { continue };
            // `1.85` is 1.85.0: a shorter one comes first.
            let is_kept = number(asked).iter().take(2).le(number(promised).iter().take(2));
            assert!(is_kept, "{} says {promised}, {} asks for {asked}", name(package), dependency["id"]);
        }
    }
}
