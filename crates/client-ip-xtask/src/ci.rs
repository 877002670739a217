//! `cargo xtask ci`: everything that can fail a release, in order of how fast it fails. Prints how long each step took.

use crate::process::Result;
use crate::{bench, check, elsewhere, fuzz, miri, packages, public_api, ranges, supply_chain, test};
use std::io::{Write, stdout};
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result,
}

const STEPS: [Step; 19] = [
    step("formatting", "all workspaces as rustfmt writes them", check::formatting),
    step("clippy", "no warning in the workspace", check::clippy),
    step("documentation", "no warning of rustdoc", check::documentation),
    step("features", "the published packages with every two features", check::features),
    step("ranges", "those that ship with the core have a date and a source", ranges::run),
    step("tests", "the tests of the workspace", test::workspace),
    step("installed", "the program, as it is installed, over every case", test::installed),
    step("properties", "properties, and addresses against std, many times", test::properties),
    step("miri", "the readers of bytes and the ranges under Miri", miri::run),
    step("migration", "coming from another library", test::migration),
    step("programs", "the first command of each program, and the largest requests", test::programs),
    step("proxies", "the programs behind real proxies", test::proxies),
    step("instructions", "no more instructions than docs/performance.md says", bench::instructions),
    step("supply-chain", "licences and sources, and the oldest versions of the dependencies", supply_chain::run),
    step("elsewhere", "other Rusts, another system", elsewhere::run),
    step("packages", "what is packed builds", packages::run),
    step("public-api", "what users can name is what was agreed on", public_api::check),
    step("comparison", "other libraries answer as docs/comparison.md says", bench::comparison),
    step("fuzzing", "each fuzz target for 5 seconds", fuzz::briefly),
];

const fn step(name: &'static str, about: &'static str, run: fn() -> Result) -> Step {
    Step { name, about, run }
}

pub(crate) fn list() {
    for Step { name, about, .. } in STEPS {
        println!("{name:<14} {about}");
    }
}

/// Runs the steps of these names, or all where none is given, up to the first that fails.
pub(crate) fn run(names: &[impl AsRef<str>]) -> Result {
    let mut chosen: Vec<&Step> = Vec::new();
    for name in names {
        let unknown = || format!("there is no step `{}`: `cargo xtask ci --list` names them", name.as_ref());
        chosen.push(STEPS.iter().find(|step| step.name == name.as_ref()).ok_or_else(unknown)?);
    }
    if names.is_empty() {
        chosen.extend(&STEPS);
    }
    let begin = Instant::now();
    for step in &chosen {
        let begin = Instant::now();
        println!("\n== {}: {}", step.name, step.about);
        let result = (step.run)();
        let took = minutes(begin.elapsed());
        match &result {
            Ok(()) => println!("-- {}: {took}", step.name),
            Err(_) => println!("-- {}: failed after {took}", step.name),
        }
        stdout().flush()?;
        result.map_err(|error| format!("{}: {error}", step.name))?;
    }
    let which = if names.is_empty() { "all" } else { "these" };
    println!("\n{which} steps: {}", minutes(begin.elapsed()));
    Ok(())
}

fn minutes(time: Duration) -> String {
    format!("{:.2} min", time.as_secs_f64() / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_different_names_and_those_of_check_are_among_them() {
        let names: std::collections::BTreeSet<&str> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
        assert!(check::STEPS.iter().all(|name| names.contains(name)));
    }

    #[test]
    fn a_step_that_is_not_there_is_refused_before_another_runs() {
        let error = run(&["formatting", "no-such-step"]).unwrap_err().to_string();
        assert_eq!(error, "there is no step `no-such-step`: `cargo xtask ci --list` names them");
    }

    #[test]
    fn time_is_told_in_minutes() {
        assert_eq!(minutes(Duration::from_secs(90)), "1.50 min");
    }
}
