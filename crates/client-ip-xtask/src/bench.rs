//! `cargo xtask bench`: the tables of docs/performance.md and docs/comparison.md that programs write.

use crate::install::debian;
use crate::process::{Finish, Result, cargo};

/// Counts instructions, and holds them against docs/performance.md.
pub(crate) fn instructions() -> Result {
    count("-- --check")
}

fn count(arguments: &str) -> Result {
    debian(&[("valgrind", "valgrind")])?;
    let bench = "--manifest-path crates/client-ip-bench/Cargo.toml --locked";
    cargo(&format!("clippy {bench} --all-targets --features peers -- -D warnings")).succeed()?;
    cargo(&format!("run --release {bench} --bin instructions {arguments}")).succeed()
}

/// Asks the other libraries, and holds their answers against docs/comparison.md.
pub(crate) fn comparison() -> Result {
    compare("--check")
}

fn compare(argument: &str) -> Result {
    cargo(&format!("run --locked --manifest-path crates/client-ip-comparison/Cargo.toml -- {argument}")).succeed()
}

pub(crate) fn check() -> Result {
    instructions()?;
    comparison()
}

pub(crate) fn write() -> Result {
    count("")?;
    compare("--write")
}
