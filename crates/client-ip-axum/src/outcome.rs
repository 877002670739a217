//! What is kept of a request, and how an extractor says that there is no client.

use axum_core::response::{IntoResponse, Response};
use client_ip_core::{Client, Peer, Policy, ResolveError};
use http::StatusCode;
use std::error::Error;
use std::fmt;

/// What became of a request: its client, or why there is none. Found in the request's extensions behind
/// [`ClientIpLayer`](crate::ClientIpLayer).
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Under which policy, and for which peer; `None` where the server does not tell who is connected.
    pub(crate) asked: Option<(Policy, Peer)>,
    pub(crate) client: Result<Client, Rejection>,
}

impl Outcome {
    /// The client.
    ///
    /// # Errors
    ///
    /// A request that cannot be resolved, and a server that does not tell who is connected.
    pub fn client(&self) -> Result<&Client, &Rejection> {
        self.client.as_ref()
    }
}

/// Why an extractor gives no client. The response is one fixed line: neither the policy nor text of the request
/// is in it.
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
        match self {
            Self::Unresolved(_) => (StatusCode::BAD_REQUEST, "the client's address cannot be determined\n"),
            Self::NoPolicy | Self::NoPeer => (StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n"),
        }
        .into_response()
    }
}
