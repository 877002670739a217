//! `whoami-axum`: answers who the client is (`GET /`), and why (`GET /explain`).

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::get;
use client_ip_axum::{ClientIpLayer, Rejection};
use client_ip_whoami::Start;
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const NAME: &str = env!("CARGO_PKG_NAME");

type Answer = (StatusCode, String);

fn answer((status, body): (u16, String)) -> Answer {
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), body)
}

async fn whoami(request: Request) -> Answer {
    answer(match client_ip_axum::resolved(request.extensions()) {
        Ok(client) => client_ip_whoami::answer(Ok(&client)),
        Err(Rejection::Unresolved(error)) => client_ip_whoami::answer(Err(&error)),
        Err(wiring) => client_ip_whoami::not_wired_up(NAME, wiring),
    })
}

async fn explain(request: Request) -> Answer {
    answer(client_ip_whoami::explanation(NAME, client_ip_axum::explain(&request)))
}

async fn not_found() -> Answer {
    answer(client_ip_whoami::not_found())
}

async fn serve(start: Start) -> Result<(), String> {
    let tcp = start.bind_tcp()?;
    #[cfg(unix)]
    let unix = start.bind_unix()?;
    start.end_on_signals()?;
    let app = Router::new()
        .route("/", get(whoami))
        .route("/explain", get(explain))
        .fallback(not_found)
        .layer(ClientIpLayer::new(start.policy.clone()));

    let mut servers = JoinSet::new();
    let mut address = None;
    if let Some(listener) = tcp {
        let listener = TcpListener::from_std(listener).map_err(|error| error.to_string())?;
        address = listener.local_addr().ok();
        let app = app.clone().into_make_service_with_connect_info::<SocketAddr>();
        servers.spawn(async { axum::serve(listener, app).await });
    }
    #[cfg(unix)]
    if let Some(listener) = unix {
        let listener = tokio::net::UnixListener::from_std(listener).map_err(|error| error.to_string())?;
        let app = app.layer(axum::Extension(client_ip_axum::Peer::UNIX));
        servers.spawn(async { axum::serve(listener, app).await });
    }
    start.announce(address);
    let ended = servers.join_next().await;
    Err(format!("the server ended: {ended:?}"))
}

#[tokio::main]
async fn main() -> ExitCode {
    client_ip_whoami::run(NAME, serve).await
}
