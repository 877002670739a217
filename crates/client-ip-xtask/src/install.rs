//! What a check needs and may not be there: Debian packages, cargo's tools, toolchains.

use crate::process::{Finish, Result, cargo, is_installed, program};
use std::time::Duration;

/// How long rustup may take to fetch something.
const LIMIT: Duration = Duration::from_secs(300);

/// Debian packages, each as the program that shows that it is there, and its name.
pub(crate) fn debian(packages: &[(&str, &str)]) -> Result {
    let missing: Vec<&str> =
        packages.iter().filter(|(shown_by, _)| !is_installed(shown_by)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = program("id").arg("-u").read()?.trim() == "0";
    let as_root = |words: &str| {
        let mut words = words.split_whitespace();
        let mut command = program(if is_root { words.next().unwrap_or_default() } else { "sudo" });
        command.args(words);
        command
    };
    as_root("apt-get update -q").succeed()?;
    // RUNLEVEL: the packages' own services stay down.
    as_root("env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends")
        .args(missing)
        .succeed()
}

/// A tool of cargo's. `version` is `--version NUMBER` where another one would answer differently.
pub(crate) fn tool(name: &str, version: &str) -> Result {
    if is_installed(name) { Ok(()) } else { cargo(&format!("install {name} {version} --locked --debug")).succeed() }
}

fn has_toolchain(name: &str) -> Result<bool> {
    let toolchains = program("rustup").args(["toolchain", "list"]).read()?;
    Ok(toolchains.lines().any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))))
}

/// The nightly toolchain, which some tools stand on.
pub(crate) fn nightly() -> Result {
    if has_toolchain("nightly")? {
        return Ok(());
    }
    program("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]).succeed()
}

/// Whether there is a toolchain of this version now.
pub(crate) fn toolchain(version: &str) -> Result<bool> {
    let mut install = program("rustup");
    install.args(["toolchain", "install", version, "--profile", "minimal"]);
    Ok(has_toolchain(version)? || install.succeeds_within(LIMIT)?)
}

/// Whether there is a standard library for this system now.
pub(crate) fn system(target: &str) -> Result<bool> {
    let installed = program("rustup").args(["target", "list", "--installed"]).read()?;
    let mut add = program("rustup");
    add.args(["target", "add", target]);
    Ok(installed.lines().any(|line| line == target) || add.succeeds_within(LIMIT)?)
}

/// Whether the nightly toolchain has these components now.
pub(crate) fn nightly_components(names: &[&str]) -> Result<bool> {
    let installed = program("rustup").args(["component", "list", "--installed", "--toolchain", "nightly"]).read()?;
    // A component that is a program carries the system's name behind its own.
    let has = |name: &&str| installed.lines().any(|line| line == *name || line.starts_with(&format!("{name}-")));
    let mut add = program("rustup");
    add.args(["component", "add", "--toolchain", "nightly"]).args(names);
    Ok(names.iter().all(has) || add.succeeds_within(LIMIT)?)
}
