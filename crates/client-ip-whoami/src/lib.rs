//! What the whoami programs share: flags, policy, sockets, and every word that they say. A program adds its
//! framework, and nothing else.

#![forbid(unsafe_code)]

mod policy;
mod signals;
mod sockets;
mod start;
#[cfg(unix)]
mod unix;
mod words;

pub use start::Start;
pub use words::{answer, explanation, not_found, not_wired_up};

use std::process::ExitCode;

/// Runs a program to its end: one line on standard error and status 2 where it fails.
pub async fn run(program: &'static str, serve: impl AsyncFnOnce(Start) -> Result<(), String>) -> ExitCode {
    let ended = match Start::from_command_line(program) {
        Ok(start) => serve(start).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{program}: {error}");
            ExitCode::from(2)
        }
    }
}
