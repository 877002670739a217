//! The extractors.

use crate::rejection::Rejection;
use crate::{log, outcome};
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

/// The client, or its lack, which is logged once a request.
fn client(request: &HttpRequest) -> Result<Client, Rejection> {
    let take = |outcome: &mut outcome::Outcome| {
        let is_logged = std::mem::replace(&mut outcome.is_logged, true);
        outcome.client().cloned().inspect_err(|rejection| match rejection {
            Rejection::Unresolved(error) if !is_logged => {
                log::rejection(error, outcome.peer, || Ok(outcome.explain(request)));
            }
            _ => {}
        })
    };
    outcome::nearest(request, take).inspect_err(log::wiring)?
}

impl FromRequest for ClientIp {
    type Error = Rejection;
    type Future = Ready<Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(|client| Self(client.ip())))
    }
}

impl FromRequest for Resolved {
    type Error = Rejection;
    type Future = Ready<Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client(request).map(Self))
    }
}
