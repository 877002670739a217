//! What docs/migration.md says of axum-client-ip and tower_governor, and of what comes after them.

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Request, StatusCode};
use axum::{Router, routing::get};
use axum_client_ip::{ClientIp as Before, ClientIpSource};
use client_ip_axum::{ClientIp, ClientIpLayer, Policy};
use std::net::SocketAddr;
use tower::ServiceExt;
use tower_governor::key_extractor::{KeyExtractor, SmartIpKeyExtractor};

type Headers<'a> = &'a [(&'a str, &'a str)];

const PROXY: [u8; 4] = [10, 0, 0, 1];

fn before(source: ClientIpSource) -> Router {
    Router::new().route("/", get(|Before(ip): Before| async move { ip.to_string() })).layer(source.into_extension())
}

fn now() -> Router {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/24".parse().unwrap();
    let whoami = get(|ClientIp(ip): ClientIp| async move { ip.to_string() });
    Router::new().route("/", whoami).layer(ClientIpLayer::new(policy))
}

fn request(headers: Headers<'_>) -> Request<Body> {
    headers
        .iter()
        .fold(Request::get("/"), |request, (name, value)| request.header(*name, *value))
        .body(Body::empty())
        .unwrap()
}

async fn ask(app: &Router, peer: [u8; 4], headers: Headers<'_>) -> (StatusCode, String) {
    let mut request = request(headers);
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 4711))));
    answer(app, request).await
}

async fn answer(app: &Router, request: Request<Body>) -> (StatusCode, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    (status, String::from_utf8(to_bytes(response.into_body(), 1000).await.unwrap().to_vec()).unwrap())
}

fn ok(ip: &str) -> (StatusCode, String) {
    (StatusCode::OK, ip.to_owned())
}

#[tokio::test]
async fn the_table_of_axum_client_ip_is_so() {
    let before = before(ClientIpSource::RightmostXForwardedFor);
    let now = now();
    for (peer, line, then, since) in [
        ([198, 51, 100, 7], "127.0.0.1", Some("127.0.0.1"), "198.51.100.7"),
        (PROXY, "203.0.113.9, 10.0.0.2", Some("10.0.0.2"), "203.0.113.9"),
        (PROXY, "203.0.113.9:55123", None, "203.0.113.9"),
    ] {
        let headers = [("X-Forwarded-For", line)];
        let answer = ask(&before, peer, &headers).await;
        assert_eq!(then.map_or(StatusCode::INTERNAL_SERVER_ERROR, |_| StatusCode::OK), answer.0, "{line}");
        assert!(then.is_none_or(|then| then == answer.1), "{line}");
        assert_eq!(ask(&now, peer, &headers).await, ok(since), "{line}");
    }
    for headers in [&[("X-Forwarded-For", "unknown")][..], &[]] {
        let (status, reason) = ask(&before, PROXY, headers).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reason.to_ascii_lowercase().contains("x-forwarded-for"), "{reason}");
        let fixed = "the client's address cannot be determined\n".to_owned();
        assert_eq!(ask(&now, PROXY, headers).await, (StatusCode::BAD_REQUEST, fixed));
    }
}

#[tokio::test]
async fn mock_connect_info_is_seen_now() {
    let mock = MockConnectInfo(SocketAddr::from(([203, 0, 113, 9], 4711)));
    let before = before(ClientIpSource::ConnectInfo).layer(mock);
    assert_eq!(answer(&before, request(&[])).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer(&now().layer(mock), request(&[])).await, ok("203.0.113.9"));
}

#[tokio::test]
async fn the_rightmost_entry_from_anyone_is_a_policy_too() {
    let policy: Policy = "X-Forwarded-For from any hops 1".parse().unwrap();
    let whoami = get(|ClientIp(ip): ClientIp| async move { ip.to_string() });
    let app = Router::new().route("/", whoami).layer(ClientIpLayer::new(policy));
    let headers = [("X-Forwarded-For", "6.6.6.6, 10.0.0.2")];
    assert_eq!(ask(&app, [198, 51, 100, 7], &headers).await, ok("10.0.0.2"));
    assert_eq!(ask(&before(ClientIpSource::RightmostXForwardedFor), PROXY, &headers).await, ok("10.0.0.2"));
}

#[tokio::test]
async fn the_table_of_tower_governor_is_so() {
    for (headers, since) in [
        (&[("X-Forwarded-For", "6.6.6.6, 203.0.113.9")][..], Some("203.0.113.9")),
        (&[("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9")], Some("203.0.113.9")),
        (&[("X-Real-IP", "6.6.6.6")], None),
    ] {
        assert_eq!(SmartIpKeyExtractor.extract(&request(headers)).unwrap().to_string(), "6.6.6.6");
        let (status, body) = ask(&now(), PROXY, headers).await;
        match since {
            Some(since) => assert_eq!((status, body), ok(since)),
            None => assert_eq!(status, StatusCode::BAD_REQUEST),
        }
    }
}
