//! Starts the whoami programs and asks them over real sockets. [`check`] holds every one of them to the same table.

#![forbid(unsafe_code)]

mod ask;
mod checks;
mod process;
mod whoami;

pub use ask::{Answer, Request, To};
pub use checks::{check, check_first_command};
pub use process::Process;
pub use whoami::{Program, Whoami};

/// Longer than anything takes here: it decides how long a failure takes, and not what is one.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
