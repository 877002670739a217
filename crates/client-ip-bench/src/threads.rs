//! What a request costs on one thread, and on each of two that run at once: threads must not wait for each other.

use crate::results::grouped;
use client_ip_core::{Policy, SharedPolicy};
use core_affinity::CoreId;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

/// What a second thread may cost the first one at most.
const REACH: f64 = 1.1;
/// One and two threads take turns this often; medians make the rest.
const ROUNDS: usize = 61;
const CALLS: u32 = 20_000;

/// The table, as Markdown.
///
/// # Errors
///
/// A machine with one processor, and what cannot be prepared.
pub fn table() -> Result<String, Box<dyn Error>> {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let [first, second, ..] = cores.as_slice() else { return Err("two processors are needed".into()) };
    let cores = [*first, *second];
    let mut text = "| what | one thread | each of two | ratio |\n| --- | --: | --: | --: |\n".to_owned();
    for (name, header) in [("a header that platforms write", "X-Forwarded-For"), ("a header of one's own", "X-Client")]
    {
        let policy: Policy = format!("{header} from 10.0.0.0/8 format list").parse()?;
        let shared = SharedPolicy::from(policy.clone());
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::try_from(header)?, HeaderValue::from_static("203.0.113.9"));
        let peer = [10, 0, 0, 1];
        let rows: [(&str, &(dyn Fn() + Sync)); 3] = [
            ("`Policy::resolve`", &|| drop(black_box(policy.resolve(peer, &headers)))),
            ("`SharedPolicy::resolve`", &|| drop(black_box(shared.resolve(peer, &headers)))),
            ("`SharedPolicy::load`", &|| drop(black_box(shared.load()))),
        ];
        for (call, work) in rows {
            let [one, two] = medians(work, cores);
            let _ = writeln!(text, "| {call}, {name} | {} | {} | {:.2} |", grouped(one), grouped(two), two / one);
            if two / one > REACH {
                eprintln!("beyond reach: {call}, {name}: two threads take {:.2} of one, {REACH} at most", two / one);
            }
        }
    }
    Ok(text)
}

/// Nanoseconds a call, on one thread and on each of two.
fn medians(work: &(dyn Fn() + Sync), cores: [CoreId; 2]) -> [f64; 2] {
    let mut samples = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        // Each processor is the one thread's in half of the rounds.
        let alone = [cores[round % 2]];
        for (samples, cores) in samples.iter_mut().zip([alone.as_slice(), &cores]) {
            samples.push(run(work, cores));
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    })
}

/// The mean of what the threads take, one pinned to each of these processors.
fn run(work: &(dyn Fn() + Sync), cores: &[CoreId]) -> f64 {
    let start = Barrier::new(cores.len());
    let timed = |core: CoreId| {
        core_affinity::set_for_current(core);
        work();
        start.wait();
        let began = Instant::now();
        for _ in 0..CALLS {
            work();
        }
        began.elapsed().as_nanos() as f64 / f64::from(CALLS)
    };
    let timed = &timed;
    let total: f64 = std::thread::scope(|scope| {
        let threads: Vec<_> = cores.iter().map(|&core| scope.spawn(move || timed(core))).collect();
        threads.into_iter().map(|thread| thread.join().expect("work that does not panic")).sum()
    });
    total / cores.len() as f64
}
