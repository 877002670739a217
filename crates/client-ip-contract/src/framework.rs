//! What an adapter writes to be held to the contract.

use crate::differences::{Difference, VectorDifference};
use crate::vector_request::{NotCarried, VectorRequest};
use client_ip_core::{Client, ResolveError, SharedPolicy};
use client_ip_testkit::wire::Address;
use std::path::PathBuf;

/// The paths that the application answers to `GET`, and with what.
///
/// Every response passes middleware that asks `client_ip` and writes [`shown`] of the answer into the response header
/// [`SEEN`].
pub const ROUTES: [(&str, &str); 13] = [
    ("/", "takes a ClientIp: the address"),
    ("/details", "takes a Resolved: describe(Ok(client))"),
    ("/option", "takes an Option<ClientIp>: the address, or `none`"),
    ("/option/details", "takes an Option<Resolved>: the address, or `none`"),
    ("/option/both", "takes an Option<ClientIp> and an Option<Resolved>: `none`, or `some` where one of them is there"),
    ("/result", "takes a Result<ClientIp, Rejection>: the address, or the kind of the error, or `not wired up`"),
    ("/result/details", "takes a Result<Resolved, Rejection>: describe of it, or `not wired up`"),
    ("/responds", "takes a Result<ClientIp, Rejection>: the address, or the Rejection as the response"),
    ("/both", "takes a ClientIp and a Resolved: both addresses, with a space between"),
    (
        "/replaced",
        "asks client_ip, replaces the policy by the empty one, asks again, asks explain: the three addresses, with spaces",
    ),
    ("/explained", "asks explain: describe of its outcome, or `not wired up`"),
    ("/changed", "asks explain: its text. Before, middleware asks client_ip and changes the headers as CHANGE says"),
    ("/health", "takes nothing: `well`"),
];

/// The response header in which middleware says what it saw.
pub const SEEN: &str = "seen-by-middleware";

/// The request header that says what middleware does to the headers of `/changed`.
pub const CHANGE: &str = "change";

/// What middleware does to the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "glue does each")]
pub enum Change {
    /// Takes `X-Forwarded-For` away; or what the framework can do at most.
    Remove,
    /// Gives `X-Forwarded-For` one line with this value instead.
    Replace(&'static str),
    /// Adds a line with this value.
    Add(&'static str, &'static str),
}

impl Change {
    /// By the value of the request header [`CHANGE`].
    ///
    /// # Panics
    ///
    /// If there is no such change.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "removed" => Self::Remove,
            "replaced" => Self::Replace("198.51.100.7"),
            "made the same" => Self::Replace("203.0.113.9"),
            "added to" => Self::Add("x-forwarded-for", "198.51.100.7"),
            "beside" => Self::Add("x-request-id", "7"),
            other => panic!("no such change: {other}"),
        }
    }
}

/// The glue between the contract and one framework.
pub trait Framework: Sync {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// Serves the application of [`ROUTES`] on real sockets, until the process ends.
    fn serve(&self, wiring: Wiring) -> Started;

    /// What `/result/details` answers to each of these requests, given to it in process as the framework's own request
    /// type, each under its policy.
    fn answers(&self, requests: &[VectorRequest]) -> Vec<Result<String, NotCarried>>;

    /// What the error says where no policy is wired up: the line of code that is missing.
    fn line_for_the_policy(&self) -> &'static str;

    /// What the error says where the server does not tell who is connected: the line of code that is missing.
    fn line_for_the_peer(&self) -> &'static str;

    /// In what it differs on the wire, if it does.
    fn differences(&self) -> &'static [Difference] {
        &[]
    }

    /// Which vectors it cannot carry.
    fn vector_differences(&self) -> &'static [VectorDifference];
}

/// How the application is put together.
#[derive(Debug, Clone)]
#[allow(clippy::exhaustive_structs, reason = "glue takes it apart")]
pub struct Wiring {
    /// On what it listens.
    pub listen: Listen,
    /// The policy; `None` to leave it out.
    pub policy: Option<SharedPolicy>,
    /// Whether the server tells who is connected.
    pub tells_peer: bool,
}

/// On what a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "glue takes it apart")]
pub enum Listen {
    /// On this address, on a port that is free.
    Tcp(&'static str),
    /// On a Unix socket that is made here.
    Unix(PathBuf),
}

/// What became of a server.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums, reason = "glue makes it")]
pub enum Started {
    /// It serves here.
    At(Address),
    /// It refused to start, and said this.
    Refused(String),
    /// The framework cannot be put together like this.
    Impossible,
}

/// The text of an outcome: all that is in a client, or the kind of the error.
#[must_use]
pub fn describe(outcome: Result<&Client, &ResolveError>) -> String {
    match outcome {
        Ok(client) => {
            let port = client.port().map_or("-".to_owned(), |port| port.to_string());
            let header = client.header().map_or("-", |header| header.as_str());
            format!("ip={} port={port} hops={} header={header}", client.ip(), client.hops())
        }
        Err(error) => format!("error={}", error.kind()),
    }
}

/// The text of an answer, whatever its types: the address or the error as it is displayed.
pub fn shown(answer: Result<impl ToString, impl ToString>) -> String {
    answer.map_or_else(|error| error.to_string(), |ip| ip.to_string())
}
