//! What is published, with the oldest Rust that it says it takes, with the one that the newest versions of its
//! dependencies take, and for Windows. Where rustup cannot fetch one of them, the step says so.

use crate::install::{system, toolchain};
use crate::metadata::{Metadata, name};
use crate::process::{Finish, Result, cargo, program};
use crate::workspace::{root, target};
use std::fs;
use std::path::Path;

const WINDOWS: &str = "x86_64-pc-windows-gnu";

pub(crate) fn run() -> Result {
    let oldest = target().join("oldest");
    copy_with_the_newest_versions_for_the_oldest_rust(&oldest)?;
    let complaints = Metadata::of(&oldest).newer_rusts();
    if !complaints.is_empty() {
        return Err(complaints.join("\n").into());
    }

    let metadata = Metadata::of_members(root());
    let published: Vec<&str> = metadata.published().flat_map(|package| ["-p", name(package)]).collect();
    for (version, folder) in [("1.85", oldest.as_path()), ("1.89", root())] {
        if toolchain(version)? {
            cargo(&format!("+{version} check --all-features --locked"))
                .args(&published)
                .arg("--manifest-path")
                .arg(folder.join("Cargo.toml"))
                .env("CARGO_TARGET_DIR", target().join("elsewhere"))
                .succeed()?;
        } else {
            println!("NOT CHECKED with Rust {version}: rustup could not install it");
        }
    }
    if system(WINDOWS)? {
        cargo(&format!(
            "check --target {WINDOWS} --all-features --locked -p whoami-axum -p whoami-actix -p whoami-rocket"
        ))
        .args(&published)
        .succeed()?;
    } else {
        println!("NOT CHECKED for Windows: rustup could not add {WINDOWS}");
    }
    Ok(())
}

/// The workspace once more, as it stands, with a lock file of its own.
fn copy_with_the_newest_versions_for_the_oldest_rust(copy: &Path) -> Result {
    if copy.exists() {
        fs::remove_dir_all(copy)?;
    }
    let files = program("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).read()?;
    for file in files.split_terminator('\0').filter(|file| root().join(file).is_file() && *file != "Cargo.lock") {
        let to = copy.join(file);
        fs::create_dir_all(to.parent().unwrap_or(copy))?;
        fs::copy(root().join(file), to)?;
    }
    cargo("generate-lockfile --quiet --manifest-path")
        .arg(copy.join("Cargo.toml"))
        .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback")
        .succeed()
}
