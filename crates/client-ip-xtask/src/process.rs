//! Programs that are started: at the root of the workspace, with one target folder for all workspaces.

use crate::workspace::{root, target};
use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The result of a command: an error is one line, for whoever has to fix it.
pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// Where programs are looked for. Servers stand in folders that an ordinary user's `PATH` lacks.
fn folders() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    folders.into_iter().chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
}

/// Whether a program of this name can be started.
pub(crate) fn is_installed(program: &str) -> bool {
    folders().any(|folder| folder.join(program).is_file())
}

/// A program, to be run at the root.
pub(crate) fn program(name: impl Into<OsString>) -> Command {
    let mut command = Command::new(name.into());
    command.current_dir(root()).env("CARGO_TARGET_DIR", target());
    if let Ok(path) = env::join_paths(folders()) {
        command.env("PATH", path);
    }
    // What `cargo run` says of this program is not for the programs that it starts.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text == "CARGO" || text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo with these arguments, which hold no space themselves.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = program("cargo");
    command.args(arguments.split_whitespace());
    command
}

/// How a command is run to its end.
pub(crate) trait Finish {
    /// Shows what it prints. An exit status other than 0 is an error.
    fn succeed(&mut self) -> Result;

    /// The same, and gives what it writes to its standard output, which is not shown.
    fn read(&mut self) -> Result<String>;

    /// Whether it succeeds within this time. What it prints is shown.
    fn succeeds_within(&mut self, limit: Duration) -> Result<bool>;
}

impl Finish for Command {
    fn succeed(&mut self) -> Result {
        let status = self.status().map_err(|error| format!("{}: {error}", written(self)))?;
        if status.success() { Ok(()) } else { Err(format!("`{}`: {status}", written(self)).into()) }
    }

    fn read(&mut self) -> Result<String> {
        let output = self.stderr(Stdio::inherit()).output().map_err(|error| format!("{}: {error}", written(self)))?;
        let text = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            print!("{text}");
            return Err(format!("`{}`: {}", written(self), output.status).into());
        }
        Ok(text)
    }

    fn succeeds_within(&mut self, limit: Duration) -> Result<bool> {
        let begin = Instant::now();
        let mut child = self.spawn().map_err(|error| format!("{}: {error}", written(self)))?;
        while begin.elapsed() < limit {
            if let Some(status) = child.try_wait()? {
                return Ok(status.success());
            }
            sleep(Duration::from_millis(100));
        }
        child.kill()?;
        child.wait()?;
        Ok(false)
    }
}

/// The command as people type it.
fn written(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_named_as_it_is_typed() {
        let error = cargo("no-such-command --locked").stderr(Stdio::null()).succeed().unwrap_err().to_string();
        assert!(error.starts_with("`cargo no-such-command --locked`: exit status: "), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_and_not_installed() {
        assert!(is_installed("cargo") && !is_installed("no-such-program"));
        let error = program("no-such-program").succeed().unwrap_err().to_string();
        assert!(error.starts_with("no-such-program: "), "{error}");
    }

    #[test]
    fn a_command_that_takes_too_long_does_not_succeed() {
        let begin = Instant::now();
        assert!(!program("sleep").arg("60").succeeds_within(Duration::from_millis(200)).unwrap());
        assert!(begin.elapsed() < Duration::from_secs(30));
        assert!(program("true").succeeds_within(Duration::from_secs(60)).unwrap());
        assert!(!program("false").succeeds_within(Duration::from_secs(60)).unwrap());
    }
}
