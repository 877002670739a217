//! One request over a socket of its own, written byte by byte: what a client may send, and not what a library allows.

use crate::PATIENCE;
use socket2::{Domain, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

/// Where to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "tests build it")]
pub enum To {
    /// Over TCP.
    Tcp(SocketAddr),
    /// On a Unix socket.
    Unix(PathBuf),
}

/// A request: where from, which path, which header lines.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Request {
    from: Option<IpAddr>,
    path: &'static str,
    host: Option<Vec<u8>>,
    lines: Vec<Vec<u8>>,
}

/// A status and a body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests compare it")]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Answer {
    /// An answer that is expected.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into() }
    }
}

impl Request {
    /// A request for this path, without forwarding headers.
    #[must_use]
    pub fn get(path: &'static str) -> Self {
        Self { path, ..Self::default() }
    }

    /// From this address of the machine.
    #[must_use]
    pub fn from(self, address: impl Into<IpAddr>) -> Self {
        Self { from: Some(address.into()), ..self }
    }

    /// Of this host, whatever it is.
    #[must_use]
    pub fn host(mut self, host: impl AsRef<[u8]>) -> Self {
        self.host = Some(host.as_ref().to_vec());
        self
    }

    /// With this header line besides those that it has.
    #[must_use]
    pub fn line(mut self, line: impl AsRef<[u8]>) -> Self {
        self.lines.push(line.as_ref().to_vec());
        self
    }

    /// With these header lines besides those that it has.
    #[must_use]
    pub fn lines<L: AsRef<[u8]>>(self, lines: impl IntoIterator<Item = L>) -> Self {
        lines.into_iter().fold(self, Self::line)
    }

    /// Sends it, and gives the answer.
    ///
    /// # Errors
    ///
    /// A server that cannot be reached, or that closes the connection without a whole answer.
    pub fn ask(&self, to: &To) -> io::Result<Answer> {
        match to {
            To::Tcp(address) => self.exchange(self.connect(*address)?),
            To::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                self.exchange(stream)
            }
        }
    }

    fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if let Some(from) = self.from {
            socket.bind(&SocketAddr::new(from, 0).into())?;
        }
        socket.connect_timeout(&address.into(), PATIENCE)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(socket.into())
    }

    fn exchange(&self, mut stream: impl Read + Write) -> io::Result<Answer> {
        let host = self.host.as_deref().unwrap_or(b"whoami.example");
        let mut request = [format!("GET {} HTTP/1.1\r\nHost: ", self.path).as_bytes(), host, b"\r\n"].concat();
        for line in &self.lines {
            request.extend_from_slice(line);
            request.extend_from_slice(b"\r\n");
        }
        let says_connection = |line: &Vec<u8>| line.to_ascii_lowercase().starts_with(b"connection:");
        if !self.lines.iter().any(says_connection) {
            request.extend_from_slice(b"Connection: close\r\n");
        }
        request.extend_from_slice(b"\r\n");
        stream.write_all(&request)?;
        let mut answer = Vec::new();
        // Some servers reset the connection behind a whole answer.
        match stream.read_to_end(&mut answer) {
            Err(error) if answer.is_empty() => return Err(error),
            _ => {}
        }
        read_answer(&answer).ok_or_else(|| io::Error::other(format!("no HTTP answer: {answer:?}")))
    }
}

fn read_answer(answer: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.to_owned() })
}
