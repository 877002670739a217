//! Medians, of candidates that take turns: what else the machine does then falls on all of them alike.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often each candidate gets its turn; one turn takes some fractions of a millisecond.
const ROUNDS: usize = 101;
const TURN: Duration = Duration::from_micros(200);

/// Something that is timed.
pub struct Candidate<'a> {
    /// What the tables call it.
    pub name: &'static str,
    run: Box<dyn FnMut(u64) -> Duration + 'a>,
}

impl fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate({})", self.name)
    }
}

impl<'a> Candidate<'a> {
    /// Times the function.
    pub fn new<T>(name: &'static str, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = move |times| {
            let start = Instant::now();
            for _ in 0..times {
                black_box(work());
            }
            start.elapsed()
        };
        Self { name, run: Box::new(run) }
    }
}

/// Nanoseconds a call: the median of each candidate.
pub fn medians(candidates: &mut [Candidate<'_>]) -> Vec<f64> {
    medians_of(ROUNDS, candidates)
}

/// The same with fewer turns, for what takes long.
pub fn medians_of(rounds: usize, candidates: &mut [Candidate<'_>]) -> Vec<f64> {
    let times: Vec<u64> = candidates.iter_mut().map(turn).collect();
    let mut samples = vec![Vec::with_capacity(rounds); candidates.len()];
    for _ in 0..rounds {
        for ((candidate, &times), samples) in candidates.iter_mut().zip(&times).zip(&mut samples) {
            samples.push((candidate.run)(times).as_nanos() as f64 / times as f64);
        }
    }
    samples.into_iter().map(median).collect()
}

/// How many calls fill one turn.
fn turn(candidate: &mut Candidate<'_>) -> u64 {
    let mut times = 1;
    while (candidate.run)(times) < TURN {
        times *= 2;
    }
    times
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
