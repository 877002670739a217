//! The program itself, held to what all whoami programs have in common.

use whoami_testing::{Program, check, check_first_command, check_largest_requests};

fn program() -> Program {
    Program::new("whoami-actix", env!("CARGO_BIN_EXE_whoami-actix"))
}

#[test]
fn does_what_every_whoami_does() {
    check(&program());
}

#[test]
#[ignore = "needs 127.0.0.1:3000 to be free"]
fn the_first_command_answers_as_it_says() {
    check_first_command(&program());
}

#[test]
#[ignore = "takes long and measures memory"]
fn the_largest_requests_are_answered_and_leave_nothing_behind() {
    check_largest_requests(&program());
}
