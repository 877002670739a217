//! The tower layer that brings the policy and keeps the outcome.

use crate::outcome::Kept;
use client_ip_core::SharedPolicy;
use http::Request;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// Resolves each request once, before it reaches the service, whatever its body is.
///
/// Of several layers with different policies the innermost counts for what is inside of it. Several with clones of one
/// [`SharedPolicy`] are as good as the outermost alone.
///
/// ```
/// use axum::{Router, routing::get};
/// use client_ip_axum::{ClientIp, ClientIpLayer, Policy};
/// use std::net::SocketAddr;
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
/// let app = Router::new()
///     .route("/", get(async |ClientIp(ip): ClientIp| ip.to_string()))
///     .layer(ClientIpLayer::new(policy));
/// let service = app.into_make_service_with_connect_info::<SocketAddr>();
/// # let _ = service;
/// # Ok::<(), client_ip_axum::PolicyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ClientIpLayer {
    policy: SharedPolicy,
}

impl ClientIpLayer {
    /// A layer with this policy; a [`SharedPolicy`] can be replaced while serving.
    #[must_use]
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
///
/// ```
/// use client_ip_axum::{ClientIpLayer, ClientIpService, Policy};
/// use tower::Layer;
///
/// let router = axum::Router::<()>::new();
/// let service: ClientIpService<_> = ClientIpLayer::new(Policy::default()).layer(router);
/// # let _ = service;
/// ```
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
        // Where another layer with the same policy was here before, its answer stays: a request has one.
        if !request.extensions().get().is_some_and(|kept: &Kept| kept.is_under(&self.policy)) {
            let kept = Kept::of(&request, &self.policy);
            request.extensions_mut().insert(kept);
        }
        self.inner.call(request)
    }
}
