//! The extractors.

use crate::outcome::Rejection;
use crate::wiring;
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use client_ip_core::Client;
use http::request::Parts;
use std::convert::Infallible;
use std::net::IpAddr;

/// The client's address. As `Option<ClientIp>` it is `None` where there is none, whatever the reason: a request
/// that cannot be resolved then looks like one without wiring, so do not use that to guard anything.
/// `Result<ClientIp, Rejection>` tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct ClientIp(pub IpAddr);

/// The client with port, hops and header; as `Option` and `Result` like [`ClientIp`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct Resolved(pub Client);

fn client(parts: &Parts) -> Result<&Client, Rejection> {
    wiring::client(&parts.extensions).inspect_err(|rejection| match rejection {
        Rejection::Unresolved(error) => tracing::warn!(kind = error.kind().as_str(), %error, "request has no client"),
        wiring => tracing::error!(error = %wiring, "request has no client"),
    })
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        client(parts).map(|client| Self(client.ip))
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
        Ok(client(parts).ok().map(|client| Self(client.ip)))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Resolved {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(client(parts).ok().cloned().map(Self))
    }
}
