//! What every whoami program does, whatever its framework.

mod answers;
mod check;
mod life;
mod policies;
mod sockets;

pub use answers::check_first_command;

use crate::sentences::all_hold;
use crate::whoami::Program;
use check::Check;

const CHECKS: [&[Check]; 4] = [answers::CHECKS, policies::CHECKS, life::CHECKS, sockets::CHECKS];

impl Program {
    fn checks(&self) -> impl Iterator<Item = &'static Check> {
        CHECKS.into_iter().flatten().chain(if self.has_unix { sockets::WITH_UNIX } else { sockets::WITHOUT_UNIX })
    }
}

/// Holds a program to all of it.
///
/// # Panics
///
/// With the names of the checks that failed; each has said before what it saw.
pub fn check(program: &Program) {
    all_hold(program.checks().map(|&(name, check)| (name, move || check(program))));
}
