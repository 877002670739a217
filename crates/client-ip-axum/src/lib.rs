//! Who is the client behind reverse proxies, for axum and for any tower service over HTTP.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use client_ip_axum::{ClientIp, ClientIpLayer, Policy};
//! use std::net::SocketAddr;
//!
//! # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let policy: Policy = "X-Forwarded-For from 192.168.0.0/24".parse()?;
//! let app = Router::new()
//!     .route("/", get(|ClientIp(ip): ClientIp| async move { ip.to_string() }))
//!     .layer(ClientIpLayer::new(policy));
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//! axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
//! # Ok(()) }
//! ```
//!
//! [`ClientIpLayer`] resolves each request once and leaves an [`Outcome`] in its extensions for every other
//! middleware. The layer never rejects: a balancer's health check carries no header and must still reach its
//! handler. An extractor does: status 400 where a request has no client, 500 where the wiring is incomplete.
//!
//! The peer is a [`Peer`] in the request's extensions (on a Unix socket insert [`Peer::Unix`] before the layer
//! runs), else axum's `ConnectInfo<SocketAddr>`, else `MockConnectInfo<SocketAddr>`, axum's own way of testing.

#![forbid(unsafe_code)]

mod extract;
mod layer;
mod outcome;

pub use client_ip_core::{
    Client, ErrorKind, Headers, OnInvalid, OnMissing, Peer, Policy, PolicyError, ResolveError, SharedPolicy, Trace,
    TrustedProxies,
};
pub use extract::{ClientIp, Resolved};
pub use layer::{ClientIpLayer, ClientIpService};
pub use outcome::{Outcome, Rejection};
