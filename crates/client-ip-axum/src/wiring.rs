//! The tower layer that brings the policy; finds the peer, resolves once, keeps the outcome.

use crate::outcome::{Outcome, Rejection};
use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use client_ip_core::{Client, Peer, SharedPolicy, Trace};
use http::{Extensions, HeaderMap, Request};
use std::net::{IpAddr, SocketAddr};
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
            Some(peer) => {
                let policy = self.policy.load();
                let client = policy.resolve(peer, request.headers()).map_err(Rejection::Unresolved);
                Outcome { asked: Some((policy, peer)), client }
            }
            None => Outcome { asked: None, client: Err(Rejection::NoPeer) },
        };
        request.extensions_mut().insert(outcome);
        self.inner.call(request)
    }
}

/// The client's address, for middleware, loggers and rate limiters: the same answer that the extractors give, since it
/// is found once for each request, by the layer.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the layer or the peer is not wired up.
pub fn client_ip(extensions: &Extensions) -> Result<IpAddr, Rejection> {
    client(extensions).map(|client| client.ip)
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(extensions: &Extensions) -> Result<Client, Rejection> {
    client(extensions).cloned()
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// # Errors
///
/// A server where the layer or the peer is not wired up.
pub fn explain(extensions: &Extensions, headers: &HeaderMap) -> Result<Trace, Rejection> {
    let outcome = extensions.get::<Outcome>().ok_or(Rejection::NoPolicy)?;
    let (policy, peer) = outcome.asked.as_ref().ok_or(Rejection::NoPeer)?;
    Ok(policy.explain(*peer, headers))
}

pub(crate) fn client(extensions: &Extensions) -> Result<&Client, Rejection> {
    let outcome = extensions.get::<Outcome>().ok_or(Rejection::NoPolicy)?;
    outcome.client().map_err(Clone::clone)
}

fn peer(extensions: &Extensions) -> Option<Peer> {
    let inserted = extensions.get::<Peer>().copied();
    let connected = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.into());
    let mocked = || extensions.get::<MockConnectInfo<SocketAddr>>().map(|info| info.0.into());
    inserted.or_else(connected).or_else(mocked)
}
