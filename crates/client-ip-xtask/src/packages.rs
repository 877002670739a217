//! Packs each published package, and builds all of them in one workspace from what is in the packages.

use crate::metadata::{Metadata, name};
use crate::process::{Finish, Result, cargo, program};
use crate::workspace::{root, target};
use std::fmt::Write;
use std::fs;

pub(crate) fn run() -> Result {
    let metadata = Metadata::of_members(root());
    let packed = target().join("packed");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    fs::create_dir_all(&packed)?;
    let names = metadata.published().flat_map(|package| ["-p", name(package)]);
    cargo("package --locked --no-verify").args(names).succeed()?;

    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*/\"]\n\n[patch.crates-io]\n".to_owned();
    for package in metadata.published() {
        let version = package["version"].as_str().ok_or("a package without a version")?;
        let folder = format!("{}-{version}", name(package));
        let archive = target().join("package").join(format!("{folder}.crate"));
        program("tar").arg("-xzf").arg(archive).arg("-C").arg(&packed).succeed()?;
        writeln!(manifest, "{} = {{ path = \"{folder}\" }}", name(package))?;
    }
    fs::write(packed.join("Cargo.toml"), manifest)?;
    // The versions that everything else was tested with.
    fs::copy(root().join("Cargo.lock"), packed.join("Cargo.lock"))?;
    cargo("check --workspace --all-features --manifest-path").arg(packed.join("Cargo.toml")).succeed()
}
