//! What every adapter does, whatever its framework. An adapter is held to all of it by [`hold`]; to do so it writes
//! nothing but its glue, a [`Framework`]: the application of [`ROUTES`] in the words of its framework.
//!
//! Where a framework cannot do what the others do, the glue lists it as a [`Difference`], with the reason. A difference
//! that is none any more fails, and so does one that never came up.

#![forbid(unsafe_code)]

mod behaviours;
mod cases;
mod differences;
mod framework;
mod logs;
mod stage;
mod vector_request;
mod vectors;
mod wire;

pub use client_ip_testkit::wire::Address;
pub use differences::{Difference, VectorDifference};
pub use framework::{CHANGE, Change, Framework, Listen, ROUTES, SEEN, Started, Wiring, describe, shown};
pub use vector_request::{NotCarried, VectorRequest};

/// Holds a framework to the contract: every behaviour, every case of the table, every vector.
///
/// # Panics
///
/// With everything that is not as it should be.
pub fn hold(framework: &dyn Framework) {
    logs::listen();
    let mut differences = differences::Ledger::new(framework.differences());
    behaviours::observe(framework, &mut differences);
    cases::observe(framework, &mut differences);
    let mut failures = differences.close();
    failures.extend(vectors::failures(framework));
    assert!(failures.is_empty(), "{}: {} failures\n\n{}", framework.name(), failures.len(), failures.join("\n\n"));
}
