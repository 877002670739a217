//! Where things are: the root, the target folder, and the workspaces beside this one.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The root of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        // Cargo says where the crate stands now. A checkout that was moved since it was built still has the old place inside.
        let own = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        own.ancestors().nth(2).expect("the crate stands in crates/").to_owned()
    });
    &ROOT
}

/// One target folder, for the workspaces beside too: what they have in common is built once.
#[must_use]
pub fn target() -> PathBuf {
    let named = env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    named.map_or_else(|| root().join("target"), |folder| root().join(folder))
}

fn manifest() -> toml::Table {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("the root has a manifest");
    text.parse().expect("cargo reads it too")
}

fn texts(list: Option<&toml::Value>) -> Vec<String> {
    let list = list.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The folders of the workspaces beside this one: whatever the root's manifest excludes.
#[must_use]
pub fn beside() -> Vec<String> {
    texts(manifest()["workspace"].get("exclude"))
}

/// The packages that the root's manifest lists as never published.
#[must_use]
pub fn never_published() -> Vec<String> {
    texts(manifest()["workspace"].get("metadata").and_then(|metadata| metadata.get("never-published")))
}
