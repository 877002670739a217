//! A conversation with a server of the contract: a path and header lines there, an answer and what middleware saw back.

use crate::framework::SEEN;
use client_ip_testkit::wire::{self, Address, Request};
use std::fmt;

/// The bytes of a request for this path, with these header lines.
pub(crate) fn request(path: &'static str, lines: &[&[u8]]) -> Vec<u8> {
    Request::get(path).lines(lines).bytes()
}

/// An open connection.
pub(crate) struct Connection(wire::Connection);

impl Connection {
    /// Connects, on TCP from this address.
    pub(crate) fn open(to: &Address, from: &str) -> Self {
        Self(wire::Connection::open(to, Some(from.parse().expect("an address"))).expect("a server"))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.0.send(bytes).expect("a request is taken");
    }

    pub(crate) fn reply(&mut self) -> Reply {
        let reply = self.0.reply().expect("a whole reply");
        let seen = reply.header(SEEN).unwrap_or_default().to_owned();
        Reply { status: reply.status, body: reply.body, seen, head: reply.head }
    }

    /// One request and its reply.
    pub(crate) fn ask(&mut self, path: &'static str, lines: &[&[u8]]) -> Reply {
        self.send(&request(path, lines));
        self.reply()
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// What middleware saw.
    pub(crate) seen: String,
    pub(crate) head: String,
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}, middleware saw {:?}", self.status, self.body, self.seen)
    }
}
