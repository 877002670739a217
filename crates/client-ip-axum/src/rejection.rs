//! How an extractor says that there is no client.

use axum_core::response::{IntoResponse, Response};
use client_ip_core::ResolveError;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};
use std::error::Error;
use std::fmt;

/// Why an extractor gives no client. The response is one fixed line: neither the policy nor text of the request
/// is in it. No cache keeps it.
///
/// ```
/// use axum::http::StatusCode;
/// use axum::response::{IntoResponse, Response};
/// use client_ip_axum::{ClientIp, Rejection};
///
/// async fn greet(client: Result<ClientIp, Rejection>) -> Response {
///     match client {
///         Ok(ClientIp(ip)) => format!("hello {ip}").into_response(),
///         Err(rejection) if rejection.status() == StatusCode::BAD_REQUEST => "hello, whoever you are".into_response(),
///         Err(wiring) => wiring.into_response(),
///     }
/// }
/// # let _ = axum::routing::get::<_, _, ()>(greet);
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// The request has no client: status 400.
    Unresolved(ResolveError),
    /// No policy is wired up, since the layer is not there: status 500.
    NoPolicy,
    /// The server does not tell who is connected: status 500.
    NoPeer,
}

impl Rejection {
    /// The status of the response: 400 where the request has no client, 500 where the wiring is incomplete.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unresolved(_) => StatusCode::BAD_REQUEST,
            Self::NoPolicy | Self::NoPeer => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unresolved(error) => return error.fmt(f),
            Self::NoPolicy => {
                "client-ip is not wired up: add `.layer(ClientIpLayer::new(policy))` to the Router, after its last route"
            }
            Self::NoPeer => {
                "client-ip does not know who is connected: serve \
                 `app.into_make_service_with_connect_info::<SocketAddr>()`, or insert a `Peer` into the extensions"
            }
        })
    }
}

// `Display` says all that the resolve error says.
impl Error for Rejection {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let line = match self {
            Self::Unresolved(_) => "the client's address cannot be determined\n",
            Self::NoPolicy | Self::NoPeer => "internal server error\n",
        };
        (self.status(), [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], line).into_response()
    }
}
