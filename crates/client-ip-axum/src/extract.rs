//! The extractors.

use crate::log;
use crate::outcome::Outcome;
use crate::rejection::Rejection;
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

/// The client, or its lack, which is logged once a request.
fn client(parts: &mut Parts) -> Result<&Client, Rejection> {
    let outcome = parts.extensions.get_mut::<Outcome>().ok_or(Rejection::NoPolicy).inspect_err(log::wiring)?;
    let is_logged = std::mem::replace(&mut outcome.is_logged, true);
    outcome.client().inspect_err(|rejection| match (rejection, outcome.peer()) {
        (Rejection::Unresolved(error), Some(peer)) if !is_logged => {
            log::rejection(error, peer, || outcome.explain(&parts.headers));
        }
        (wiring, _) => log::wiring(wiring),
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
