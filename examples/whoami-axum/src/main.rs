//! `whoami-axum`: answers who the client is (`GET /`), and why (`GET /explain`).

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Router};
use client_ip_axum::{ClientIpLayer, Outcome, Peer, Policy, Rejection};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;
use whoami_common::{NOT_FOUND, Start};

const NAME: &str = env!("CARGO_PKG_NAME");

type Answer = (StatusCode, String);

fn answer((status, body): (u16, String)) -> Answer {
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), body)
}

async fn whoami(Extension(outcome): Extension<Outcome>) -> Answer {
    answer(match outcome.client() {
        Ok(client) => whoami_common::answer(Ok(client)),
        Err(Rejection::Unresolved(error)) => whoami_common::answer(Err(error)),
        Err(wiring) => whoami_common::not_wired_up(NAME, wiring),
    })
}

async fn explain(State(policy): State<Policy>, request: Request) -> Answer {
    let extensions = request.extensions();
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| Peer::from(info.0));
    answer(match extensions.get::<Peer>().copied().or_else(connected) {
        Some(peer) => (200, policy.explain(peer, request.headers()).to_string()),
        None => whoami_common::not_wired_up(NAME, Rejection::NoPeer),
    })
}

async fn not_found() -> Answer {
    (StatusCode::NOT_FOUND, NOT_FOUND.to_owned())
}

async fn serve(start: Start) -> Result<(), String> {
    let tcp = start.bind_tcp()?;
    let unix = start.bind_unix()?;
    start.end_on_signals()?;
    let app = Router::new()
        .route("/", get(whoami))
        .route("/explain", get(explain))
        .fallback(not_found)
        .with_state(start.policy.clone())
        .layer(ClientIpLayer::new(start.policy.clone()));

    let mut servers = JoinSet::new();
    let mut address = None;
    if let Some(listener) = tcp {
        let listener = TcpListener::from_std(listener).map_err(|error| error.to_string())?;
        address = listener.local_addr().ok();
        let app = app.clone().into_make_service_with_connect_info::<SocketAddr>();
        servers.spawn(async { axum::serve(listener, app).await });
    }
    if let Some(listener) = unix {
        let listener = UnixListener::from_std(listener).map_err(|error| error.to_string())?;
        servers.spawn(async { axum::serve(listener, app.layer(Extension(Peer::Unix))).await });
    }
    start.announce(address);
    let ended = servers.join_next().await;
    Err(format!("the server ended: {ended:?}"))
}

#[tokio::main]
async fn main() -> ExitCode {
    whoami_common::run(NAME, serve).await
}
