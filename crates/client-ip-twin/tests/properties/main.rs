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
mod check;
mod generate;
mod left;
mod spelling;
mod twin;
mod world;
