//! The extractors.

use crate::outcome::Rejection;
use crate::wiring::resolved;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use client_ip_core::Client;
use std::future::{Ready, ready};
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

fn client(request: &HttpRequest) -> Result<Client, Rejection> {
    resolved(request).inspect_err(|rejection| match rejection {
        Rejection::Unresolved(error) => tracing::warn!(kind = error.kind().as_str(), %error, "request has no client"),
        // A client can bring this about, by resetting its connection.
        Rejection::NoPeer => tracing::warn!(error = %rejection, "request has no client"),
        Rejection::NoPolicy | Rejection::TwoPolicies => tracing::error!(error = %rejection, "request has no client"),
    })
}

impl FromRequest for ClientIp {
    type Error = Rejection;
    type Future = Ready<Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(|client| Self(client.ip)))
    }
}

impl FromRequest for Resolved {
    type Error = Rejection;
    type Future = Ready<Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(Self))
    }
}
