//! Every vector that HTTP can carry, through the layer and axum's own request type.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use client_ip_axum::{ClientIpLayer, Outcome, Peer, Policy, Rejection};
use http::{HeaderName, HeaderValue, Request};
use serde_json::Value;
use std::collections::BTreeMap;
use tower::ServiceExt;

#[derive(serde::Deserialize)]
struct Suite {
    policies: BTreeMap<String, Value>,
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    policy: Value,
    peer: String,
    headers: Vec<(String, String)>,
    expect: BTreeMap<String, Value>,
}

/// The request, where `http` can hold its headers.
fn request(case: &Case) -> Option<Request<Body>> {
    let mut request = Request::new(Body::empty());
    for (name, value) in &case.headers {
        let bytes: Vec<u8> = value.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        request.headers_mut().append(name, HeaderValue::from_bytes(&bytes).ok()?);
    }
    request.extensions_mut().insert(case.peer.parse::<Peer>().unwrap());
    Some(request)
}

async fn answer(Outcomes(outcome): Outcomes) -> String {
    match outcome.client() {
        Ok(client) => client.ip.to_string(),
        Err(Rejection::Unresolved(error)) => error.kind().to_string(),
        Err(wiring) => wiring.to_string(),
    }
}

struct Outcomes(Outcome);

impl<S: Sync> axum::extract::FromRequestParts<S> for Outcomes {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<Outcome>().unwrap().clone()))
    }
}

#[tokio::test]
async fn every_case_that_http_can_carry_is_answered_as_in_the_core() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../client-ip-core/tests/vectors");
    let (mut ran, mut not_carried) = (0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let suite: Suite = serde_json::from_str(&text).unwrap();
        for case in &suite.cases {
            let Some(request) = request(case) else {
                not_carried += 1;
                continue;
            };
            let policy = case.policy.as_str().and_then(|name| suite.policies.get(name)).unwrap_or(&case.policy);
            let policy: Policy = serde_json::from_value(policy.clone()).unwrap();
            let app = Router::new().route("/", get(answer)).layer(ClientIpLayer::new(policy));
            let response = app.oneshot(request).await.unwrap();
            let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            let expected = case.expect.get("ip").or(case.expect.get("error")).and_then(Value::as_str).unwrap();
            let same_address =
                || Some(body.parse::<std::net::IpAddr>().ok()? == expected.parse::<std::net::IpAddr>().ok()?);
            assert!(body == expected || same_address() == Some(true), "{}: expected {expected}, got {body}", case.name);
            ran += 1;
        }
    }
    assert!(ran >= 980, "only {ran} cases ran");
    assert!((1..=30).contains(&not_carried), "{not_carried} cases were not carried");
}
