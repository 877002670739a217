//! What axum and tower alone do; what all adapters do is in the crate `client-ip-contract`.

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use client_ip_axum::{ClientIp, ClientIpLayer, Peer, Policy, Rejection, SharedPolicy, client_ip, outcome};
use http::{Request, StatusCode};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use tower::{Layer, Service, ServiceExt, service_fn};

fn layer() -> ClientIpLayer {
    ClientIpLayer::new("X-Forwarded-For from 10.0.0.1".parse::<Policy>().unwrap())
}

fn app() -> Router {
    Router::new().route("/", get(|ClientIp(ip): ClientIp| async move { ip.to_string() })).layer(layer())
}

const PROXY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1)), 80);
const STRANGER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7)), 80);

fn request() -> Request<Body> {
    Request::get("/").header("X-Forwarded-For", "6.6.6.6, 203.0.113.9").body(Body::empty()).unwrap()
}

async fn body(response: axum::response::Response) -> String {
    let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

async fn ask(app: Router, request: Request<Body>) -> (StatusCode, String) {
    let response = app.oneshot(request).await.unwrap();
    (response.status(), body(response).await)
}

#[tokio::test]
async fn axums_own_way_of_testing_works() {
    let app = app().layer(MockConnectInfo(PROXY));
    assert_eq!(ask(app, request()).await, (StatusCode::OK, "203.0.113.9".to_owned()));
}

#[tokio::test]
async fn an_inserted_peer_counts_most_and_the_connection_more_than_a_mocked_one() {
    let request_of = |peer: Option<Peer>| {
        let mut request = request();
        request.extensions_mut().insert(ConnectInfo(PROXY));
        peer.map(|peer| request.extensions_mut().insert(peer));
        request
    };
    let app = app().layer(MockConnectInfo(STRANGER));
    assert_eq!(ask(app.clone(), request_of(None)).await.1, "203.0.113.9");
    assert_eq!(ask(app.clone(), request_of(Some(STRANGER.into()))).await.1, "198.51.100.7");
    let nobody_trusts_unix = ask(app, request_of(Some(Peer::UNIX))).await;
    assert_eq!(nobody_trusts_unix.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn any_tower_service_finds_the_outcome_whatever_its_body_is() {
    struct NotABody;
    let service = layer().layer(service_fn(async |request: Request<NotABody>| {
        Ok::<_, Infallible>(outcome(&request).map(|outcome| outcome.to_string()))
    }));
    let mut wired = Request::get("/").header("X-Forwarded-For", "203.0.113.9").body(NotABody).unwrap();
    wired.extensions_mut().insert(Peer::from(PROXY));
    assert_eq!(service.clone().oneshot(wired).await.unwrap(), Ok("203.0.113.9".to_owned()));
    assert_eq!(service.oneshot(Request::new(NotABody)).await.unwrap(), Err(Rejection::NoPeer));
}

#[tokio::test]
async fn a_service_that_is_not_ready_is_not_asked() {
    #[derive(Clone)]
    struct Full;
    impl Service<Request<()>> for Full {
        type Response = ();
        type Error = &'static str;
        type Future = std::future::Ready<Result<(), &'static str>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
            Poll::Ready(Err("full"))
        }

        fn call(&mut self, _: Request<()>) -> Self::Future {
            panic!("asked, though it is not ready")
        }
    }
    assert_eq!(layer().layer(Full).oneshot(Request::new(())).await, Err("full"));
}

#[tokio::test]
async fn of_two_layers_the_inner_one_counts_for_what_is_inside() {
    let outer = ClientIpLayer::new("X-Real-IP from 10.0.0.1".parse::<Policy>().unwrap());
    let app = Router::new()
        .route("/outer", get(|ClientIp(ip): ClientIp| async move { ip.to_string() }))
        .merge(app())
        .layer(outer)
        .layer(MockConnectInfo(PROXY));
    let mut real = request();
    real.headers_mut().insert("X-Real-IP", "203.0.113.10".parse().unwrap());
    assert_eq!(ask(app.clone(), real).await.1, "203.0.113.9");
    let real = Request::get("/outer").header("X-Real-IP", "203.0.113.10").body(Body::empty()).unwrap();
    assert_eq!(ask(app, real).await.1, "203.0.113.10");
}

#[tokio::test]
async fn two_layers_with_clones_of_one_policy_give_one_answer_also_when_it_is_replaced_in_between() {
    let policy = SharedPolicy::from("X-Forwarded-For from 10.0.0.1".parse::<Policy>().unwrap());
    let replaced = policy.clone();
    let between = from_fn(move |mut request: axum::extract::Request, next: Next| {
        let seen = client_ip(request.extensions()).unwrap().to_string();
        replaced.replace(Policy::default());
        request.headers_mut().remove("x-forwarded-for");
        async move { format!("{seen} {}", body(next.run(request).await).await) }
    });
    let app = Router::new()
        .route("/", get(|ClientIp(ip): ClientIp| async move { ip.to_string() }))
        .layer(ClientIpLayer::new(policy.clone()))
        .layer(between)
        .layer(ClientIpLayer::new(policy))
        .layer(MockConnectInfo(PROXY));
    assert_eq!(ask(app.clone(), request()).await.1, "203.0.113.9 203.0.113.9");
    assert_eq!(ask(app, request()).await.1, "10.0.0.1 10.0.0.1");
}
