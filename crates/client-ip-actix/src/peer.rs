//! Who is connected.

use actix_web::dev::Extensions;
use actix_web::{HttpMessage, HttpRequest};
use client_ip_core::Peer;
use std::any::Any;

/// Tells connections on a Unix socket from others, by their type: `HttpServer::on_connect(client_ip_actix::on_connect)`.
/// Where you have an `on_connect` of your own, call this in it.
///
/// ```
/// use actix_web::{App, HttpServer};
///
/// let server = HttpServer::new(App::new).on_connect(client_ip_actix::on_connect);
/// # let _ = server;
/// ```
///
/// Without it, a request on a Unix socket has no peer. actix-web calls it for `listen_uds`, and not for `bind_uds`.
pub fn on_connect(connection: &dyn Any, data: &mut Extensions) {
    #[cfg(unix)]
    if connection.is::<actix_web::rt::net::UnixStream>() {
        data.insert(Peer::UNIX);
    }
    #[cfg(not(unix))]
    let _ = (connection, data);
}

/// actix-web knows no address for a Unix socket, nor for a client that reset its connection early, so the lack of one
/// says nothing: only [`on_connect`] and whoever inserts a [`Peer`] can say `unix`.
pub(crate) fn peer(request: &HttpRequest) -> Option<Peer> {
    let inserted = request.extensions().get::<Peer>().copied();
    let connection = || request.conn_data::<Peer>().copied();
    inserted.or_else(connection).or_else(|| request.peer_addr().map(Peer::from))
}
