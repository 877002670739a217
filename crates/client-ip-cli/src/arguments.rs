//! The command line: what can be given, and what the help says of it. Completions and man pages come from here too.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

const ABOUT: &str = "\
Who is the client behind reverse proxies, and why.

A policy says whom to believe: groups of trusted proxies, and the header in which each
reports who connected to it. It is given as one line of text, as in
'X-Forwarded-For from 192.168.0.0/24, loopback', or as a TOML or JSON file.";

const EXIT_STATUS: &str = "\
Exit status:
  0  the request has a client, every case passed, the policy is legal
  1  the request has no client, a case failed
  2  the input cannot be read, the policy is refused";

/// Who is the client behind reverse proxies, and why
#[derive(Debug, Parser)]
#[command(name = "client-ip", version, long_about = ABOUT, after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show who the client of one request is, and why
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Explain),
    /// Run files of cases, or your policy against them
    #[command(after_help = TEST_EXAMPLES)]
    Test(Test),
    /// Say what a policy means and what is risky in it, or convert it
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Tell what a hint means; without a name, list the hints
    Hint {
        /// The hint's name, as in `untrusted-peer`
        name: Option<String>,
    },
    /// Print a script that completes this program's arguments in a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page of the program or of one of its commands
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The command, as in `explain`
        command: Option<String>,
    },
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  client-ip explain --policy 'X-Forwarded-For from 192.168.0.0/24' --peer 192.168.0.20 \\
      -H 'X-Forwarded-For: 203.0.113.9, 192.168.0.10'
  client-ip explain --policy-file app.toml --key client_ip --peer unix --request head.txt
  curl -v https://example.com/ 2>&1 | client-ip explain --policy-file policy.json --peer 10.0.0.1 --request -

Without --policy and --policy-file, the policy is the text in the environment variable CLIENT_IP_POLICY.
Exit status: 0 the request has a client, 1 it has none, 2 bad input.";

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) policy: PolicySource,
    /// Who is connected to the application: an address, with or without a port, or `unix`
    #[arg(long, value_name = "ADDR|unix", allow_hyphen_values = true)]
    pub(crate) peer: OsString,
    /// A header line of the request, any number of times; `Name;` is a header without a value, as for curl
    #[arg(
        short = 'H',
        long = "header",
        value_name = "NAME: VALUE",
        conflicts_with = "request",
        allow_hyphen_values = true
    )]
    pub(crate) headers: Vec<OsString>,
    /// A file with the head of the request as it was sent, or what `curl -v` printed; `-` is the standard input
    #[arg(long, value_name = "FILE|-")]
    pub(crate) request: Option<PathBuf>,
    /// Print one JSON object, for tools
    #[arg(long)]
    pub(crate) json: bool,
}

const TEST_EXAMPLES: &str = r#"A file of cases is JSON:
  {
    "policies": { "ours": { "trusted_proxies": [ { "ranges": ["192.168.0.0/24"], "header": "X-Forwarded-For" } ] } },
    "cases": [
      { "name": "what it shows",
        "policy": "ours",
        "peer": "192.168.0.20",
        "headers": [ ["X-Forwarded-For", "203.0.113.9, 192.168.0.10"] ],
        "expect": { "ip": "203.0.113.9" } }
    ]
  }

`policy` is a name in `policies`, a policy, or a policy as text. `expect` holds `ip`, and if you like `port`, `hops` and
`header`; or it holds `error`: `missing`, `invalid`, `duplicate` or `no-address`. Each character of a header's value, up
to U+00FF, is one byte. `refused`, a list of { "name", "policy" }, holds policies that must be refused.

A policy that is given here takes the place of those in the files: does it pass their cases? CLIENT_IP_POLICY is not
read.

Examples:
  client-ip test cases.json
  client-ip test --policy-file production.toml cases.json more-cases.json

Exit status: 0 every case passed, 1 a case failed, 2 a file cannot be read (then nothing is run)."#;

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) policy: PolicySource,
    /// Files of cases, in JSON; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  client-ip check --policy 'X-Forwarded-For from 192.168.0.0/24, loopback'
  client-ip check --policy-file app.toml --key server.client_ip --to text

Without --policy and --policy-file, the policy is the text in the environment variable CLIENT_IP_POLICY.
Exit status: 0 the policy is legal, 2 it is refused or cannot be read.";

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) policy: PolicySource,
    /// Print the policy in this form and nothing else
    #[arg(long, value_name = "FORM")]
    pub(crate) to: Option<Form>,
}

/// A form in which a policy is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Form {
    /// One line of text
    Text,
    /// TOML
    Toml,
    /// JSON
    Json,
}

/// Where the policy is.
#[derive(Debug, Args)]
pub(crate) struct PolicySource {
    /// The policy as one line of text
    #[arg(long = "policy", value_name = "TEXT", conflicts_with = "file", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// A file with the policy: .toml or .json
    #[arg(id = "file", long = "policy-file", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The key of the file under which the policy stands, as in `client_ip` or `server.client_ip`
    #[arg(long, value_name = "KEY", requires = "file")]
    pub(crate) key: Option<String>,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  client-ip completions bash > /etc/bash_completion.d/client-ip
  client-ip completions fish > ~/.config/fish/completions/client-ip.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  client-ip man > /usr/local/share/man/man1/client-ip.1
  client-ip man explain | man -l -";
