//! axum, held to the contract.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use client_ip_axum::{ClientIp, ClientIpLayer, Peer, Policy, Rejection, Resolved, SharedPolicy};
use client_ip_axum::{client_ip, explain};
use client_ip_contract::{
    Address, CHANGE, Change, Framework, Listen, NotCarried, SEEN, Started, VectorDifference, VectorRequest, Wiring,
    describe, hold, shown,
};
use std::net::SocketAddr;
use tokio::net::{TcpListener, UnixListener};
use tower::ServiceExt;

struct Axum;

fn word(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Unresolved(error) => error.kind().to_string(),
        _ => "not wired up".to_owned(),
    }
}

async fn whoami(ClientIp(ip): ClientIp) -> String {
    ip.to_string()
}

async fn details(Resolved(client): Resolved) -> String {
    describe(Ok(&client))
}

async fn option(ip: Option<ClientIp>) -> String {
    ip.map_or("none".to_owned(), |ip| ip.0.to_string())
}

async fn option_details(client: Option<Resolved>) -> String {
    client.map_or("none".to_owned(), |client| client.0.ip().to_string())
}

async fn option_both(ip: Option<ClientIp>, client: Option<Resolved>) -> &'static str {
    if ip.is_some() || client.is_some() { "some" } else { "none" }
}

async fn result(ip: Result<ClientIp, Rejection>) -> String {
    ip.map_or_else(|rejection| word(&rejection), |ip| ip.0.to_string())
}

async fn result_details(client: Result<Resolved, Rejection>) -> String {
    match client {
        Ok(client) => describe(Ok(&client.0)),
        Err(Rejection::Unresolved(error)) => describe(Err(&error)),
        Err(rejection) => word(&rejection),
    }
}

async fn responds(ip: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
    ip.map(|ip| ip.0.to_string())
}

async fn both(ClientIp(ip): ClientIp, Resolved(client): Resolved) -> String {
    format!("{ip} {}", client.ip())
}

async fn replaced(State(policy): State<SharedPolicy>, request: Request) -> String {
    let first = shown(client_ip(request.extensions()));
    policy.replace(Policy::default());
    let reasons = explain(&request).unwrap().outcome.map(|client| client.ip());
    format!("{first} {} {}", shown(client_ip(request.extensions())), shown(reasons))
}

async fn explained(request: Request) -> String {
    let trace = explain(&request);
    trace.map_or_else(|rejection| word(&rejection), |trace| describe(trace.outcome.as_ref()))
}

async fn changed(request: Request) -> String {
    explain(&request).unwrap().to_string()
}

/// Changes the headers once the request was asked about.
fn change(request: &mut Request) {
    let Some(change) = request.headers().get(CHANGE) else { return };
    let change = Change::named(change.to_str().unwrap());
    client_ip(request.extensions()).unwrap();
    let headers = request.headers_mut();
    match change {
        Change::Remove => drop(headers.remove("x-forwarded-for")),
        Change::Replace(value) => drop(headers.insert("x-forwarded-for", HeaderValue::from_static(value))),
        Change::Add(name, value) => drop(headers.append(name, HeaderValue::from_static(value))),
    }
}

/// Asks after the handler, so that it sees what the handler did.
async fn middleware(mut request: Request, next: Next) -> Response {
    change(&mut request);
    let seen = shown(client_ip(request.extensions()));
    let mut response = next.run(request).await;
    response.headers_mut().insert(SEEN, HeaderValue::from_str(&seen).unwrap());
    response
}

fn app(policy: Option<SharedPolicy>) -> Router {
    let app = Router::new()
        .route("/", get(whoami))
        .route("/details", get(details))
        .route("/option", get(option))
        .route("/option/details", get(option_details))
        .route("/option/both", get(option_both))
        .route("/result", get(result))
        .route("/result/details", get(result_details))
        .route("/responds", get(responds))
        .route("/both", get(both))
        .route("/replaced", get(replaced))
        .route("/explained", get(explained))
        .route("/changed", get(changed))
        .route("/health", get(async || "well"))
        .with_state(policy.clone().unwrap_or_default())
        .layer(from_fn(middleware));
    match policy {
        Some(policy) => app.layer(ClientIpLayer::new(policy)),
        None => app,
    }
}

/// A runtime that lives as long as the process.
fn runtime() -> tokio::runtime::Handle {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let handle = runtime.handle().clone();
    std::mem::forget(runtime);
    handle
}

impl Framework for Axum {
    fn name(&self) -> &'static str {
        "axum"
    }

    fn serve(&self, wiring: Wiring) -> Started {
        let app = app(wiring.policy);
        let runtime = runtime();
        let _inside = runtime.enter();
        Started::At(match wiring.listen {
            Listen::Tcp(ip) => {
                let listener = std::net::TcpListener::bind((ip, 0)).unwrap();
                listener.set_nonblocking(true).unwrap();
                let address = listener.local_addr().unwrap();
                let listener = TcpListener::from_std(listener).unwrap();
                if wiring.tells_peer {
                    let app = app.into_make_service_with_connect_info::<SocketAddr>();
                    runtime.spawn(async { axum::serve(listener, app).await });
                } else {
                    runtime.spawn(async { axum::serve(listener, app).await });
                }
                Address::Tcp(address)
            }
            Listen::Unix(path) => {
                let listener = UnixListener::bind(&path).unwrap();
                let app = if wiring.tells_peer { app.layer(Extension(Peer::UNIX)) } else { app };
                runtime.spawn(async { axum::serve(listener, app).await });
                Address::Unix(path)
            }
        })
    }

    fn answers(&self, requests: &[VectorRequest]) -> Vec<Result<String, NotCarried>> {
        let policy = SharedPolicy::default();
        let app = app(Some(policy.clone()));
        let answer = async |vector: &VectorRequest| {
            policy.replace(vector.policy.clone());
            let mut request = Request::get("/result/details").extension(vector.peer);
            for (name, value) in &vector.headers {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NotCarried)?;
                request = request.header(name, HeaderValue::from_bytes(value).map_err(|_| NotCarried)?);
            }
            let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
            Ok(String::from_utf8(body.to_vec()).unwrap())
        };
        runtime().block_on(async {
            let mut answers = Vec::new();
            for request in requests {
                answers.push(answer(request).await);
            }
            answers
        })
    }

    fn line_for_the_policy(&self) -> &'static str {
        "`.layer(ClientIpLayer::new(policy))`"
    }

    fn line_for_the_peer(&self) -> &'static str {
        "`app.into_make_service_with_connect_info::<SocketAddr>()`"
    }

    fn vector_differences(&self) -> &'static [VectorDifference] {
        &[VectorDifference::CONTROL_CHARACTERS]
    }
}

#[test]
fn axum_keeps_the_contract() {
    hold(&Axum);
}
