//! The answer for middleware, loggers and rate limiters.

use crate::log;
use crate::outcome::{self, Outcome};
use crate::rejection::Rejection;
use actix_web::HttpRequest;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use client_ip_core::{Client, Trace};
use std::net::IpAddr;

/// What holds a request: [`HttpRequest`], and in middleware [`ServiceRequest`] and [`ServiceResponse`].
pub trait AsHttpRequest: sealed::Sealed {
    /// The request.
    fn as_http_request(&self) -> &HttpRequest;
}

mod sealed {
    pub trait Sealed {
        /// Whether the handler has run.
        const IS_ANSWERED: bool = false;
    }
    impl Sealed for super::HttpRequest {}
    impl Sealed for super::ServiceRequest {}
    impl<B> Sealed for super::ServiceResponse<B> {
        const IS_ANSWERED: bool = true;
    }
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
/// A scope can have a policy of its own. Asked with a [`ServiceResponse`], the answer is the one that was found first in
/// this request, so that a middleware of the App gets the same one before the handler and behind it.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the policy or the peer is not wired up. The latter is logged
/// once.
///
/// # Panics
///
/// Like actix-web's own `connection_info()`, if the caller holds the request's extensions.
pub fn client_ip(request: &impl AsHttpRequest) -> Result<IpAddr, Rejection> {
    with_outcome(request, |outcome| outcome.client().map(|client| client.ip()))?
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
    with_outcome(request, |outcome| outcome.client().cloned())?
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// # Errors
///
/// A server where the policy or the peer is not wired up.
///
/// # Panics
///
/// As [`client_ip`].
pub fn explain(request: &impl AsHttpRequest) -> Result<Trace, Rejection> {
    with_outcome(request, |outcome| outcome.explain(request.as_http_request()))
}

fn with_outcome<R: AsHttpRequest, T>(request: &R, take: impl FnOnce(&mut Outcome) -> T) -> Result<T, Rejection> {
    let taken = match R::IS_ANSWERED {
        true => outcome::first(request.as_http_request(), take),
        false => outcome::nearest(request.as_http_request(), take),
    };
    taken.inspect_err(log::wiring)
}
