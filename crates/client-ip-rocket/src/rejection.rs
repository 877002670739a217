//! How a guard says that there is no client.

use client_ip_core::ResolveError;
use rocket::Request;
use rocket::http::{Header, Status};
use rocket::response::{self, Responder};
use std::error::Error;
use std::fmt;

/// Why a guard gives no client. The response is one fixed line: neither the policy nor text of the request is in it. No
/// cache keeps it.
///
/// ```
/// use client_ip_rocket::{ClientIp, Rejection};
/// use rocket::http::Status;
///
/// #[rocket::get("/")]
/// fn greet(client: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
///     match client {
///         Ok(client) => Ok(format!("hello {}", client.0)),
///         Err(rejection) if rejection.status() == Status::BadRequest => Ok("hello, whoever you are".to_owned()),
///         Err(wiring) => Err(wiring),
///     }
/// }
/// # let _ = rocket::routes![greet];
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// The request has no client: status 400.
    Unresolved(ResolveError),
    /// No policy is wired up: status 500, where the launch was not refused because of it.
    NoPolicy,
    /// The server does not tell who is connected: status 500. A test without a peer, or a client that reset its
    /// connection before Rocket asked for its address.
    NoPeer,
}

impl Rejection {
    /// The status of the response: 400 where the request has no client, 500 where the wiring is incomplete.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Unresolved(_) => Status::BadRequest,
            Self::NoPolicy | Self::NoPeer => Status::InternalServerError,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unresolved(error) => return error.fmt(f),
            Self::NoPolicy => {
                "client-ip is not wired up: add `.attach(ClientIpFairing::from_config())`, \
                 or `.attach(ClientIpFairing::new(policy))`, to the Rocket"
            }
            Self::NoPeer => {
                "client-ip does not know who is connected: in a test give the request a `.remote(address)`; \
                 else the client reset the connection"
            }
        })
    }
}

// `Display` says all that the resolve error says.
impl Error for Rejection {}

impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let line = match self {
            Self::Unresolved(_) => "the client's address cannot be determined\n",
            Self::NoPolicy | Self::NoPeer => "internal server error\n",
        };
        let mut response = (self.status(), line).respond_to(request)?;
        response.set_header(Header::new("Cache-Control", "no-store"));
        Ok(response)
    }
}
