//! Who is connected.

use client_ip_core::Peer;
use rocket::Request;

/// The connection's address, or what `set_remote` put in its place. None where the client reset the connection early, and
/// in a test that gives none.
pub(crate) fn peer(request: &Request<'_>) -> Option<Peer> {
    request.remote().map(Peer::from)
}
