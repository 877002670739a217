//! The answer for fairings, loggers and rate limiters.

use crate::headers::HeaderLines;
use crate::log;
use crate::outcome::kept;
use crate::rejection::Rejection;
use client_ip_core::{Client, Outcome, Trace};
use rocket::Request;
use std::net::IpAddr;

/// The client's address, for fairings, loggers and rate limiters: the same answer that the guards give, since it is
/// found once for each request. Not Rocket's `request.client_ip()`, which believes a header from anyone.
///
/// ```
/// use rocket::fairing::AdHoc;
///
/// let log = AdHoc::on_request("log", |request, _| {
///     Box::pin(async move {
///         match client_ip_rocket::client_ip(request) {
///             Ok(ip) => println!("{ip} asks for {}", request.uri().path()),
///             Err(rejection) => println!("no client: {rejection}"),
///         }
///     })
/// });
/// # let _ = rocket::build().attach(log);
/// ```
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the policy or the peer is not wired up. The latter is logged
/// once.
pub fn client_ip(request: &Request<'_>) -> Result<IpAddr, Rejection> {
    client(request).map(Client::ip)
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// ```
/// use rocket::Request;
///
/// fn is_through_a_proxy(request: &Request<'_>) -> bool {
///     client_ip_rocket::resolved(request).is_ok_and(|client| client.hops() > 0)
/// }
/// # let _ = is_through_a_proxy;
/// ```
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(request: &Request<'_>) -> Result<Client, Rejection> {
    client(request).cloned()
}

/// What became of the request: the client or why there is none, and who was connected. Its `Display` is for logs.
///
/// ```
/// use rocket::Request;
///
/// fn for_the_log(request: &Request<'_>) -> String {
///     client_ip_rocket::outcome(request).map_or_else(|_| "-".to_owned(), |outcome| outcome.to_string())
/// }
/// # let _ = for_the_log;
/// ```
///
/// # Errors
///
/// A server where the policy or the peer is not wired up, which is logged once.
pub fn outcome<'r>(request: &'r Request<'_>) -> Result<&'r Outcome, Rejection> {
    kept(request).map(|kept| &kept.outcome).inspect_err(log::wiring)
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// Where the headers were changed after the answer was found, and would give another one now, the trace shows the answer
/// first and says so.
///
/// ```
/// use rocket::Request;
/// use rocket::request::{self, FromRequest};
///
/// /// For operators alone: mount what shows it where clients cannot reach it.
/// struct Why(String);
///
/// #[rocket::async_trait]
/// impl<'r> FromRequest<'r> for Why {
///     type Error = client_ip_rocket::Rejection;
///
///     async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Self::Error> {
///         match client_ip_rocket::explain(request) {
///             Ok(trace) => request::Outcome::Success(Self(trace.to_string())),
///             Err(rejection) => request::Outcome::Error((rejection.status(), rejection)),
///         }
///     }
/// }
///
/// #[rocket::get("/why")]
/// fn why(why: Why) -> String {
///     why.0
/// }
/// # let _ = rocket::routes![why];
/// ```
///
/// # Errors
///
/// A server where the policy or the peer is not wired up, which is logged once.
pub fn explain(request: &Request<'_>) -> Result<Trace, Rejection> {
    outcome(request).map(|outcome| outcome.explain(&HeaderLines(request.headers())))
}

fn client<'r>(request: &'r Request<'_>) -> Result<&'r Client, Rejection> {
    outcome(request)?.client().map_err(|error| Rejection::Unresolved(error.clone()))
}
