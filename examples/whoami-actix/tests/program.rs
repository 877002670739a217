//! The program itself, held to what all whoami programs have in common.

use client_ip_whoami_testing::{Program, tests_of};

tests_of!(Program::new("whoami-actix", env!("CARGO_BIN_EXE_whoami-actix")));
