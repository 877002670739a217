//! What handlers see, in axum's own router.

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::routing::get;
use client_ip_axum::{ClientIp, ClientIpLayer, Outcome, Peer, Policy, Resolved, SharedPolicy};
use http::{Request, StatusCode};
use std::net::SocketAddr;
use tower::ServiceExt;

fn routes() -> Router {
    Router::new()
        .route("/", get(|ClientIp(ip): ClientIp| async move { ip.to_string() }))
        .route("/details", get(|Resolved(client): Resolved| async move { format!("{} {}", client.ip, client.hops) }))
        .route("/option", get(|ip: Option<ClientIp>| async move { format!("{}", ip.is_some()) }))
        .route(
            "/extension",
            get(|request: Request<Body>| async move {
                let outcome = request.extensions().get::<Outcome>().unwrap();
                outcome.client().map_or_else(ToString::to_string, |client| client.ip.to_string())
            }),
        )
        .route("/health", get(|| async { "well" }))
}

fn policy() -> Policy {
    "X-Forwarded-For from 10.0.0.0/8".parse().unwrap()
}

async fn ask(app: &Router, path: &str, peer: Option<Peer>, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(peer) = peer {
        request = request.extension(peer);
    }
    let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

const FORGED: [(&str, &str); 2] = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "6.6.6.7, 203.0.113.9")];

#[tokio::test]
async fn a_handler_gets_the_client_and_not_what_the_client_wrote() {
    let app = routes().layer(ClientIpLayer::new(policy()));
    let peer = Some(Peer::from([10, 0, 0, 1]));
    assert_eq!(ask(&app, "/", peer, &FORGED).await, (StatusCode::OK, "203.0.113.9".into()));
    assert_eq!(ask(&app, "/details", peer, &FORGED).await, (StatusCode::OK, "203.0.113.9 1".into()));
    assert_eq!(ask(&app, "/extension", peer, &FORGED).await, (StatusCode::OK, "203.0.113.9".into()));
    let direct = Some(Peer::from([198, 51, 100, 7]));
    assert_eq!(ask(&app, "/", direct, &FORGED).await, (StatusCode::OK, "198.51.100.7".into()));
}

#[tokio::test]
async fn only_an_extractor_rejects_and_with_one_fixed_line() {
    let app = routes().layer(ClientIpLayer::new(policy()));
    let peer = Some(Peer::from([10, 0, 0, 1]));
    let fixed = (StatusCode::BAD_REQUEST, "the client's address cannot be determined\n".to_owned());
    assert_eq!(ask(&app, "/", peer, &[]).await, fixed);
    assert_eq!(ask(&app, "/", peer, &[("X-Forwarded-For", "unknown")]).await, fixed);
    assert_eq!(ask(&app, "/health", peer, &[]).await, (StatusCode::OK, "well".into()));
    assert_eq!(ask(&app, "/option", peer, &[]).await, (StatusCode::OK, "false".into()));
    assert!(ask(&app, "/extension", peer, &[]).await.1.starts_with("missing: "));
    assert_eq!(ask(&app, "/", Some(Peer::Unix), &FORGED).await, fixed);
}

#[tokio::test]
async fn what_is_not_wired_up_is_a_server_error_and_names_the_line() {
    let broken = (StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n".to_owned());
    assert_eq!(ask(&routes(), "/", Some(Peer::from([10, 0, 0, 1])), &FORGED).await, broken);
    let app = routes().layer(ClientIpLayer::new(policy()));
    assert_eq!(ask(&app, "/", None, &FORGED).await, broken);
    let (_, reason) = ask(&app, "/extension", None, &FORGED).await;
    assert!(reason.contains("into_make_service_with_connect_info"), "{reason}");
    assert!(client_ip_axum::Rejection::NoPolicy.to_string().contains(".layer(ClientIpLayer::new(policy))"));
}

#[tokio::test]
async fn axums_own_way_of_testing_works() {
    let peer = SocketAddr::from(([10, 0, 0, 1], 80));
    let app = routes().layer(ClientIpLayer::new(policy())).layer(MockConnectInfo(peer));
    assert_eq!(ask(&app, "/", None, &FORGED).await.1, "203.0.113.9");
}

#[tokio::test]
async fn a_policy_can_be_replaced_while_serving_and_a_bad_one_replaces_nothing() {
    let policy = SharedPolicy::from(policy());
    let app = routes().layer(ClientIpLayer::new(policy.clone()));
    let peer = Some(Peer::from([10, 0, 0, 1]));
    assert!(policy.replace_with_text("X-Forwarded-For from any").is_err());
    assert_eq!(ask(&app, "/", peer, &FORGED).await.1, "203.0.113.9");
    policy.replace_with_text("").unwrap();
    assert_eq!(ask(&app, "/", peer, &FORGED).await.1, "10.0.0.1");
}
