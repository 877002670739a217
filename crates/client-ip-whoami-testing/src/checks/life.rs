//! What a program says of itself, and how it ends.

use super::check::checks;
use crate::whoami::Program;
use client_ip_testkit::wire::{Address, Request};
use std::io::Write;
use std::net::TcpStream;

checks![CHECKS: it_says_where_it_listens_and_which_policy_holds, a_signal_ends_it_at_once_with_status_0, it_says_what_it_can_do];

fn it_says_where_it_listens_and_which_policy_holds(program: &Program) {
    let whoami = program.start(&["--listen", "127.0.0.1:0", "--policy", "X-Real-IP from 192.0.2.1"]);
    let Address::Tcp(address) = whoami.tcp() else { unreachable!() };
    assert_ne!(address.port(), 0);
    let text = format!("listening on http://{address}\npolicy: X-Real-IP from 192.0.2.1\n");
    assert_eq!(whoami.start_up(), text, "through a pipe, while it serves");
    assert_eq!(whoami.end("TERM"), (Some(0), String::new()), "and nothing else");
}

fn a_signal_ends_it_at_once_with_status_0(program: &Program) {
    for signal in ["TERM", "INT"] {
        let whoami = program.start(&["--listen", "127.0.0.1:0"]);
        let Address::Tcp(address) = whoami.tcp() else { unreachable!() };
        // Connections that are open, one of them in the middle of a request, hold nothing up.
        let _idle = TcpStream::connect(address).unwrap();
        let mut busy = TcpStream::connect(address).unwrap();
        busy.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
        assert_eq!(whoami.ask(&Request::get("/")).status, 200);
        assert_eq!(whoami.end(signal), (Some(0), String::new()), "{signal}");
    }
}

fn it_says_what_it_can_do(program: &Program) {
    let ended = program.refuse(&["--help"], None);
    assert_eq!((ended.status, ended.error.as_str()), (Some(0), ""));
    for word in [program.name, "--listen", "--unix", "--policy", "--policy-file", "CLIENT_IP_POLICY", "umask"] {
        assert!(ended.out.contains(word), "{word}: {}", ended.out);
    }
}
