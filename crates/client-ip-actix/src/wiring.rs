//! Finds the policy and the peer, resolves once, keeps the outcome.

use crate::headers::Lines;
use crate::outcome::{Outcome, Rejection};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use client_ip_core::{Client, Peer, SharedPolicy, Trace};
use std::any::Any;
use std::net::IpAddr;

/// What holds a request: [`HttpRequest`], and in middleware [`ServiceRequest`] and [`ServiceResponse`].
pub trait AsHttpRequest: sealed::Sealed {
    /// The request.
    fn as_http_request(&self) -> &HttpRequest;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::HttpRequest {}
    impl Sealed for super::ServiceRequest {}
    impl<B> Sealed for super::ServiceResponse<B> {}
}

impl AsHttpRequest for HttpRequest {
    fn as_http_request(&self) -> &HttpRequest {
        self
    }
}

impl AsHttpRequest for ServiceRequest {
    fn as_http_request(&self) -> &HttpRequest {
        self.request()
    }
}

impl<B> AsHttpRequest for ServiceResponse<B> {
    fn as_http_request(&self) -> &HttpRequest {
        self.request()
    }
}

/// The client's address, for middleware, loggers and rate limiters: the same answer that the extractors give, since it
/// is found once for each request.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the policy or the peer is not wired up.
///
/// # Panics
///
/// Like actix-web's own `connection_info()`, if the caller holds the request's extensions.
pub fn client_ip(request: &impl AsHttpRequest) -> Result<IpAddr, Rejection> {
    outcome(request.as_http_request())?.client.map(|client| client.ip).map_err(Rejection::Unresolved)
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// # Errors
///
/// As [`client_ip`].
///
/// # Panics
///
/// As [`client_ip`].
pub fn resolved(request: &impl AsHttpRequest) -> Result<Client, Rejection> {
    outcome(request.as_http_request())?.client.map_err(Rejection::Unresolved)
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// # Errors
///
/// A server where the policy or the peer is not wired up.
///
/// # Panics
///
/// As [`client_ip`].
pub fn explain(request: &impl AsHttpRequest) -> Result<Trace, Rejection> {
    let request = request.as_http_request();
    let Outcome { policy, peer, .. } = outcome(request)?;
    Ok(policy.explain(peer, &Lines(request.headers())))
}

/// Tells connections on a Unix socket from others, by their type: `HttpServer::on_connect(client_ip_actix::on_connect)`.
/// Where you have an `on_connect` of your own, call this in it.
///
/// Without it, a request on a Unix socket has no peer. actix-web calls it for `listen_uds`, and not for `bind_uds`.
pub fn on_connect(connection: &dyn Any, data: &mut Extensions) {
    #[cfg(unix)]
    if connection.is::<actix_web::rt::net::UnixStream>() {
        data.insert(Peer::Unix);
    }
    #[cfg(not(unix))]
    let _ = (connection, data);
}

/// The outcomes of one request, each by the place of the policy that it was found under: middleware of the App and a
/// handler in a scope with a policy of its own are answered each under their own.
struct Kept(Vec<(*const SharedPolicy, Outcome)>);

fn outcome(request: &HttpRequest) -> Result<Outcome, Rejection> {
    let policy = policy(request)?;
    let place = std::ptr::from_ref(policy);
    if let Some(Kept(kept)) = request.extensions().get()
        && let Some((_, outcome)) = kept.iter().find(|(kept, _)| *kept == place)
    {
        return Ok(outcome.clone());
    }
    let peer = peer(request).ok_or(Rejection::NoPeer)?;
    let policy = policy.load();
    let client = policy.resolve(peer, &Lines(request.headers()));
    let outcome = Outcome { policy, peer, client };
    let mut extensions = request.extensions_mut();
    match extensions.get_mut::<Kept>() {
        Some(Kept(kept)) => kept.push((place, outcome.clone())),
        None => drop(extensions.insert(Kept(vec![(place, outcome.clone())]))),
    }
    Ok(outcome)
}

/// actix-web finds the nearest value of one type, and cannot compare the places of two types.
fn policy(request: &HttpRequest) -> Result<&SharedPolicy, Rejection> {
    match (request.app_data::<SharedPolicy>(), request.app_data::<Data<SharedPolicy>>()) {
        (Some(policy), None) => Ok(policy),
        (None, Some(data)) => Ok(&***data),
        (None, None) => Err(Rejection::NoPolicy),
        (Some(policy), Some(data)) if policy.shares_with(data) => Ok(policy),
        (Some(_), Some(_)) => Err(Rejection::TwoPolicies),
    }
}

/// actix-web knows no address for a Unix socket, nor for a client that reset its connection early, so the lack of one
/// says nothing: only [`on_connect`] and whoever inserts a [`Peer`] can say `unix`.
fn peer(request: &HttpRequest) -> Option<Peer> {
    let inserted = request.extensions().get::<Peer>().copied();
    let connection = || request.conn_data::<Peer>().copied();
    inserted.or_else(connection).or_else(|| request.peer_addr().map(Peer::from))
}
