//! Starts the whoami programs and asks them over real sockets. [`check`] holds every one of them to the same table.

#![forbid(unsafe_code)]

mod checks;
mod load;
mod process;
mod sentences;
mod whoami;

pub use checks::{check, check_first_command};
pub use load::check_largest_requests;
pub use process::Process;
pub use sentences::all_hold;
pub use whoami::{Program, Whoami};
