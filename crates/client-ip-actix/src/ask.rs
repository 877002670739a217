//! The answer for middleware, loggers and rate limiters.

use crate::headers::HeaderLines;
use crate::log;
use crate::outcome::{self, Kept};
use crate::rejection::Rejection;
use actix_web::HttpRequest;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use client_ip_core::{Client, Outcome, Trace};
use std::net::IpAddr;

/// What holds a request: [`HttpRequest`], and in middleware [`ServiceRequest`] and [`ServiceResponse`].
///
/// ```
/// use actix_web::dev::ServiceResponse;
///
/// fn log<B>(response: &ServiceResponse<B>) {
///     if let Ok(ip) = client_ip_actix::client_ip(response) {
///         println!("{ip} got {}", response.status());
///     }
/// }
/// # log(&actix_web::test::TestRequest::default().to_srv_response(actix_web::HttpResponse::Ok().finish()));
/// ```
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
/// ```
/// use actix_web::body::MessageBody;
/// use actix_web::dev::{ServiceRequest, ServiceResponse};
/// use actix_web::middleware::{Next, from_fn};
///
/// async fn log(request: ServiceRequest, next: Next<impl MessageBody>) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
///     match client_ip_actix::client_ip(&request) {
///         Ok(ip) => println!("{ip} asks for {}", request.path()),
///         Err(rejection) => println!("no client: {rejection}"),
///     }
///     next.call(request).await
/// }
/// # let _ = actix_web::App::new().wrap(from_fn(log));
/// ```
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
    with_outcome(request, |outcome| client(outcome).map(Client::ip))?
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// ```
/// use actix_web::HttpRequest;
///
/// fn is_through_a_proxy(request: &HttpRequest) -> bool {
///     client_ip_actix::resolved(request).is_ok_and(|client| client.hops() > 0)
/// }
/// # assert!(!is_through_a_proxy(&actix_web::test::TestRequest::default().to_http_request()));
/// ```
///
/// # Errors
///
/// As [`client_ip`].
///
/// # Panics
///
/// As [`client_ip`].
pub fn resolved(request: &impl AsHttpRequest) -> Result<Client, Rejection> {
    with_outcome(request, |outcome| client(outcome).cloned())?
}

/// What became of the request: the client or why there is none, and who was connected. Its `Display` is for logs.
///
/// ```
/// use actix_web::dev::ServiceRequest;
///
/// fn for_the_log(request: &ServiceRequest) -> String {
///     client_ip_actix::outcome(request).map_or_else(|_| "-".to_owned(), |outcome| outcome.to_string())
/// }
/// # let request = actix_web::test::TestRequest::default().to_srv_request();
/// # assert_eq!(for_the_log(&request), "-");
/// ```
///
/// # Errors
///
/// A server where the policy or the peer is not wired up, which is logged once.
///
/// # Panics
///
/// As [`client_ip`].
pub fn outcome(request: &impl AsHttpRequest) -> Result<Outcome, Rejection> {
    with_outcome(request, Outcome::clone)
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// ```
/// use actix_web::{HttpRequest, web};
///
/// /// For operators alone: mount it where clients cannot reach it.
/// async fn why(request: HttpRequest) -> String {
///     client_ip_actix::explain(&request).map_or_else(|rejection| rejection.to_string(), |trace| trace.to_string())
/// }
/// # let _ = actix_web::App::new().route("/why", web::get().to(why));
/// ```
///
/// # Errors
///
/// A server where the policy or the peer is not wired up, which is logged once.
///
/// # Panics
///
/// As [`client_ip`].
pub fn explain(request: &impl AsHttpRequest) -> Result<Trace, Rejection> {
    with_outcome(request, |outcome| outcome.explain(&HeaderLines(request.as_http_request().headers())))
}

fn client(outcome: &Outcome) -> Result<&Client, Rejection> {
    outcome.client().map_err(|error| Rejection::Unresolved(error.clone()))
}

fn with_outcome<R: AsHttpRequest, T>(request: &R, take: impl FnOnce(&Outcome) -> T) -> Result<T, Rejection> {
    let take = |kept: &mut Kept| take(&kept.outcome);
    let taken = match R::IS_ANSWERED {
        true => outcome::first(request.as_http_request(), take),
        false => outcome::nearest(request.as_http_request(), take),
    };
    taken.inspect_err(log::wiring)
}
