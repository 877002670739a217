//! The command line and the environment, read and checked as a whole before anything is opened.

use crate::{policy, words};
use clap::{CommandFactory, FromArgMatches, Parser};
use client_ip_core::Policy;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Answers who the client is: the address at `/`, the reasons at `/explain`.
///
/// Without flags it listens on 127.0.0.1:3000, and without a policy either it is a demonstration that trusts loopback
/// as a proxy. SIGTERM and SIGINT end it at once.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Listen on this address and port (port 0: any that is free).
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Listen on a Unix socket at this path, beside --listen or instead of it.
    ///
    /// Whoever may write to the socket may connect, and under a policy of `unix` be believed. The umask decides: under
    /// 022 only the program's own user can connect. For a proxy that runs as another user, put the socket into a folder
    /// that only these two can enter, and start the program under `umask 0`. A socket that an ended program left behind
    /// is replaced; nothing else is. whoami-rocket has no Unix socket, since Rocket 0.5 listens on TCP alone.
    #[arg(long, value_name = "PATH")]
    unix: Option<PathBuf>,
    /// Whom to trust, as one line of text, such as `X-Forwarded-For from 192.168.0.0/24`.
    ///
    /// Not given, the environment variable CLIENT_IP_POLICY counts, and without that nobody is trusted. Both flags
    /// for the policy win over the variable.
    #[arg(long, value_name = "TEXT", conflicts_with = "policy_file")]
    policy: Option<String>,
    /// Whom to trust: a .toml or .json file with the key `trusted_proxies`.
    #[arg(long, value_name = "FILE")]
    policy_file: Option<PathBuf>,
}

/// What a program is to do.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Start {
    /// The name under which the program speaks.
    pub program: &'static str,
    /// Whom to trust.
    pub policy: Policy,
    /// Where to listen over TCP.
    pub listen: Option<SocketAddr>,
    /// Where to listen on a Unix socket.
    pub unix: Option<PathBuf>,
    is_demo: bool,
}

impl Start {
    /// Reads the command line. `--help` and a bad flag end the program, as `clap` does it.
    pub(crate) fn from_command_line(program: &'static str) -> Result<Self, String> {
        let matches = Arguments::command().name(program).get_matches();
        let Arguments { mut listen, unix, policy, policy_file } =
            Arguments::from_arg_matches(&matches).map_err(|error| error.to_string())?;
        if cfg!(not(unix)) && unix.is_some() {
            return Err("--unix: this system has no Unix sockets; give --listen ADDR:PORT".to_owned());
        }
        let is_bare = listen.is_none() && unix.is_none();
        if is_bare {
            listen = Some(SocketAddr::from(([127, 0, 0, 1], 3000)));
        }
        let given = policy::given(policy, policy_file)?;
        let is_demo = is_bare && given.is_none();
        let policy = match given {
            Some(policy) => policy,
            None if is_demo => {
                words::DEMO_POLICY.parse().map_err(|error| format!("{}: {error}", words::DEMO_POLICY))?
            }
            None => Policy::default(),
        };
        Ok(Self { program, policy, listen, unix, is_demo })
    }

    /// Says what the program listens on and which policy holds. To be called once the sockets are open: whoever reads
    /// the text can connect.
    pub fn announce(&self, tcp: Option<SocketAddr>) {
        let tcp = tcp.map(|address| format!("listening on http://{address}\n")).unwrap_or_default();
        let unix = self.unix.as_ref().map(|path| format!("listening on unix:{}\n", path.display())).unwrap_or_default();
        let policy = if self.policy.is_empty() { "nobody is trusted".to_owned() } else { self.policy.to_string() };
        let demo = if self.is_demo { words::DEMO } else { "" };
        // At once: a program that is ended right behind its policy has said the rest too.
        let text = format!("{tcp}{unix}policy: {policy}\n{demo}");
        let mut out = std::io::stdout().lock();
        // A reader that went away is no reason to stop serving.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}
