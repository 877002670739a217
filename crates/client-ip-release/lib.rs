//! What has to hold of the packages before a release, as `cargo metadata` tells it; the tests ask.

#![forbid(unsafe_code)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What cargo prints, run at the workspace's root.
///
/// # Panics
///
/// Where cargo fails.
#[must_use]
pub fn cargo(arguments: &[&str]) -> String {
    cargo_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), arguments)
}

fn cargo_in(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The workspace and everything that it depends on, all features on.
#[derive(Debug)]
pub struct Metadata(Value);

impl Metadata {
    /// Asks cargo, for the lock file as it stands.
    ///
    /// # Panics
    ///
    /// Where cargo fails.
    #[must_use]
    pub fn read() -> Self {
        Self::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    /// The same, of another workspace.
    ///
    /// # Panics
    ///
    /// Where cargo fails.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let json = cargo_in(root, &["metadata", "--format-version", "1", "--all-features", "--locked"]);
        Self(serde_json::from_str(&json).expect("JSON"))
    }

    fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
        value[key].as_array().into_iter().flatten()
    }

    /// Every package, members and dependencies.
    pub fn packages(&self) -> impl Iterator<Item = &Value> {
        Self::list(&self.0, "packages")
    }

    /// The members that are published.
    pub fn published(&self) -> impl Iterator<Item = &Value> {
        let is_member = |package: &Value| Self::list(&self.0, "workspace_members").any(|id| *id == package["id"]);
        // `publish = false` is an empty list of registries.
        self.packages().filter(move |package| is_member(package) && package["publish"].is_null())
    }

    /// The package and all that it is built from, whatever for it is built; tests apart.
    #[must_use]
    pub fn built_from<'a>(&'a self, package: &'a Value) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = package["id"].as_str().into_iter().collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                let nodes = Self::list(&self.0["resolve"], "nodes").filter(|node| node["id"] == id);
                let dependencies = nodes.flat_map(|node| Self::list(node, "deps"));
                let built = dependencies.filter(|dep| Self::list(dep, "dep_kinds").any(|kind| kind["kind"] != "dev"));
                open.extend(built.filter_map(|dep| dep["pkg"].as_str()));
            }
        }
        found
    }
}
