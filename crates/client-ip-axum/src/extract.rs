//! The extractors.

use crate::log;
use crate::outcome::Kept;
use crate::rejection::Rejection;
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use client_ip_core::Client;
use http::request::Parts;
use std::convert::Infallible;
use std::net::IpAddr;

/// The client's address. As `Option<ClientIp>` it is `None` where there is none, whatever the reason: a request
/// that cannot be resolved then looks like one without wiring, so do not use that to guard anything.
/// `Result<ClientIp, Rejection>` tells them apart.
///
/// ```
/// use axum::{Router, routing::get};
/// use client_ip_axum::ClientIp;
///
/// async fn greet(ClientIp(ip): ClientIp) -> String {
///     format!("hello {ip}")
/// }
/// # let _ = Router::<()>::new().route("/", get(greet));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct ClientIp(pub IpAddr);

/// The client with port, hops and header; as `Option` and `Result` like [`ClientIp`].
///
/// A handler that takes it can be tested with a client of one's own:
///
/// ```
/// use client_ip_axum::{Client, Resolved};
///
/// async fn audit(Resolved(client): Resolved) -> String {
///     format!("{} over {} proxies", client.ip(), client.hops())
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(audit(Resolved(Client::direct([203, 0, 113, 9]))).await, "203.0.113.9 over 0 proxies");
/// # });
/// # let _ = axum::routing::get::<_, _, ()>(audit);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct Resolved(pub Client);

/// The client, or its lack, which is logged once a request.
fn client(parts: &mut Parts) -> Result<&Client, Rejection> {
    let kept = parts.extensions.get_mut::<Kept>().ok_or(Rejection::NoPolicy).inspect_err(log::wiring)?;
    let is_logged = std::mem::replace(&mut kept.is_logged, true);
    let outcome = kept.outcome().inspect_err(log::wiring)?;
    outcome.client().map_err(|error| {
        if !is_logged {
            log::rejection(outcome, error, &parts.headers);
        }
        Rejection::Unresolved(error.clone())
    })
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        client(parts).map(|client| Self(client.ip()))
    }
}

impl<S: Sync> FromRequestParts<S> for Resolved {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        client(parts).cloned().map(Self)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(client(parts).ok().map(|client| Self(client.ip())))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Resolved {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(client(parts).ok().cloned().map(Self))
    }
}
