//! The programs that stand behind the proxies.

use client_ip_whoami_testing::Program;
use std::env;

/// All of them, as they were built last.
///
/// # Panics
///
/// If one was not built.
#[must_use]
pub fn programs() -> Vec<Program> {
    let built = |name: &'static str| {
        // Beside the folder in which the test that runs was built.
        let path = env::current_exe().unwrap().ancestors().nth(2).unwrap().join(name);
        assert!(path.exists(), "{} is not there: cargo build -p {name}", path.display());
        Program::new(name, path)
    };
    vec![built("whoami-axum"), built("whoami-actix"), built("whoami-rocket").without_unix().without_raw_bytes()]
}
