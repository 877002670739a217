//! Who is connected, over real sockets. actix-web gives no address for a Unix socket, nor for a client that is gone.
#![cfg(unix)]

use actix_web::dev::{Server, ServerHandle};
use actix_web::test::{self, TestRequest};
use actix_web::{App, HttpMessage, HttpRequest, HttpServer, web};
use client_ip_actix::{Peer, Policy, Rejection, SharedPolicy, client_ip, on_connect};
use client_ip_testkit::wire::{Address, Request};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Whoever is on a Unix socket is a proxy.
fn policy() -> SharedPolicy {
    "X-Forwarded-For from unix".parse::<Policy>().unwrap().into()
}

async fn whoami(request: HttpRequest) -> String {
    client_ip(&request).map_or_else(|error| error.to_string(), |ip| ip.to_string())
}

fn app() -> App<
    impl actix_web::dev::ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new().app_data(policy()).default_service(web::to(whoami))
}

fn start(server: Server) -> ServerHandle {
    let handle = server.handle();
    actix_web::rt::spawn(server);
    handle
}

fn forged() -> Request {
    Request::get("/").line("X-Forwarded-For: 203.0.113.9")
}

async fn ask(path: &Path) -> String {
    let address = Address::Unix(path.to_owned());
    web::block(move || forged().ask(&address)).await.unwrap().unwrap().body
}

#[actix_web::test]
async fn a_unix_socket_is_one_where_on_connect_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let server = HttpServer::new(app).on_connect(on_connect).workers(1).disable_signals();
    let handle = start(server.listen_uds(listener).unwrap().run());
    assert_eq!(ask(&path).await, "203.0.113.9");
    handle.stop(false).await;
}

#[actix_web::test]
async fn a_unix_socket_that_nobody_wired_up_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let handle = start(HttpServer::new(app).workers(1).disable_signals().listen_uds(listener).unwrap().run());
    assert_eq!(ask(&path).await, Rejection::NoPeer.to_string());
    handle.stop(false).await;
}

/// The day that this fails, actix-web has mended it, and the sentence in the documentation can go.
#[actix_web::test]
async fn bind_uds_does_not_call_on_connect() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let server = HttpServer::new(app).on_connect(on_connect).workers(1).disable_signals();
    let handle = start(server.bind_uds(&path).unwrap().run());
    assert_eq!(ask(&path).await, Rejection::NoPeer.to_string());
    handle.stop(false).await;
}

/// It has no address any more when the server asks for it, and its request is handled all the same: where no address
/// were taken for a Unix socket, everyone could speak as the proxy behind it.
#[actix_web::test]
async fn a_tcp_client_that_resets_its_connection_is_not_taken_for_a_unix_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(&forged().bytes()).unwrap();
    socket2::SockRef::from(&connection).set_linger(Some(Duration::ZERO)).unwrap();
    drop(connection);

    let (sender, seen) = mpsc::channel();
    let app = move || {
        let sender = sender.clone();
        let record = move |request: HttpRequest| {
            sender.send((request.peer_addr(), client_ip(&request))).unwrap();
            async { "" }
        };
        App::new().app_data(policy()).default_service(web::to(record))
    };
    let server = HttpServer::new(app).on_connect(on_connect).workers(1).disable_signals();
    let handle = start(server.listen(listener).unwrap().run());
    let seen = web::block(move || seen.recv_timeout(Duration::from_secs(20))).await.unwrap();
    assert_eq!(seen.unwrap(), (None, Err(Rejection::NoPeer)));
    handle.stop(false).await;
}

#[actix_web::test]
async fn a_peer_that_is_inserted_counts_more_than_the_address() {
    let request = TestRequest::get().peer_addr("198.51.100.7:80".parse().unwrap()).app_data(policy());
    let request = request.insert_header(("X-Forwarded-For", "203.0.113.9")).to_http_request();
    request.extensions_mut().insert(Peer::UNIX);
    assert_eq!(client_ip(&request).unwrap().to_string(), "203.0.113.9");
}

#[actix_web::test]
async fn a_test_without_a_peer_says_what_to_add() {
    let app = test::init_service(app()).await;
    let body = test::call_and_read_body(&app, TestRequest::get().to_request()).await;
    assert!(str::from_utf8(&body).unwrap().contains(".peer_addr(address)"));
}
