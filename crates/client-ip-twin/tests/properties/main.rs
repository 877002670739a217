//! The promise as properties, over generated policies and requests.
//!
//! The cases are the same in every run. `PROPTEST_CASES` sets how many each property sees, `PROPTEST_RNG_SEED`
//! another beginning:
//!
//! ```text
//! PROPTEST_CASES=1000000 PROPTEST_RNG_SEED=7 cargo test --release -p client-ip-twin --test properties
//! ```
#![allow(missing_docs, reason = "a test")]

mod cases;
mod generate;
mod left;
mod spelling;
mod twin;
mod world;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// Runs a property over this many cases, if the environment does not say how many.
fn check<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(1);
    }
    if let Err(error) = TestRunner::new(config).run(strategy, property) {
        panic!("{error}");
    }
}
