//! A server in the place of a program, that keeps the forwarding headers which a proxy sends.

use crate::network::PORT;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Answers every request with status 200, and keeps its forwarding headers.
#[derive(Debug)]
pub struct Recorder(Receiver<String>);

impl Recorder {
    /// Listens on this address.
    ///
    /// # Panics
    ///
    /// If it cannot.
    #[must_use]
    pub fn listen(address: Ipv4Addr) -> Self {
        let listener = TcpListener::bind((address, PORT)).unwrap();
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                // A connection without a whole request is a proxy that looks whether somebody is there.
                let _ = answer(connection, |line| drop(sender.send(line)));
            }
        });
        Self(requests)
    }

    /// The lines that have come since the last call.
    pub fn take(&self) -> impl Iterator<Item = String> {
        self.0.try_iter()
    }
}

fn answer(mut connection: impl Read + Write, mut keep: impl FnMut(String)) -> io::Result<()> {
    let mut reader = BufReader::new(&mut connection);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 && !line.trim_ascii().is_empty() {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('_', "-");
        if ["x-forwarded-for", "x-real-ip", "forwarded"].contains(&name.as_str()) {
            keep(visible(line.trim_ascii()));
        }
        line.clear();
    }
    connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// As text, with an escape for what cannot be seen.
#[must_use]
pub fn visible(line: &[u8]) -> String {
    line.utf8_chunks()
        .flat_map(|chunk| [chunk.valid().to_owned(), chunk.invalid().escape_ascii().to_string()])
        .collect()
}
