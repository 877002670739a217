//! The answer for middleware, loggers and rate limiters.

use crate::log;
use crate::outcome::{Kept, kept};
use crate::rejection::Rejection;
use client_ip_core::{Client, Outcome, Trace};
use http::request::Parts;
use http::{Extensions, HeaderMap, Request};
use std::net::IpAddr;

/// What holds the extensions of a request: [`Request`], [`Parts`], and [`Extensions`] themselves.
///
/// ```
/// use axum::http::Request;
/// use client_ip_axum::client_ip;
///
/// let request = Request::new("the layer was not here");
/// assert_eq!(client_ip(&request), client_ip(request.extensions()));
/// assert_eq!(client_ip(&request.into_parts().0), Err(client_ip_axum::Rejection::NoPolicy));
/// ```
pub trait AsExtensions: sealed::Sealed {
    /// The extensions.
    fn as_extensions(&self) -> &Extensions;
}

/// What holds a request's header lines too: [`Request`] and [`Parts`].
///
/// ```
/// use axum::http::request::Parts;
///
/// // An extractor of one's own has the parts of a request.
/// fn log_why(parts: &Parts) {
///     if let Ok(trace) = client_ip_axum::explain(parts) {
///         println!("{trace}");
///     }
/// }
/// # log_why(&axum::http::Request::new(()).into_parts().0);
/// ```
pub trait AsHead: AsExtensions {
    /// The header lines.
    fn as_headers(&self) -> &HeaderMap;
}

mod sealed {
    pub trait Sealed {}
    impl<B> Sealed for http::Request<B> {}
    impl Sealed for http::request::Parts {}
    impl Sealed for http::Extensions {}
}

impl<B> AsExtensions for Request<B> {
    fn as_extensions(&self) -> &Extensions {
        self.extensions()
    }
}

impl<B> AsHead for Request<B> {
    fn as_headers(&self) -> &HeaderMap {
        self.headers()
    }
}

impl AsExtensions for Parts {
    fn as_extensions(&self) -> &Extensions {
        &self.extensions
    }
}

impl AsHead for Parts {
    fn as_headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl AsExtensions for Extensions {
    fn as_extensions(&self) -> &Extensions {
        self
    }
}

/// The client's address, for middleware, loggers and rate limiters: the same answer that the extractors give, since it
/// is found once for each request, by the layer.
///
/// ```
/// use axum::{extract::Request, middleware::Next, response::Response};
///
/// async fn log(request: Request, next: Next) -> Response {
///     match client_ip_axum::client_ip(&request) {
///         Ok(ip) => println!("{ip} asks for {}", request.uri().path()),
///         Err(rejection) => println!("no client: {rejection}"),
///     }
///     next.run(request).await
/// }
/// # let _ = axum::Router::<()>::new().layer(axum::middleware::from_fn(log));
/// ```
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the layer or the peer is not wired up. The latter is logged
/// once.
pub fn client_ip(request: &impl AsExtensions) -> Result<IpAddr, Rejection> {
    client(request).map(Client::ip)
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// ```
/// use axum::extract::Request;
///
/// fn is_through_a_proxy(request: &Request) -> bool {
///     client_ip_axum::resolved(request).is_ok_and(|client| client.hops() > 0)
/// }
/// # assert!(!is_through_a_proxy(&Request::default()));
/// ```
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(request: &impl AsExtensions) -> Result<Client, Rejection> {
    client(request).cloned()
}

/// What became of the request: the client or why there is none, and who was connected. Its `Display` is for logs. The
/// extensions of the request hold no `Outcome` of their own: ask here.
///
/// ```
/// use axum::extract::Request;
///
/// fn for_the_log(request: &Request) -> String {
///     client_ip_axum::outcome(request).map_or_else(|_| "-".to_owned(), |outcome| outcome.to_string())
/// }
/// # assert_eq!(for_the_log(&Request::default()), "-");
/// ```
///
/// # Errors
///
/// A server where the layer or the peer is not wired up, which is logged once.
pub fn outcome(request: &impl AsExtensions) -> Result<Outcome, Rejection> {
    found(request).cloned()
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// ```
/// use axum::extract::Request;
///
/// /// For operators alone: mount it where clients cannot reach it.
/// async fn why(request: Request) -> String {
///     client_ip_axum::explain(&request).map_or_else(|rejection| rejection.to_string(), |trace| trace.to_string())
/// }
/// # let _ = axum::routing::get::<_, _, ()>(why);
/// ```
///
/// # Errors
///
/// A server where the layer or the peer is not wired up, which is logged once.
pub fn explain(request: &impl AsHead) -> Result<Trace, Rejection> {
    found(request).map(|outcome| outcome.explain(request.as_headers()))
}

fn client(request: &impl AsExtensions) -> Result<&Client, Rejection> {
    found(request)?.client().map_err(|error| Rejection::Unresolved(error.clone()))
}

fn found(request: &impl AsExtensions) -> Result<&Outcome, Rejection> {
    kept(request.as_extensions()).and_then(Kept::outcome).inspect_err(log::wiring)
}
