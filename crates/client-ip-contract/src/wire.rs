//! A client that writes the bytes it is told to, over real sockets.

use crate::framework::Address;
use socket2::{Domain, SockAddr, Socket, Type};
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The response header in which middleware says what it saw.
pub const SEEN: &str = "seen-by-middleware";

/// Longer than anything takes here: it decides how long a failure takes, and not what is one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The head of a request for this path, with these header lines.
pub(crate) fn request(path: &str, lines: &[&[u8]]) -> Vec<u8> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: example.com\r\n").into_bytes();
    for line in lines {
        request.extend_from_slice(line);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request
}

/// An open connection.
pub(crate) struct Connection(BufReader<Socket>);

impl Connection {
    /// Connects, on TCP from this address.
    pub(crate) fn open(to: &Address, from: &str) -> Self {
        let (socket, to) = match to {
            Address::Unix(path) => {
                (Socket::new(Domain::UNIX, Type::STREAM, None), SockAddr::unix(path).expect("a path"))
            }
            Address::Tcp(to) => {
                // A listener on every address is reached on the loopback address of the client's family.
                let from: IpAddr = from.parse().expect("an address");
                let ip = if to.ip().is_unspecified() && from.is_ipv4() { [127, 0, 0, 1].into() } else { to.ip() };
                let socket = Socket::new(Domain::for_address((ip, 0).into()), Type::STREAM, None);
                let socket =
                    socket.and_then(|socket| socket.bind(&SocketAddr::from((from, 0)).into()).map(|()| socket));
                (socket, SocketAddr::from((ip, to.port())).into())
            }
        };
        let socket = socket.expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        socket.connect(&to).expect("a server");
        Self(BufReader::new(socket))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).expect("a request is taken");
    }

    pub(crate) fn reply(&mut self) -> Reply {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.0.read_line(&mut head).expect("a head"), 0, "the connection was closed: {head}");
        }
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
        };
        let length = header("content-length").expect("a response with its length").parse().expect("a length");
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        let status = head.split(' ').nth(1).expect("a status").to_owned();
        let body = String::from_utf8(body).expect("a text");
        Reply { status, body, seen: header(SEEN).unwrap_or_default(), head }
    }

    /// One request and its reply.
    pub(crate) fn ask(&mut self, path: &str, lines: &[&[u8]]) -> Reply {
        self.send(&request(path, lines));
        self.reply()
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: String,
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
