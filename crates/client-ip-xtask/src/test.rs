//! `cargo xtask test`, and the tests that only a release waits for.

use crate::install::debian;
use crate::process::{Finish, Result, cargo, program};
use crate::workspace::{root, target};
use std::fs;
use std::path::PathBuf;

pub(crate) fn workspace() -> Result {
    cargo("test --workspace --all-features --locked").succeed()
}

/// The program as people install it answers every case as it should.
pub(crate) fn installed() -> Result {
    let folder = target().join("installed");
    cargo("install --quiet --debug --path crates/client-ip-cli --locked --root").arg(&folder).succeed()?;
    let entries = fs::read_dir(root().join("crates/client-ip-core/tests/vectors"))?;
    let mut suites = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    suites.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    suites.sort_unstable();
    if suites.is_empty() {
        return Err("there are no test vectors".into());
    }
    program(folder.join("bin/client-ip")).arg("test").args(suites).succeed()
}

pub(crate) fn properties() -> Result {
    cargo("test --release -p client-ip-twin --test properties --test addresses --locked")
        .env("PROPTEST_CASES", "10000")
        .succeed()?;
    cargo("test --release -p client-ip-twin --test addresses --locked -- --ignored --nocapture").succeed()
}

pub(crate) fn migration() -> Result {
    cargo("test --manifest-path crates/client-ip-migration/Cargo.toml --locked").succeed()
}

pub(crate) fn programs() -> Result {
    cargo("test -p whoami-axum -p whoami-actix -p whoami-rocket --test program --locked -- --ignored --nocapture")
        .succeed()
}

pub(crate) fn proxies() -> Result {
    debian(&[
        ("nginx", "nginx"),
        ("haproxy", "haproxy"),
        ("apache2", "apache2-bin"),
        ("caddy", "caddy"),
        ("squid", "squid"),
    ])?;
    cargo("build -p whoami-axum -p whoami-actix -p whoami-rocket --locked").succeed()?;
    cargo("test -p behind-proxies --locked -- --ignored").succeed()
}
