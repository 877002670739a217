//! An HTTP/1.1 client over real sockets that writes the bytes it is told to: what a client may send, and not what a
//! library allows.
//!
//! It reads what the servers of these tests answer: a body with its `Content-Length`, or one that ends with the connection.

use crate::patience::PATIENCE;
use socket2::{Domain, SockAddr, Socket, Type};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "tests make it and take it apart")]
pub enum Address {
    /// On TCP.
    Tcp(SocketAddr),
    /// On a Unix socket.
    Unix(PathBuf),
}

/// A request: which path, which host, which header lines, and from which address of the machine.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    from: Option<IpAddr>,
    path: &'static str,
    host: Vec<u8>,
    lines: Vec<Vec<u8>>,
}

impl Request {
    /// A request for this path of `whoami.example`, without other header lines.
    #[must_use]
    pub fn get(path: &'static str) -> Self {
        Self { from: None, path, host: b"whoami.example".to_vec(), lines: Vec::new() }
    }

    /// From this address of the machine, if it is sent over TCP.
    #[must_use]
    pub fn from(self, address: impl Into<IpAddr>) -> Self {
        Self { from: Some(address.into()), ..self }
    }

    /// Of this host, whatever it is.
    #[must_use]
    pub fn host(self, host: impl AsRef<[u8]>) -> Self {
        Self { host: host.as_ref().to_vec(), ..self }
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

    /// What is written to the socket.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = [b"GET ", self.path.as_bytes(), b" HTTP/1.1\r\nHost: ", &self.host, b"\r\n"].concat();
        for line in &self.lines {
            bytes.extend_from_slice(line);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    /// Sends it on a connection of its own, and gives the reply. It asks for that connection to be closed, if it does not
    /// say anything else in a `Connection` line.
    ///
    /// # Errors
    ///
    /// A server that cannot be reached, or that closes the connection without a whole reply.
    pub fn ask(&self, to: &Address) -> io::Result<Reply> {
        let says_connection = |line: &Vec<u8>| line.to_ascii_lowercase().starts_with(b"connection:");
        let request = match self.lines.iter().any(says_connection) {
            true => self.clone(),
            false => self.clone().line("Connection: close"),
        };
        let mut connection = Connection::open(to, self.from)?;
        connection.send(&request.bytes())?;
        connection.reply()
    }
}

/// An open connection, for one request after the other.
#[derive(Debug)]
pub struct Connection(BufReader<Socket>);

impl Connection {
    /// Connects, on TCP from this address of the machine. A listener on every address is reached on the loopback address
    /// of the client's family.
    ///
    /// # Errors
    ///
    /// A server that cannot be reached, or an address that the machine does not have.
    pub fn open(to: &Address, from: Option<IpAddr>) -> io::Result<Self> {
        let (domain, to) = match to {
            Address::Unix(path) => (Domain::UNIX, SockAddr::unix(path)?),
            Address::Tcp(to) => {
                let to = match from {
                    Some(IpAddr::V4(_)) if to.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, to.port()).into(),
                    _ => *to,
                };
                (Domain::for_address(to), to.into())
            }
        };
        let socket = Socket::new(domain, Type::STREAM, None)?;
        if let (Some(from), false) = (from, domain == Domain::UNIX) {
            socket.bind(&SocketAddr::new(from, 0).into())?;
        }
        if domain == Domain::UNIX { socket.connect(&to) } else { socket.connect_timeout(&to, PATIENCE) }?;
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(socket)))
    }

    /// Writes these bytes: one request, several, or a part of one.
    ///
    /// # Errors
    ///
    /// A server that takes no more of them.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// The next reply.
    ///
    /// # Errors
    ///
    /// A server that closes the connection before its end, does not answer in time, or does not speak HTTP.
    pub fn reply(&mut self) -> io::Result<Reply> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if self.0.read_until(b'\n', &mut head)? == 0 {
                let head = String::from_utf8_lossy(&head);
                return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("closed behind {head:?}")));
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, format!("no HTTP: {head:?}")))?;
        let mut reply = Reply { status, head, body: String::new() };

        let mut body = Vec::new();
        match reply.header("content-length").and_then(|length| length.parse().ok()) {
            Some(length) => {
                body.resize(length, 0);
                self.0.read_exact(&mut body)?;
            }
            // Some servers reset the connection behind a whole reply.
            None => drop(self.0.read_to_end(&mut body)),
        }
        reply.body = String::from_utf8_lossy(&body).into_owned();
        Ok(reply)
    }
}

/// What came back. It can be compared with a status and a body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The status line and the header lines.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The value of the first header line of this name, in any case of letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

impl PartialEq<(u16, &str)> for Reply {
    fn eq(&self, (status, body): &(u16, &str)) -> bool {
        self.status == *status && self.body == *body
    }
}
