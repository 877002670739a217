//! Who is connected.

use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use client_ip_core::Peer;
use http::Extensions;
use std::net::SocketAddr;

/// The first that is there: an inserted [`Peer`], the connection's, a test's. None of them never means a Unix socket.
pub(crate) fn peer(extensions: &Extensions) -> Option<Peer> {
    let inserted = extensions.get::<Peer>().copied();
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.into());
    let mocked = || extensions.get::<MockConnectInfo<SocketAddr>>().map(|info| info.0.into());
    inserted.or_else(connected).or_else(mocked)
}
