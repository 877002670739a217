//! The request guards.

use crate::headers::HeaderLines;
use crate::outcome::kept;
use crate::rejection::Rejection;
use crate::{catcher, log};
use client_ip_core::{Client, SharedPolicy};
use rocket::request::{self, FromRequest};
use rocket::{Ignite, Request, Rocket, Sentinel};
use std::net::IpAddr;
use std::sync::atomic::Ordering;

/// The client's address. As `Option<ClientIp>` it is `None` where there is none, whatever the reason: a request
/// that cannot be resolved then looks like one without wiring, so do not use that to guard anything.
/// `Result<ClientIp, Rejection>` tells them apart.
///
/// ```
/// use client_ip_rocket::ClientIp;
///
/// #[rocket::get("/")]
/// fn greet(client: ClientIp) -> String {
///     format!("hello {}", client.0)
/// }
/// # let _ = rocket::routes![greet];
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct ClientIp(pub IpAddr);

/// The client with port, hops and header; as `Option` and `Result` like [`ClientIp`].
///
/// ```
/// use client_ip_rocket::{Client, Resolved};
///
/// fn audit(client: &Client) -> String {
///     format!("{} over {} proxies", client.ip(), client.hops())
/// }
///
/// #[rocket::get("/audit")]
/// fn route(resolved: Resolved) -> String {
///     audit(&resolved.0)
/// }
///
/// // Tested with a client of one's own.
/// assert_eq!(audit(&Client::direct([203, 0, 113, 9])), "203.0.113.9 over 0 proxies");
/// # let _ = rocket::routes![route];
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "handlers take it apart")]
pub struct Resolved(pub Client);

/// The client, or its lack, which is logged once a request.
fn client<T>(request: &Request<'_>, guard: impl FnOnce(Client) -> T) -> request::Outcome<T, Rejection> {
    let client = kept(request).inspect_err(log::wiring).and_then(|kept| {
        let is_logged = kept.is_logged.swap(true, Ordering::Relaxed);
        kept.outcome.client().cloned().map_err(|error| {
            if !is_logged {
                log::rejection(&kept.outcome, error, &HeaderLines(request.headers()));
            }
            Rejection::Unresolved(error.clone())
        })
    });
    match client {
        Ok(client) => request::Outcome::Success(guard(client)),
        Err(rejection) => {
            catcher::note(request);
            request::Outcome::Error((rejection.status(), rejection))
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ClientIp {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        client(request, |client| Self(client.ip()))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Resolved {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        client(request, Self)
    }
}

/// Refuses the launch of a Rocket with a route that asks for the client, and without a policy.
fn is_not_wired_up(rocket: &Rocket<Ignite>) -> bool {
    let is_missing = rocket.state::<SharedPolicy>().is_none();
    if is_missing {
        log::wiring(&Rejection::NoPolicy);
    }
    is_missing
}

impl Sentinel for ClientIp {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        is_not_wired_up(rocket)
    }
}

impl Sentinel for Resolved {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        is_not_wired_up(rocket)
    }
}
