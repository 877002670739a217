//! How an extractor says that there is no client.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentType, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use client_ip_core::ResolveError;
use std::error::Error;
use std::fmt;

/// Why an extractor gives no client. The response is one fixed line: neither the policy nor text of the request
/// is in it. No cache keeps it.
///
/// ```
/// use actix_web::http::StatusCode;
/// use client_ip_actix::{ClientIp, Rejection};
///
/// async fn greet(client: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
///     match client {
///         Ok(ClientIp(ip)) => Ok(format!("hello {ip}")),
///         Err(rejection) if rejection.status() == StatusCode::BAD_REQUEST => Ok("hello, whoever you are".to_owned()),
///         Err(wiring) => Err(wiring),
///     }
/// }
/// # let _ = actix_web::App::new().route("/", actix_web::web::get().to(greet));
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// The request has no client: status 400.
    Unresolved(ResolveError),
    /// No policy is wired up: status 500.
    NoPolicy,
    /// A policy is there in [`Data`](actix_web::web::Data), and another one without: which of them is nearer to the
    /// handler cannot be told. Status 500.
    TwoPolicies,
    /// The server does not tell who is connected: status 500. A Unix socket without [`on_connect`](crate::on_connect),
    /// a test without a peer, or a client that reset its connection before the server asked for its address.
    NoPeer,
}

impl Rejection {
    /// The status of the response: 400 where the request has no client, 500 where the wiring is incomplete.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unresolved(_) => StatusCode::BAD_REQUEST,
            Self::NoPolicy | Self::TwoPolicies | Self::NoPeer => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unresolved(error) => return error.fmt(f),
            Self::NoPolicy => {
                "client-ip is not wired up: add `.app_data(policy.clone())` to the App, where `policy` is a SharedPolicy"
            }
            Self::TwoPolicies => {
                "client-ip finds two policies, one in `web::Data` and one that is not: give both as \
                 `.app_data(policy.clone())`, where `policy` is a SharedPolicy"
            }
            Self::NoPeer => {
                "client-ip does not know who is connected: on a Unix socket serve with \
                 `.on_connect(client_ip_actix::on_connect)` and `.listen_uds(listener)`, in a test give the request a \
                 `.peer_addr(address)`; else the client reset the connection"
            }
        })
    }
}

// `Display` says all that the resolve error says.
impl Error for Rejection {}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let line = match self {
            Self::Unresolved(_) => "the client's address cannot be determined\n",
            Self::NoPolicy | Self::TwoPolicies | Self::NoPeer => "internal server error\n",
        };
        let mut response = HttpResponse::build(self.status());
        response.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
        response.content_type(ContentType::plaintext()).body(line)
    }
}
