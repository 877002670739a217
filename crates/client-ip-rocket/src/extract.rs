//! The request guards.

use crate::catcher;
use crate::outcome::Rejection;
use crate::wiring::resolved;
use client_ip_core::{Client, SharedPolicy};
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};
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

fn client<T>(request: &Request<'_>, guard: impl FnOnce(Client) -> T) -> Outcome<T, Rejection> {
    match resolved(request) {
        Ok(client) => Outcome::Success(guard(client)),
        Err(rejection) => {
            match &rejection {
                // A client can bring these about: the second one by resetting its connection.
                Rejection::Unresolved(_) | Rejection::NoPeer => log::warn!("request has no client: {rejection}"),
                Rejection::NoPolicy => log::error!("request has no client: {rejection}"),
            }
            catcher::note(request);
            Outcome::Error((rejection.status(), rejection))
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ClientIp {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        client(request, |client| Self(client.ip))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Resolved {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        client(request, Self)
    }
}

/// Refuses the launch of a Rocket with a route that asks for the client, and without a policy.
fn is_not_wired_up(rocket: &Rocket<Ignite>) -> bool {
    let is_missing = rocket.state::<SharedPolicy>().is_none();
    if is_missing {
        log::error!("{}", Rejection::NoPolicy);
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
