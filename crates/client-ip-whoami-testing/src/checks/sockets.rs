//! Where a program listens, and what is said where it cannot.

use super::check::checks;
use crate::whoami::Program;
use client_ip_testkit::wire::{Address, Request};
use std::fs;
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread;
use tempfile::TempDir;

checks![CHECKS: a_used_port_is_one_clear_line];
checks![WITH_UNIX:
    it_listens_on_a_unix_socket_and_over_tcp_at_once,
    a_peer_on_a_unix_socket_has_no_address_of_its_own,
    a_socket_that_was_left_behind_is_replaced_and_nothing_else,
    a_unix_socket_in_no_folder_is_an_error,
];
checks![WITHOUT_UNIX: a_unix_socket_is_refused];

fn path(folder: &TempDir) -> String {
    folder.path().join("whoami.sock").into_os_string().into_string().unwrap()
}

fn a_used_port_is_one_clear_line(program: &Program) {
    let whoami = program.start(&["--listen", "127.0.0.1:0"]);
    let Address::Tcp(address) = whoami.tcp() else { unreachable!() };
    let ended = program.refuse(&["--listen", &address.to_string()], None);
    let reason = "Address already in use (os error 98); choose another with --listen ADDR:PORT";
    assert_eq!(ended.error, format!("{}: cannot listen on {address}: {reason}\n", program.name));
    assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
}

fn it_listens_on_a_unix_socket_and_over_tcp_at_once(program: &Program) {
    let folder = TempDir::new().unwrap();
    let policy = "X-Forwarded-For from unix, loopback";
    let whoami = program.start(&["--listen", "127.0.0.1:0", "--unix", &path(&folder), "--policy", policy]);
    let request = Request::get("/").line("X-Forwarded-For: 6.6.6.6, 203.0.113.9");
    for to in [whoami.tcp(), whoami.unix()] {
        assert_eq!(request.ask(&to).unwrap(), (200, "203.0.113.9\n"), "{to:?}");
    }
    let trace = Request::get("/explain").ask(&whoami.unix()).unwrap();
    assert!(trace.body.contains("\npeer    unix"), "{}", trace.body);
    assert_eq!(whoami.end("TERM"), (Some(0), String::new()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "the socket is taken away");
}

fn a_peer_on_a_unix_socket_has_no_address_of_its_own(program: &Program) {
    let folder = TempDir::new().unwrap();
    let whoami = program.start(&["--unix", &path(&folder), "--policy", "X-Forwarded-For from 127.0.0.0/8"]);
    assert!(!whoami.start_up().contains("http://"), "{}", whoami.start_up());
    let request = Request::get("/").line("X-Forwarded-For: 6.6.6.6");
    assert_eq!(request.ask(&whoami.unix()).unwrap(), (400, "no-address\n"));
}

fn a_socket_that_was_left_behind_is_replaced_and_nothing_else(program: &Program) {
    let folder = TempDir::new().unwrap();
    let path = path(&folder);
    let refused = |reason: &str| {
        let ended = program.refuse(&["--unix", &path], None);
        let line = format!("cannot listen on unix:{path}: {reason}; choose another with --unix PATH");
        assert_eq!(ended.error, format!("{}: {line}\n", program.name));
        assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
    };
    fs::write(&path, "precious").unwrap();
    refused("something else than a socket stands there");
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    fs::remove_file(&path).unwrap();

    let in_use = UnixListener::bind(&path).unwrap();
    refused("Address already in use (os error 98)");
    // Closed, and its file still there: what a program leaves behind that was killed.
    drop(in_use);
    // A program that another check starts just now holds it a moment longer, between its fork and its exec.
    while UnixStream::connect(&path).is_ok() {
        thread::yield_now();
    }
    let whoami = program.start(&["--unix", &path]);
    assert_eq!(Request::get("/").ask(&whoami.unix()).unwrap(), (400, "no-address\n"));
}

fn a_unix_socket_in_no_folder_is_an_error(program: &Program) {
    let folder = TempDir::new().unwrap();
    let path = path(&folder) + "/in/no/folder";
    let ended = program.refuse(&["--listen", "127.0.0.1:0", "--unix", &path], None);
    let reason = "No such file or directory (os error 2); choose another with --unix PATH";
    assert_eq!(ended.error, format!("{}: cannot listen on unix:{path}: {reason}\n", program.name));
    assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
}

fn a_unix_socket_is_refused(program: &Program) {
    let folder = TempDir::new().unwrap();
    for arguments in [&["--unix", &path(&folder)][..], &["--listen", "127.0.0.1:0", "--unix", &path(&folder)]] {
        let ended = program.refuse(arguments, None);
        let line = "--unix: Rocket 0.5 listens on TCP alone; give --listen ADDR:PORT";
        assert_eq!(ended.error, format!("{}: {line}\n", program.name));
        assert_eq!((ended.status, ended.out.as_str()), (Some(2), ""));
    }
}
