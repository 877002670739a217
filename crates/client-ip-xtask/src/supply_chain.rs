//! What is built upon: licences and sources, and the oldest versions that the packages say they take.

use crate::install::{nightly, tool};
use crate::process::{Finish, Result, cargo};

pub(crate) fn run() -> Result {
    tool("cargo-deny", "")?;
    // Advisories are apart, since their database has to be fetched with git: `cargo deny check advisories`.
    cargo("deny check bans licenses sources").succeed()?;
    nightly()?;
    tool("cargo-hack", "")?;
    tool("cargo-minimal-versions", "")?;
    // Each published package builds with the oldest versions that it says it takes.
    cargo("minimal-versions check --workspace --direct --ignore-private --all-features").succeed()
}
