//! A check of a program, and how a file names those that it holds.

use crate::whoami::Program;

/// A sentence about the world, and how to see that it is true.
pub(super) type Check = (&'static str, fn(&Program));

/// The checks of a file, each under its own name.
macro_rules! checks {
    ($checks:ident: $($name:ident),* $(,)?) => { pub(super) const $checks: &[$crate::checks::check::Check] = &[$((stringify!($name), $name)),*]; };
}
pub(super) use checks;
