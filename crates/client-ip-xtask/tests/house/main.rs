//! The house: in no crate do files use each other in a circle, nothing inside a crate uses what its root shows, and in the
//! core no file uses one of a wing above it.

#![forbid(unsafe_code)]

mod arrows;
mod paths;
mod planted;
mod rules;

use arrows::{Arrow, Sources, Target};
use client_ip_xtask::metadata::{Metadata, folder, name};
use client_ip_xtask::workspace::{beside, root};
use rules::{in_a_circle, to_the_root, upward};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A package and everything that is compiled from its folder.
struct Package {
    name: String,
    targets: Vec<Target>,
}

impl Package {
    fn arrows(&self) -> BTreeSet<Arrow> {
        self.targets.iter().flat_map(Target::arrows).collect()
    }
}

fn read(folder: &Path, below: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder.join(below)).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_str().expect("UTF-8"));
        if entry.path().is_dir() && name != "target" {
            read(folder, &format!("{name}/"), sources);
        } else if name.ends_with(".rs") {
            sources.insert(name, fs::read_to_string(entry.path()).expect("a source"));
        }
    }
}

/// All packages, those of the workspaces beside too.
fn packages() -> Vec<Package> {
    let mut packages = Vec::new();
    for workspace in std::iter::once(root().to_owned()).chain(beside().iter().map(|folder| root().join(folder))) {
        for package in Metadata::of_members(&workspace).members() {
            let mut sources = Sources::new();
            read(&folder(package), "", &mut sources);
            let roots = package["targets"].as_array().expect("a list").iter().map(|target| &target["src_path"]);
            let roots = roots.map(|root| Path::new(root.as_str().expect("a path")).strip_prefix(folder(package)));
            let roots = roots.map(|root| root.expect("a path below the package").to_str().expect("UTF-8"));
            let targets: Result<Vec<Target>, String> = roots.map(|root| Target::read(root, &sources)).collect();
            let targets = targets.unwrap_or_else(|error| panic!("{}: {error}", name(package)));
            let read: BTreeSet<&str> = targets.iter().flat_map(Target::files).collect();
            let unread: Vec<&String> = sources.keys().filter(|file| !read.contains(file.as_str())).collect();
            assert!(unread.is_empty(), "{}: no `mod` leads to {unread:?}", name(package));
            packages.push(Package { name: name(package).to_owned(), targets });
        }
    }
    packages
}

/// Fails with every arrow that is wrong in some package.
fn assert_none(wrong: impl Fn(&Package) -> BTreeSet<Arrow>) {
    let packages = packages();
    for expected in
        ["client-ip-core", "client-ip-twin", "client-ip-whoami-testing", "client-ip-bench", "client-ip-fuzz"]
    {
        let package = packages.iter().find(|package| package.name == expected);
        assert!(package.is_some_and(|package| !package.arrows().is_empty()), "{expected} has no arrows");
    }
    let mut complaints = String::new();
    for package in &packages {
        for arrow in wrong(package) {
            complaints += &format!("\n{}: {arrow}", package.name);
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    assert_none(|package| in_a_circle(&package.arrows()).into_iter().cloned().collect());
}

#[test]
fn nothing_inside_a_crate_uses_what_its_root_shows() {
    assert_none(|package| {
        let arrows = package.targets.iter().map(|target| (target.arrows(), target.root()));
        arrows.flat_map(|(arrows, root)| to_the_root(&arrows, root).into_iter().cloned().collect::<Vec<_>>()).collect()
    });
}

#[test]
fn no_file_of_the_core_uses_a_wing_above_it() {
    let packages = packages();
    let core = packages.iter().find(|package| package.name == "client-ip-core").expect("the core");
    let library = core.targets.iter().find(|target| target.root() == "src/lib.rs").expect("a library");
    let arrows = library.arrows();
    for to in ["src/policy.rs", "src/read/entries.rs"] {
        assert!(
            arrows.iter().any(|arrow| arrow.from == "src/walk.rs" && arrow.to == to),
            "walk.rs -> {to} is not seen"
        );
    }
    let upward: Vec<String> = upward(&arrows).iter().map(|arrow| arrow.to_string()).collect();
    assert!(upward.is_empty(), "\n{}", upward.join("\n"));
}
