//! What people type after `cargo xtask`.

use crate::process::Result;
use crate::{bench, check, ci, fuzz, public_api, ranges, test};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Checks, tests and measures client-ip.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What fails fast: formatting, clippy, documentation, features.
    Check,
    /// The tests of the workspace.
    Test,
    /// Everything that can fail a release, and how many minutes each step takes.
    Ci {
        /// This step alone; may be given more than once.
        #[arg(long, value_name = "NAME", conflicts_with = "list")]
        step: Vec<String>,
        /// Print the names of the steps.
        #[arg(long)]
        list: bool,
    },
    /// Hold docs/performance.md and docs/comparison.md against what the programs count and answer now.
    Bench {
        /// Write both pages instead.
        #[arg(long)]
        write: bool,
    },
    /// Hold what users can name against each `public-api.txt`.
    PublicApi {
        /// Write the files instead: agree to what changed.
        #[arg(long)]
        write: bool,
    },
    /// Run the fuzz targets, two at a time. Fails on a finding.
    Fuzz {
        /// How long each target runs.
        #[arg(default_value_t = 5)]
        seconds: u32,
        /// These targets alone.
        #[arg(value_name = "TARGET")]
        targets: Vec<String>,
    },
    /// List the ranges that ship with the core: date, age, source. Fails where one is missing or malformed.
    Ranges,
}

fn execute(command: Command) -> Result {
    match command {
        Command::Check => ci::run(check::STEPS),
        Command::Test => test::workspace(),
        Command::Ci { list: true, .. } => {
            ci::list();
            Ok(())
        }
        Command::Ci { step, .. } => ci::run(&step),
        Command::Bench { write: true } => bench::write(),
        Command::Bench { write: false } => bench::check(),
        Command::PublicApi { write: true } => public_api::write(),
        Command::PublicApi { write: false } => public_api::check(),
        Command::Fuzz { seconds, targets } => fuzz::run(seconds, targets),
        Command::Ranges => ranges::run(),
    }
}

/// Does what the command line says.
#[must_use]
pub fn run() -> ExitCode {
    match execute(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
