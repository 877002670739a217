//! The readers of bytes and the ranges under Miri, which finds undefined behaviour in what they stand on, and memory that
//! leaks. No other test would see either.

use crate::install::{nightly, nightly_components};
use crate::process::{Finish, Result, cargo};

/// The modules whose tests run. All others would take minutes.
const MODULES: [&str; 2] = ["read::", "ranges::"];

pub(crate) fn run() -> Result {
    nightly()?;
    if !nightly_components(&["miri", "rust-src"])? {
        println!("NOT CHECKED with Miri: rustup could not add it to the nightly toolchain");
        return Ok(());
    }
    let printed = cargo("+nightly miri test -p client-ip-core --lib --locked --").args(MODULES).read()?;
    print!("{printed}");
    // A filter that matches nothing succeeds.
    for module in MODULES {
        if !printed.contains(&format!("\ntest {module}")) {
            return Err(format!("client-ip-core has no test in {module}").into());
        }
    }
    Ok(())
}
