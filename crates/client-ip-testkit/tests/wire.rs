//! What the client writes, and what it makes of what comes back.

use client_ip_testkit::wire::{Address, Connection, Reply, Request};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread::{self, JoinHandle};

/// A server that says this on one connection, whatever it hears, and then gives who connected and what it heard.
fn server(says: &'static [u8]) -> (Address, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp(listener.local_addr().unwrap());
    let serve = move || {
        let (mut connection, peer) = listener.accept().unwrap();
        connection.write_all(says).unwrap();
        connection.shutdown(Shutdown::Write).unwrap();
        let mut heard = Vec::new();
        connection.read_to_end(&mut heard).unwrap();
        (peer.ip().to_string(), heard)
    };
    (address, thread::spawn(serve))
}

/// The reply of a server that says this.
fn reply(says: &'static [u8]) -> io::Result<Reply> {
    Request::get("/").ask(&server(says).0)
}

const WELL: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell";

#[test]
fn every_byte_is_written_as_it_is_given() {
    let request =
        Request::get("/explain").host(b"a\xff").line("X-Real-IP: 6.6.6.6").lines([b"X_Raw:\x00\xff, \"", &b"b"[..]]);
    let expected = b"GET /explain HTTP/1.1\r\nHost: a\xff\r\nX-Real-IP: 6.6.6.6\r\nX_Raw:\x00\xff, \"\r\nb\r\n\r\n";
    assert_eq!(request.bytes(), expected);
}

#[test]
fn a_connection_comes_from_the_address_it_is_told_to_and_says_that_it_is_to_be_closed() {
    let (address, heard) = server(WELL);
    assert_eq!(Request::get("/").from([127, 0, 0, 77]).ask(&address).unwrap(), (200, "well"));
    let (peer, heard) = heard.join().unwrap();
    assert_eq!(peer, "127.0.0.77");
    assert_eq!(heard, b"GET / HTTP/1.1\r\nHost: whoami.example\r\nConnection: close\r\n\r\n");
}

#[test]
fn a_connection_line_of_the_request_is_the_only_one() {
    let (address, heard) = server(WELL);
    Request::get("/").line("connection: X-Forwarded-For").ask(&address).unwrap();
    let (_, heard) = heard.join().unwrap();
    assert_eq!(heard, b"GET / HTTP/1.1\r\nHost: whoami.example\r\nconnection: X-Forwarded-For\r\n\r\n");
}

#[test]
fn replies_on_one_connection_are_told_apart_by_their_length() {
    let (address, _) =
        server(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwellHTTP/1.1 404 Not Found\r\nContent-Length:0\r\n\r\n");
    let mut connection = Connection::open(&address, None).unwrap();
    assert_eq!(connection.reply().unwrap(), (200, "well"));
    assert_eq!(connection.reply().unwrap(), (404, ""));
}

#[test]
fn a_body_without_a_length_ends_with_the_connection() {
    assert_eq!(reply(b"HTTP/1.1 200 OK\r\n\r\nwell\n").unwrap(), (200, "well\n"));
}

#[test]
fn a_header_is_found_in_any_case_of_letters() {
    let reply = reply(b"HTTP/1.1 200 OK\r\nSEEN-by:  a: b \r\nseen-by: c\r\n\r\n").unwrap();
    assert_eq!((reply.header("Seen-By"), reply.header("seen")), (Some("a: b"), None));
}

#[test]
fn a_reply_is_equal_to_its_own_status_and_body_alone() {
    let reply = reply(WELL).unwrap();
    assert!(reply == (200, "well") && reply != (400, "well") && reply != (200, "well\n"));
}

#[test]
fn what_ends_early_or_is_no_http_is_an_error() {
    for says in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwell",
        b"well\r\n\r\n",
    ] {
        assert!(reply(says).is_err(), "{}", says.escape_ascii());
    }
}

#[test]
fn a_listener_on_every_address_is_reached_from_an_ipv4_address() {
    let listener = TcpListener::bind("[::]:0").unwrap();
    let address = Address::Tcp(listener.local_addr().unwrap());
    let _connection = Connection::open(&address, Some([127, 0, 0, 77].into())).unwrap();
    assert_eq!(listener.accept().unwrap().1.ip().to_canonical().to_string(), "127.0.0.77");
}

#[cfg(unix)]
#[test]
fn a_unix_socket_is_asked_alike_and_has_no_address_to_come_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    thread::spawn(move || {
        let mut connection = listener.accept().unwrap().0;
        // Only who has heard the request may hang up: before, the client could not write it.
        let heard = connection.read(&mut [0; 1024]).unwrap();
        assert!(heard > 0);
        connection.write_all(WELL).unwrap();
    });
    let reply = Request::get("/").from([127, 0, 0, 77]).ask(&Address::Unix(path)).unwrap();
    assert_eq!(reply, (200, "well"));
}
