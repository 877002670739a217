//! `cargo xtask check`: what fails fast.

use crate::install::tool;
use crate::process::{Finish, Result, cargo};
use crate::workspace::beside;

/// The steps of `cargo xtask ci` that it runs.
pub(crate) const STEPS: &[&str] = &["formatting", "clippy", "documentation", "features"];

pub(crate) fn formatting() -> Result {
    cargo("fmt --all --check").succeed()?;
    for folder in beside() {
        cargo(&format!("fmt --manifest-path {folder}/Cargo.toml --check")).succeed()?;
    }
    Ok(())
}

pub(crate) fn clippy() -> Result {
    cargo("clippy --workspace --all-targets --all-features --locked -- -D warnings").succeed()
}

pub(crate) fn documentation() -> Result {
    cargo("doc --workspace --all-features --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings").succeed()
}

pub(crate) fn features() -> Result {
    tool("cargo-hack", "")?;
    cargo("hack check --workspace --ignore-private --feature-powerset --depth 2 --locked").succeed()
}
