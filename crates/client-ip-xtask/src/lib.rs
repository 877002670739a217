//! How people work on client-ip: `cargo xtask COMMAND`. A command a file. A check never skips in silence: what it needs
//! is installed, and where that fails the check fails, or says what was not checked.

#![forbid(unsafe_code)]

mod arguments;
mod bench;
mod check;
mod ci;
mod elsewhere;
mod fuzz;
mod install;
pub mod metadata;
mod miri;
mod packages;
mod process;
mod public_api;
mod ranges;
mod supply_chain;
mod test;
pub mod workspace;

pub use arguments::run;
