//! A whoami program, started as its users start it.

use crate::process::Process;
use client_ip_testkit::PATIENCE;
use client_ip_testkit::wire::{Address, Reply, Request};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// A program to hold to the table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub path: PathBuf,
    /// Whether it can listen on a Unix socket.
    pub has_unix: bool,
    /// Whether it gets to see a header line that holds bytes which are not UTF-8.
    pub sees_raw_bytes: bool,
}

/// How a program that does not serve has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Program {
    /// A program that can do everything.
    #[must_use]
    pub fn new(name: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { name, path: path.into(), has_unix: true, sees_raw_bytes: true }
    }

    /// The program, if its framework cannot listen on a Unix socket.
    #[must_use]
    pub fn without_unix(self) -> Self {
        Self { has_unix: false, ..self }
    }

    /// The program, if its framework drops header lines that are no UTF-8.
    #[must_use]
    pub fn without_raw_bytes(self) -> Self {
        Self { sees_raw_bytes: false, ..self }
    }

    fn command(&self, arguments: &[&str], policy_variable: Option<OsString>) -> Command {
        let mut command = Process::command(&self.path);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("CLIENT_IP_POLICY").envs(policy_variable.map(|value| ("CLIENT_IP_POLICY", value)));
        // One heap instead of one a thread, and free memory is given back: what the program holds is what it needs. Otherwise
        // glibc keeps now more and now less of it.
        command.envs([("MALLOC_ARENA_MAX", "1"), ("MALLOC_TRIM_THRESHOLD_", "131072")]);
        command
    }

    /// Starts it, and waits until it has said what it listens on and which policy holds.
    ///
    /// # Panics
    ///
    /// If it does not come so far.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Whoami {
        Whoami::start(self.command(arguments, None))
    }

    pub(crate) fn start_with_variable(&self, arguments: &[&str], value: impl Into<OsString>) -> Whoami {
        Whoami::start(self.command(arguments, Some(value.into())))
    }

    /// Starts it to see it end by itself.
    pub(crate) fn refuse(&self, arguments: &[&str], policy_variable: Option<OsString>) -> Ended {
        let mut process = Process::start(&mut self.command(arguments, policy_variable));
        let status = process.wait().unwrap_or_else(|| panic!("{} {arguments:?} does not end", self.name));
        let (mut out, mut error) = (String::new(), String::new());
        process.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        process.0.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        Ended { status: status.code(), out, error }
    }
}

/// A whoami program that serves.
#[derive(Debug)]
pub struct Whoami {
    process: Process,
    start_up: String,
    further_lines: Receiver<String>,
}

impl Whoami {
    fn start(mut command: Command) -> Self {
        let mut process = Process::start(&mut command);
        let out = BufReader::new(process.0.stdout.take().unwrap());
        let (sender, further_lines) = mpsc::channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut start_up = String::new();
        while !start_up.contains("\npolicy: ") {
            let Ok(line) = further_lines.recv_timeout(PATIENCE) else {
                let _ = process.0.kill();
                let mut error = String::new();
                let _ = process.0.stderr.take().unwrap().read_to_string(&mut error);
                panic!("{command:?} does not start: {start_up}{error}");
            };
            start_up.push_str(&line);
            start_up.push('\n');
        }
        Self { process, start_up, further_lines }
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.0.id()
    }

    /// What it has said so far: the lines up to the policy.
    #[must_use]
    pub fn start_up(&self) -> &str {
        &self.start_up
    }

    fn listening_on(&self, scheme: &str) -> Option<&str> {
        self.start_up.lines().find_map(|line| line.strip_prefix("listening on ")?.strip_prefix(scheme))
    }

    /// Where it says that it listens over TCP.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn tcp(&self) -> Address {
        Address::Tcp(self.listening_on("http://").expect("it listens over TCP").parse().expect("it says where"))
    }

    /// Where it says that it listens on a Unix socket.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn unix(&self) -> Address {
        Address::Unix(PathBuf::from(self.listening_on("unix:").expect("it listens on a Unix socket")))
    }

    /// Asks it over TCP.
    ///
    /// # Panics
    ///
    /// If it does not answer.
    #[must_use]
    pub fn ask(&self, request: &Request) -> Reply {
        request.ask(&self.tcp()).expect("it answers")
    }

    /// Ends it by this signal, and gives its status and what it has said besides.
    pub(crate) fn end(mut self, signal: &str) -> (Option<i32>, String) {
        self.process.signal(signal);
        let status = self.process.wait().expect("a signal ends it");
        let further = self.further_lines.iter().map(|line| line + "\n").collect();
        (status.code(), further)
    }
}
