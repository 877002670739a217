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

/// The tests of a program: all that whoami programs have in common.
#[macro_export]
macro_rules! tests_of {
    ($program:expr) => {
        #[test]
        fn does_what_every_whoami_does() {
            $crate::check(&$program);
        }

        #[test]
        #[ignore = "needs 127.0.0.1:3000 to be free"]
        fn the_first_command_answers_as_it_says() {
            $crate::check_first_command(&$program);
        }

        #[test]
        #[ignore = "takes long and measures memory"]
        fn the_largest_requests_are_answered_and_leave_nothing_behind() {
            $crate::check_largest_requests(&$program);
        }
    };
}
