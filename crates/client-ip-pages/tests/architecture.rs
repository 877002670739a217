//! The page on where things live names what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/ARCHITECTURE.md");

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

/// The names of the Rust files in a folder and below it.
fn files(folder: &Path) -> BTreeSet<String> {
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(|path| path.is_dir());
    let names = files.iter().filter_map(|path| path.file_name()?.to_str()).filter(|name| name.ends_with(".rs"));
    names.map(str::to_owned).chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

/// The names of the Rust files in a block of the page.
fn named(number: usize) -> BTreeSet<String> {
    let block = PAGE.split("```text\n").nth(number).and_then(|rest| rest.split("```").next()).expect("a block");
    let words = block.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
    words.filter(|word| word.ends_with(".rs")).map(str::to_owned).collect()
}

#[test]
fn it_names_each_file_of_the_core_and_no_other() {
    let (named, there) = (named(1), files(&crates().join("client-ip-core/src")));
    assert_eq!(named.difference(&there).collect::<Vec<_>>(), [""; 0], "named and not there");
    assert_eq!(there.difference(&named).collect::<Vec<_>>(), [""; 0], "there and not named");
}

#[test]
fn it_names_each_file_of_the_adapters() {
    let named = named(2);
    for adapter in ["axum", "actix", "rocket"] {
        let there = files(&crates().join(format!("client-ip-{adapter}/src")));
        let missing: Vec<_> = there.difference(&named).filter(|file| *file != "lib.rs").collect();
        assert_eq!(missing, [""; 0], "{adapter}: there and not named");
    }
}

#[test]
fn it_names_no_file_that_no_adapter_has() {
    let adapters = ["axum", "actix", "rocket"].map(|adapter| files(&crates().join(format!("client-ip-{adapter}/src"))));
    let there: BTreeSet<String> = adapters.into_iter().flatten().collect();
    assert_eq!(named(2).difference(&there).collect::<Vec<_>>(), [""; 0], "named and not there");
}

#[test]
fn it_names_each_example() {
    for folder in entries(&crates().join("../examples")) {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let name = if name.starts_with("whoami-") { "whoami-*" } else { name };
        assert!(PAGE.contains(&format!("`examples/{name}`")), "{name}");
    }
}

#[test]
fn it_names_each_crate() {
    for folder in entries(&crates()) {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        assert!(PAGE.contains(&format!("| `{name}` |")), "{name}");
    }
}
