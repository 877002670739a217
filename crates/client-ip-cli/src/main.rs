//! `client-ip`: explains one request, tests a policy against cases, says what a policy means. Every rule is
//! `client-ip-core`'s; here is what people type and read.

#![forbid(unsafe_code)]

mod arguments;
mod check;
mod document;
mod explain;
mod failure;
mod generate;
mod hints;
mod input;
mod output;
mod policy_file;
mod policy_source;
mod range_width;
mod request;
mod suite;
mod test;
mod warnings;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use output::{BAD, Output, styled};
use std::io::Write;
use std::process::ExitCode;

fn run(command: &Command, output: &mut Output) -> Result<ExitCode, Failure> {
    match command {
        Command::Explain(arguments) => return explain::run(arguments, output),
        Command::Test(arguments) => return test::run(arguments, output),
        Command::Check(arguments) => check::run(arguments, output)?,
        Command::Hint { name } => generate::hint(name.as_deref(), output)?,
        Command::Completions { shell } => generate::completions(*shell, output)?,
        Command::Man { command } => generate::man(command.as_deref(), output)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What the command line says. An argument that is not known is shown, but where it may be a policy with a secret in it.
fn command() -> Result<Command, ExitCode> {
    Arguments::try_parse().map(|arguments| arguments.command).map_err(|error| {
        if error.use_stderr() && error.to_string().to_ascii_lowercase().contains("proof") {
            let what = "an argument that is not shown, since `proof` stands in it, is not known; a policy is given as \
                        `--policy TEXT`, and one with a proof in a file";
            let _ = writeln!(anstream::stderr(), "{} {what}", styled(BAD, "error:"));
            return ExitCode::from(2);
        }
        error.exit()
    })
}

fn main() -> ExitCode {
    let command = match command() {
        Ok(command) => command,
        Err(status) => return status,
    };
    let mut output = Output::new();
    match run(&command, &mut output).and_then(|status| output.finish().map(|()| status)) {
        Ok(status) => status,
        Err(failure) => {
            // Where even this cannot be written, the status still tells.
            let _ = writeln!(anstream::stderr(), "{} {failure}", styled(BAD, "error:"));
            ExitCode::from(2)
        }
    }
}
