//! The tower layer: finds the peer, resolves once, keeps the outcome.

use crate::outcome::{Outcome, Rejection};
use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use client_ip_core::{Peer, SharedPolicy};
use http::{Extensions, Request};
use std::net::SocketAddr;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// Resolves each request once, before it reaches the service, whatever its body is.
#[derive(Debug, Clone)]
pub struct ClientIpLayer {
    policy: SharedPolicy,
}

impl ClientIpLayer {
    /// A layer with this policy; a [`SharedPolicy`] can be replaced while serving.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        Self { policy: policy.into() }
    }
}

impl<S> Layer<S> for ClientIpLayer {
    type Service = ClientIpService<S>;

    fn layer(&self, inner: S) -> ClientIpService<S> {
        ClientIpService { inner, policy: self.policy.clone() }
    }
}

/// The service that [`ClientIpLayer`] makes.
#[derive(Debug, Clone)]
pub struct ClientIpService<S> {
    inner: S,
    policy: SharedPolicy,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for ClientIpService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let outcome = match peer(request.extensions()) {
            Some(peer) => self.policy.resolve(peer, request.headers()).map_err(Rejection::Unresolved),
            None => Err(Rejection::NoPeer),
        };
        request.extensions_mut().insert(Outcome(outcome));
        self.inner.call(request)
    }
}

fn peer(extensions: &Extensions) -> Option<Peer> {
    let inserted = extensions.get::<Peer>().copied();
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.into());
    let mocked = || extensions.get::<MockConnectInfo<SocketAddr>>().map(|info| info.0.into());
    inserted.or_else(connected).or_else(mocked)
}
