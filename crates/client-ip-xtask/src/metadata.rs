//! What `cargo metadata` tells of a workspace.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A workspace, and what it depends on if that was asked for.
#[derive(Debug)]
pub struct Metadata(Value);

impl Metadata {
    /// The members of the workspace in this folder, and everything that they depend on with all features on, for the lock
    /// file as it stands.
    ///
    /// # Panics
    ///
    /// Where cargo fails.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self::ask(folder, &["--all-features", "--locked"])
    }

    /// The members alone.
    ///
    /// # Panics
    ///
    /// Where cargo fails.
    #[must_use]
    pub fn of_members(folder: &Path) -> Self {
        Self::ask(folder, &["--no-deps"])
    }

    fn ask(folder: &Path, arguments: &[&str]) -> Self {
        let mut cargo = Command::new("cargo");
        let output = cargo.args(["metadata", "--format-version", "1"]).args(arguments).current_dir(folder).output();
        let output = output.expect("cargo runs");
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        Self(serde_json::from_slice(&output.stdout).expect("cargo writes JSON"))
    }

    /// Every package, members and dependencies.
    pub fn packages(&self) -> impl Iterator<Item = &Value> {
        list(&self.0, "packages")
    }

    /// The packages of the workspace itself.
    pub fn members(&self) -> impl Iterator<Item = &Value> {
        self.packages().filter(|package| list(&self.0, "workspace_members").any(|id| *id == package["id"]))
    }

    /// The members that are published.
    pub fn published(&self) -> impl Iterator<Item = &Value> {
        // `publish = false` is an empty list of registries.
        self.members().filter(|package| package["publish"].is_null())
    }

    /// The package and all that it is built from, on every system; tests apart.
    #[must_use]
    pub fn built_from<'a>(&'a self, package: &'a Value) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = package["id"].as_str().into_iter().collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                let nodes = list(&self.0["resolve"], "nodes").filter(|node| node["id"] == id);
                let dependencies = nodes.flat_map(|node| list(node, "deps"));
                let built = dependencies.filter(|dep| list(dep, "dep_kinds").any(|kind| kind["kind"] != "dev"));
                open.extend(built.filter_map(|dep| dep["pkg"].as_str()));
            }
        }
        found
    }

    /// What breaks a package's promise: a dependency that asks for a newer Rust than the package says. One line each.
    #[must_use]
    pub fn newer_rusts(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for package in self.published() {
            let promised = package["rust_version"].as_str().unwrap_or("0");
            let needed = self.built_from(package);
            let needed = self.packages().filter(|other| other["id"].as_str().is_some_and(|id| needed.contains(id)));
            for dependency in needed {
                let Some(asked) = dependency["rust_version"].as_str() else { continue };
                if minor(asked) > minor(promised) {
                    complaints.push(format!(
                        "{} says {promised}, {} asks for {asked}",
                        name(package),
                        dependency["id"]
                    ));
                }
            }
        }
        complaints
    }
}

/// `1.85` is 1.85.0, and the last number never decides.
fn minor(version: &str) -> Vec<u32> {
    version.split('.').take(2).map(|part| part.parse().expect("a number")).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The name of a package.
///
/// # Panics
///
/// Where the value is no package.
#[must_use]
pub fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a package has a name")
}

/// The folder of a package.
///
/// # Panics
///
/// Where the value is no package.
#[must_use]
pub fn folder(package: &Value) -> PathBuf {
    let manifest = Path::new(package["manifest_path"].as_str().expect("a package has a manifest"));
    manifest.parent().expect("a manifest stands in a folder").to_owned()
}

/// Whether others can build on the package.
#[must_use]
pub fn is_library(package: &Value) -> bool {
    list(package, "targets").any(|target| list(target, "kind").any(|kind| kind == "lib"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(asked: &str, kind: Option<&str>) -> Metadata {
        Metadata(json!({
            "workspace_members": ["ours"],
            "packages": [
                { "id": "ours", "name": "ours", "publish": null, "rust_version": "1.85" },
                { "id": "theirs", "name": "theirs", "publish": null, "rust_version": asked },
                { "id": "old", "name": "old", "publish": null, "rust_version": null },
            ],
            "resolve": { "nodes": [
                { "id": "ours", "deps": [{ "pkg": "old", "dep_kinds": [{ "kind": null }] }] },
                { "id": "old", "deps": [{ "pkg": "theirs", "dep_kinds": [{ "kind": kind }] }] },
            ] },
        }))
    }

    #[test]
    fn a_dependency_that_asks_for_a_newer_rust_is_found() {
        for kind in [None, Some("build")] {
            assert_eq!(workspace("1.86.0", kind).newer_rusts(), ["ours says 1.85, \"theirs\" asks for 1.86.0"]);
        }
        for (asked, kind) in [("1.86", Some("dev")), ("1.85.1", None), ("1.9", None), ("1", None)] {
            assert_eq!(workspace(asked, kind).newer_rusts(), [""; 0], "{asked}");
        }
    }
}
