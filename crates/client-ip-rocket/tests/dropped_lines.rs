//! Rocket drops a header line that is not UTF-8 before any guard runs. What that does to the answer, over real sockets.

use client_ip_rocket::{ClientIp, ClientIpFairing, Policy};
use client_ip_testkit::wire::{Address, Reply, Request};
use rocket::fairing::AdHoc;
use rocket::tokio::{self, sync::oneshot};
use rocket::{Config, get, routes};
use std::sync::Mutex;

#[get("/")]
fn whoami(ip: ClientIp) -> String {
    ip.0.to_string()
}

/// The reply to a request with these lines, from a proxy on the loopback address.
async fn ask(port: u16, lines: &[&[u8]]) -> Reply {
    let lines = lines.iter().map(|line| [b"X-Forwarded-For: ", *line].concat());
    let (request, address) = (Request::get("/").lines(lines), Address::Tcp(([127, 0, 0, 1], port).into()));
    tokio::task::spawn_blocking(move || request.ask(&address)).await.unwrap().unwrap()
}

#[rocket::async_test]
async fn a_dropped_line_is_an_error_or_belongs_to_the_client_unless_it_is_the_last_of_several() {
    let policy: Policy = "X-Forwarded-For from 127.0.0.1".parse().unwrap();
    let (sender, port) = oneshot::channel();
    let sender = Mutex::new(Some(sender));
    let app = rocket::custom(Config { port: 0, ..Config::debug_default() })
        .mount("/", routes![whoami])
        .attach(ClientIpFairing::new(policy))
        .attach(AdHoc::on_liftoff("port", move |app| {
            Box::pin(async move {
                let sender = sender.lock().unwrap().take().unwrap();
                sender.send(app.config().port).unwrap();
            })
        }));
    let app = app.ignite().await.unwrap();
    let shutdown = app.shutdown();
    let server = tokio::spawn(app.launch());
    let port = port.await.unwrap();

    let missing = (400, "the client's address cannot be determined\n");

    // The proxy joined the client's byte and its own entry into one line: no address of the proxy's, but an error.
    assert_eq!(ask(port, &[b"\xff, 203.0.113.9"]).await, missing);
    // UTF-8 above 0x7f is not dropped, and is the client's to write.
    assert_eq!(ask(port, &["\u{e9}, 203.0.113.9".as_bytes()]).await, (200, "203.0.113.9"));
    // The proxy adds a line of its own, as HAProxy does.
    assert_eq!(ask(port, &[b"6.6.6.6", b"\xff", b"203.0.113.9"]).await, (200, "203.0.113.9"));
    // The proxy appended to the last line alone: here a client talks Rocket into a wrong answer. The day that this
    // fails, Rocket has stopped dropping lines, and the warning in the documentation can go.
    assert_eq!(ask(port, &[b"6.6.6.6", b"\xff, 203.0.113.9"]).await, (200, "6.6.6.6"));

    shutdown.notify();
    server.await.unwrap().unwrap();
}
