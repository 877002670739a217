//! How many instructions and allocations `Policy::resolve` takes, which does not depend on the machine's load.
//!
//! `instructions` counts and writes the table of `docs/performance.md`; `instructions --check` counts and fails where a
//! figure is more than 3 % above the one that stands there. Callgrind counts, so valgrind must be installed.

use client_ip_bench::cases::{self, Case};
use client_ip_bench::page;
use client_ip_core::{Client, Policy, ResolveError};
use client_ip_testkit::heap::{Counting, measure};
use http::HeaderMap;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::IpAddr;
use std::process::{Command, ExitCode};

#[global_allocator]
static COUNTING: Counting = Counting;

const SECTION: &str = "instructions";

/// What callgrind counts. Its name is on callgrind's command line.
#[inline(never)]
fn counted_resolve(policy: &Policy, peer: IpAddr, headers: &HeaderMap) -> Result<Client, ResolveError> {
    policy.resolve(peer, headers)
}

fn all_cases() -> Vec<Case> {
    cases::first_table().into_iter().chain(cases::junk_cases()).chain(cases::policies()).collect()
}

/// Under callgrind: one case. Prints how often it allocates.
fn run_case(name: &str) -> Result<(), Box<dyn Error>> {
    let case = all_cases().into_iter().find(|case| case.name == name).ok_or("no such case")?;
    let (policy, headers) = (black_box(case.policy()), black_box(case.header_map()));
    // The first call of a fresh policy may allocate where later ones do not, so it is the one that is looked at.
    let (_, heap) = measure(|| policy.resolve(case.peer, &headers));
    let outcome = counted_resolve(&policy, case.peer, &headers);
    if outcome.as_ref().map(|client| client.ip()) != Ok(case.client) {
        return Err(format!("{name}: {outcome:?}").into());
    }
    println!("{}", heap.allocations);
    Ok(())
}

/// One line of the table.
struct Line {
    case: Case,
    instructions: u64,
    allocations: u64,
}

fn count(case: Case) -> Result<Line, Box<dyn Error>> {
    let file = std::env::temp_dir().join(format!("client-ip-instructions.{}", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*counted_resolve*"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe()?)
        .args(["--run", case.name])
        .output()
        .map_err(|error| format!("valgrind: {error}; install it"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let profile = std::fs::read_to_string(&file)?;
    std::fs::remove_file(&file)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("summary:")).ok_or("callgrind gives no sum")?;
    let allocations = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Line { case, instructions: total.trim().parse()?, allocations })
}

fn count_all() -> Result<Vec<Line>, Box<dyn Error>> {
    all_cases().into_iter().map(count).collect()
}

fn table(lines: &[Line]) -> String {
    let mut table =
        "| request | instructions | allocations | floor | ratio |\n| --- | --: | --: | --: | --: |\n".to_owned();
    for Line { case, instructions, allocations } in lines {
        let (floor, ratio) = case.floor.map_or((String::new(), String::new()), |floor| {
            let ratio = *instructions as f64 / floor as f64;
            (floor.to_string(), format!("{ratio:.2}"))
        });
        let _ = writeln!(table, "| {} | {instructions} | {allocations} | {floor} | {ratio} |", case.name);
    }
    table
}

/// What is wrong with the figures.
fn complaints(lines: &[Line], recorded: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let recorded = |name: &str| {
        let cells = recorded.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
        cells.into_iter().find(|cells| cells.get(1) == Some(&name)).and_then(|cells| cells.get(2)?.parse::<u64>().ok())
    };
    for Line { case, instructions, allocations } in lines {
        match recorded(case.name) {
            Some(before) if exceeds(*instructions, before) => complaints.push(format!(
                "{}: {instructions} instructions, more than 3 % above the {before} of docs/performance.md",
                case.name
            )),
            Some(_) => {}
            None => complaints.push(format!("{}: docs/performance.md has no figure", case.name)),
        }
        if *allocations > 0 {
            complaints.push(format!("{}: {allocations} allocations, and there must be none", case.name));
        }
    }
    let junk = cases::junk_cases();
    let of = |name| lines.iter().find(|line| line.case.name == name).map_or(0, |line| line.instructions);
    for group in junk.chunks(3) {
        for case in &group[1..] {
            if exceeds(of(case.name), of(group[0].name)) {
                complaints.push(format!("{}: junk costs more than 3 % on top of `{}`", case.name, group[0].name));
            }
        }
    }
    complaints
}

fn exceeds(now: u64, before: u64) -> bool {
    now * 100 > before * 103
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", name] => run_case(name)?,
        [] => {
            let table = table(&count_all()?);
            print!("{table}");
            page::replace_section(SECTION, &table)?;
        }
        ["--check"] => {
            let lines = count_all()?;
            print!("{}", table(&lines));
            let complaints = complaints(&lines, &page::section(SECTION)?);
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            if !complaints.is_empty() {
                eprintln!(
                    "if that is meant, regenerate: cargo run --release --manifest-path crates/client-ip-bench/Cargo.toml --bin instructions"
                );
                return Ok(ExitCode::FAILURE);
            }
        }
        _ => return Err("give nothing, or --check".into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("instructions: {error}");
        ExitCode::from(2)
    })
}
