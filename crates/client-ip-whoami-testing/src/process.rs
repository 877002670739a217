//! Processes that end with the test that started them.

use client_ip_testkit::PATIENCE;
use std::ffi::OsStr;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// A process that is told to end, and waited for, when this value is dropped.
#[derive(Debug)]
pub struct Process(pub(crate) Child);

impl Process {
    /// A command for [`start`](Self::start). Should the thread that started it end without dropping the process (a test
    /// run that is killed), the system ends it.
    #[must_use]
    pub fn command(program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "--"]).arg(program);
        command
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// If `setpriv` is not there. A program that is not there ends at once, with a word on standard error.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap_or_else(|error| panic!("setpriv, of the Debian package util-linux: {error}")))
    }

    /// Sends it a signal, such as `TERM`.
    ///
    /// # Panics
    ///
    /// If it cannot be sent.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "no {name} could be sent");
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !self.0.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Its status, if it ends before the patience does.
    ///
    /// # Panics
    ///
    /// If the system does not tell.
    pub fn wait(&mut self) -> Option<ExitStatus> {
        let since = Instant::now();
        loop {
            match self.0.try_wait().expect("a child can be waited for") {
                Some(status) => return Some(status),
                None if since.elapsed() > PATIENCE => return None,
                None => thread::sleep(Duration::from_millis(2)),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.signal("TERM");
        }
        if self.wait().is_none() {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}
