//! The extractors.

use crate::headers::HeaderLines;
use crate::outcome::Kept;
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
///
/// ```
/// use actix_web::{App, web};
/// use client_ip_actix::ClientIp;
///
/// async fn greet(ClientIp(ip): ClientIp) -> String {
///     format!("hello {ip}")
/// }
/// # let _ = App::new().route("/", web::get().to(greet));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct ClientIp(pub IpAddr);

/// The client with port, hops and header; as `Option` and `Result` like [`ClientIp`].
///
/// A handler that takes it can be tested with a client of one's own:
///
/// ```
/// use actix_web::{App, web};
/// use client_ip_actix::{Client, Resolved};
///
/// async fn audit(Resolved(client): Resolved) -> String {
///     format!("{} over {} proxies", client.ip(), client.hops())
/// }
///
/// # actix_web::rt::System::new().block_on(async {
/// assert_eq!(audit(Resolved(Client::direct([203, 0, 113, 9]))).await, "203.0.113.9 over 0 proxies");
/// # });
/// # let _ = App::new().route("/", web::get().to(audit));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct Resolved(pub Client);

/// The client, or its lack, which is logged once a request.
fn client(request: &HttpRequest) -> Result<Client, Rejection> {
    let take = |kept: &mut Kept| {
        let is_logged = std::mem::replace(&mut kept.is_logged, true);
        kept.outcome.client().cloned().map_err(|error| {
            if !is_logged {
                log::rejection(&kept.outcome, error, &HeaderLines(request.headers()));
            }
            Rejection::Unresolved(error.clone())
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
