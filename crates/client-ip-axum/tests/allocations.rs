//! What the layer costs besides resolving: one allocation, for the outcome among the request's extensions.

use axum::body::Body;
use axum::extract::ConnectInfo;
use client_ip_axum::{ClientIpLayer, Policy, client_ip};
use client_ip_testkit::heap::{Counting, measure};
use http::{HeaderValue, Request};
use std::future::ready;
use std::net::SocketAddr;
use tower::{Layer, Service, service_fn};

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn the_layer_allocates_nothing_but_the_extension_and_boxes_no_future() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/8".parse().unwrap();
    let inner = service_fn(|request: Request<Body>| ready(Ok::<_, ()>(client_ip(request.extensions()).unwrap())));
    let mut service = ClientIpLayer::new(policy).layer(inner);
    for _ in 0..3 {
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("203.0.113.9, 10.0.0.2"));
        // Whoever serves puts it there, and with it makes the extensions.
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4711))));
        let (answer, heap) = measure(|| service.call(request));
        assert_eq!(heap.allocations, 1);
        assert_eq!(answer.into_inner().unwrap().to_string(), "203.0.113.9");
    }
}
