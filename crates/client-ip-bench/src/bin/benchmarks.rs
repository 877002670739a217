//! Times everything, and writes the tables of `docs/performance.md` and the plot. `benchmarks SECTION ...` does some of it.

use client_ip_bench::results::{Cell, Results, Row, grouped};
use client_ip_bench::timing::{Candidate, medians};
use client_ip_bench::{cases, frameworks, page, peers, plot, range_sets, servers, threads};
use client_ip_core::{Policy, SharedPolicy};
use client_ip_testkit::heap::Counting;
use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

#[global_allocator]
static COUNTING: Counting = Counting;

type Section = (&'static str, fn() -> Result<String, Box<dyn Error>>);

/// In the order of the page.
const SECTIONS: [Section; 6] = [
    ("requests", requests),
    ("policies", policies),
    ("threads", threads::table),
    ("frameworks", frameworks::table),
    ("servers", servers::table),
    ("ranges", range_sets::tables),
];

/// The first table: this library and its peers on the same requests.
fn requests() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for case in cases::first_table() {
        let prepared = peers::Prepared::new(&case);
        let mut cells = vec![None; peers::COLUMNS.len()];
        let mut candidates = Vec::new();
        for (column, cell) in cells.iter_mut().enumerate() {
            if let Some((candidate, answer)) = prepared.column(column) {
                candidates.push(candidate);
                *cell = Some(Cell { nanoseconds: 0.0, is_right: answer == Some(case.client) });
            }
        }
        if cells[0].is_none_or(|cell| !cell.is_right) {
            return Err(format!("{}: our own answer is wrong", case.name).into());
        }
        for (cell, median) in cells.iter_mut().flatten().zip(medians(&mut candidates)) {
            cell.nanoseconds = median;
        }
        rows.push(Row { name: case.name.to_owned(), cells });
    }
    let results = Results { columns: peers::COLUMNS.to_vec(), rows };
    std::fs::write(
        page::root().join("crates/client-ip-bench/requests.svg"),
        plot::svg("Who is the client? One request, by median", &results),
    )?;
    for behind in results.behind() {
        eprintln!("behind: {behind}");
    }
    Ok(results.markdown("request"))
}

/// One request under the policies that people write, and what a policy itself costs.
fn policies() -> Result<String, Box<dyn Error>> {
    let mut text = "| what | nanoseconds |\n| --- | --: |\n".to_owned();
    let mut add = |name: &str, median: f64| {
        let _ = writeln!(text, "| {name} | {} |", grouped(median));
    };
    for case in cases::policies() {
        let (policy, headers) = (case.policy(), case.header_map());
        let resolve = || policy.resolve(case.peer, &headers);
        if resolve().map(|client| client.ip()) != Ok(case.client) {
            return Err(format!("{}: our own answer is wrong", case.name).into());
        }
        add(&format!("resolve, {}", case.name), medians(&mut [Candidate::new("", resolve)])[0]);
    }
    let many = cases::policies().into_iter().find(|case| case.name.contains("15,000")).ok_or("no large policy")?;
    let small = "X-Forwarded-For from 10.0.0.0/8, cloudflare";
    for (name, text) in [("build, 23 ranges, from text", small), ("build, 15,000 ranges, from text", &many.policy)] {
        add(name, medians(&mut [Candidate::new("", || text.parse::<Policy>())])[0]);
    }
    let (policy, case) = (small.parse::<Policy>()?, &cases::policies()[0]);
    let (shared, headers) = (SharedPolicy::from(policy.clone()), case.header_map());
    let timed = medians(&mut [
        Candidate::new("", || shared.resolve(case.peer, &headers)),
        Candidate::new("", || shared.load()),
        Candidate::new("", || shared.replace(policy.clone())),
    ]);
    for (name, median) in
        ["resolve through a `SharedPolicy`, 23 ranges", "load a `SharedPolicy`", "replace a `SharedPolicy`"]
            .iter()
            .zip(timed)
    {
        add(name, median);
    }
    Ok(text)
}

fn run() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| SECTIONS.iter().all(|(known, _)| known != name)) {
        return Err(format!("no section `{unknown}`; there are {:?}", SECTIONS.map(|(name, _)| name)).into());
    }
    for (name, measure) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            let table = measure()?;
            println!("{name}\n\n{table}");
            page::replace_section(name, &table)?;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benchmarks: {error}");
            ExitCode::from(2)
        }
    }
}
