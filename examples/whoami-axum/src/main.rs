//! `whoami-axum`: answers who the client is (`GET /`), and why (`GET /explain`).

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Router};
use clap::Parser;
use client_ip_axum::{ClientIpLayer, Outcome, Peer, Policy, Rejection};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};

/// Answers who the client is: the address at `/`, the reasons at `/explain`.
///
/// Without arguments it is a demonstration on 127.0.0.1:3000 that trusts loopback as a proxy.
#[derive(Parser)]
struct Arguments {
    /// Listen on this address and port.
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Listen on a Unix socket at this path.
    #[arg(long, value_name = "PATH")]
    unix: Option<PathBuf>,
    /// Whom to trust, as one line of text; nobody if not given.
    #[arg(long, value_name = "TEXT", env = "CLIENT_IP_POLICY", conflicts_with = "policy_file")]
    policy: Option<String>,
    /// Whom to trust: a .toml or .json file with the key `trusted_proxies`.
    #[arg(long, value_name = "FILE")]
    policy_file: Option<PathBuf>,
}

const DEMO_POLICY: &str = "X-Forwarded-For from loopback";
const DEMO: &str = "
try: curl http://127.0.0.1:3000/ -H 'X-Forwarded-For: 203.0.113.9'
     curl http://127.0.0.1:3000/ -H 'X-Forwarded-For: 6.6.6.6, 203.0.113.9'    (6.6.6.6 is a forgery)
     curl http://127.0.0.1:3000/explain -H 'X-Forwarded-For: 6.6.6.6, 203.0.113.9'";

fn read_file(path: &Path) -> Result<Policy, String> {
    let named = |error: String| format!("--policy-file {}: {}", path.display(), error.trim_end());
    let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => toml::from_str(&text).map_err(|error| named(error.to_string())),
        Some("json") => serde_json::from_str(&text).map_err(|error| named(error.to_string())),
        _ => Err(named("is neither .toml nor .json".to_owned())),
    }
}

fn read_policy(arguments: &Arguments) -> Result<Policy, String> {
    match (&arguments.policy, &arguments.policy_file) {
        (_, Some(path)) => read_file(path),
        (Some(text), None) => text.parse().map_err(|error| format!("--policy: {error}")),
        (None, None) => Ok(Policy::default()),
    }
}

async fn whoami(Extension(outcome): Extension<Outcome>) -> (StatusCode, String) {
    match outcome.client() {
        Ok(client) => (StatusCode::OK, format!("{}\n", client.ip)),
        Err(Rejection::Unresolved(error)) => (StatusCode::BAD_REQUEST, format!("{}\n", error.kind())),
        Err(wiring) => {
            eprintln!("whoami-axum: {wiring}");
            (StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n".to_owned())
        }
    }
}

async fn explain(State(policy): State<Policy>, request: Request) -> (StatusCode, String) {
    let extensions = request.extensions();
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| Peer::from(info.0));
    match extensions.get::<Peer>().copied().or_else(connected) {
        Some(peer) => (StatusCode::OK, policy.explain(peer, request.headers()).to_string()),
        None => (StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n".to_owned()),
    }
}

/// Binds the socket, over one that a program that has ended left behind.
fn bind_unix(path: &Path) -> std::io::Result<UnixListener> {
    UnixListener::bind(path).or_else(|error| {
        let is_left_over = UnixStream::connect(path).is_err_and(|e| e.kind() == std::io::ErrorKind::ConnectionRefused);
        if !is_left_over {
            return Err(error);
        }
        std::fs::remove_file(path)?;
        UnixListener::bind(path)
    })
}

async fn run(mut arguments: Arguments) -> Result<(), String> {
    let policy_given = arguments.policy.is_some() || arguments.policy_file.is_some();
    let mut policy = read_policy(&arguments)?;
    let is_bare = arguments.listen.is_none() && arguments.unix.is_none();
    if is_bare {
        arguments.listen = Some(SocketAddr::from(([127, 0, 0, 1], 3000)));
    }
    let is_demo = is_bare && !policy_given;
    if is_demo {
        policy = DEMO_POLICY.parse().map_err(|error| format!("{DEMO_POLICY}: {error}"))?;
    }
    let mut end = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let tcp = match arguments.listen {
        Some(address) => {
            Some(TcpListener::bind(address).await.map_err(|error| format!("--listen {address}: {error}"))?)
        }
        None => None,
    };
    let unix = match &arguments.unix {
        Some(path) => Some(bind_unix(path).map_err(|error| format!("--unix {}: {error}", path.display()))?),
        None => None,
    };

    let shown = if policy.is_empty() { "nobody is trusted".to_owned() } else { policy.to_string() };
    let app = Router::new()
        .route("/", get(whoami))
        .route("/explain", get(explain))
        .with_state(policy.clone())
        .layer(ClientIpLayer::new(policy));
    let mut servers = tokio::task::JoinSet::new();
    if let Some(listener) = tcp {
        println!("listening on http://{}", listener.local_addr().map_err(|error| error.to_string())?);
        let app = app.clone().into_make_service_with_connect_info::<SocketAddr>();
        servers.spawn(async { axum::serve(listener, app).await });
    }
    if let (Some(listener), Some(path)) = (unix, &arguments.unix) {
        println!("listening on unix:{}", path.display());
        servers.spawn(async { axum::serve(listener, app.layer(Extension(Peer::Unix))).await });
    }
    println!("policy: {shown}");
    if is_demo {
        println!("{DEMO}");
    }
    tokio::select! {
        _ = end.recv() => Ok(()),
        ended = servers.join_next() => Err(format!("the server ended: {ended:?}")),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        // At once: connections that are open are not waited for.
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("whoami-axum: {error}");
            ExitCode::from(2)
        }
    }
}
