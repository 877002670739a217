//! `cargo xtask fuzz [SECONDS] [TARGET...]`: each fuzz target for some seconds, two at a time.

use crate::install::{nightly, tool};
use crate::process::{Finish, Result, cargo};
use crate::workspace::root;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

/// What a release waits for: the fuzz workspace without a warning, and no finding in a few seconds.
pub(crate) fn briefly() -> Result {
    cargo("clippy --manifest-path fuzz/Cargo.toml --all-targets --locked -- -D warnings").succeed()?;
    run(5, Vec::new())
}

pub(crate) fn run(seconds: u32, mut targets: Vec<String>) -> Result {
    nightly()?;
    tool("cargo-fuzz", "")?;
    let known = in_folder("+nightly fuzz list").read()?;
    let known: Vec<&str> = known.lines().collect();
    if let Some(unknown) = targets.iter().find(|target| !known.contains(&target.as_str())) {
        return Err(format!("there is no fuzz target {unknown}: {}", known.join(", ")).into());
    }
    if targets.is_empty() {
        targets = known.into_iter().map(str::to_owned).collect();
    }
    in_folder("+nightly fuzz build --sanitizer none").succeed()?;
    in_folder("run --quiet --locked --example seeds").succeed()?;

    targets.reverse();
    let open = Mutex::new(targets);
    let work = || -> Vec<String> {
        // The lock is given back before the target runs.
        let next = || open.lock().ok()?.pop();
        std::iter::from_fn(next)
            .filter_map(|target| one(&target, seconds).err())
            .map(|error| error.to_string())
            .collect()
    };
    let findings = thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers.map(|worker| worker.join().unwrap_or_else(|_| vec!["a fuzz worker panicked".to_owned()])).concat()
    });
    if findings.is_empty() { Ok(()) } else { Err(findings.join("; ").into()) }
}

/// Cargo, run in the workspace of the fuzz targets.
fn in_folder(arguments: &str) -> Command {
    let mut command = cargo(arguments);
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    root().join("fuzz")
}

fn one(target: &str, seconds: u32) -> Result {
    let corpus = folder().join("corpus").join(target);
    fs::create_dir_all(&corpus)?;
    let log = corpus.with_extension("log");
    let written = File::create(&log)?;
    // What is found is added to the corpus; the seeds stay as they are.
    let options = "-dict=dictionary.txt -max_len=1024 -len_control=20 -timeout=10 -print_final_stats=1";
    let status = in_folder(&format!(
        "+nightly fuzz run --sanitizer none {target} corpus/{target} seeds/{target} -- {options} -max_total_time={seconds}"
    ))
    .stdout(written.try_clone()?)
    .stderr(written)
    .status()?;
    // The panic of a target may hold any bytes.
    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if status.success() {
        let done =
            text.lines().rfind(|line| line.contains("DONE")).ok_or(format!("fuzz target {target}: did not run"))?;
        println!("fuzz target {target}: {done}");
        return Ok(());
    }
    let lines: Vec<&str> = text.lines().collect();
    // The panic says which property broke; a target that hangs or dies otherwise says so at the end.
    let panic = lines.iter().position(|line| line.contains("panicked at"));
    println!("{}", lines[panic.unwrap_or(lines.len().saturating_sub(100))..].join("\n"));
    Err(format!("fuzz target {target}: a finding").into())
}
