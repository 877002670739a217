//! Ten requests a minute for each client. `cargo run -p rate-limit`, then
//! `for n in $(seq 12); do curl -s -H 'X-Forwarded-For: 203.0.113.9' localhost:3000; done`.
//!
//! A client that writes another address into the header each time gets no more: only the proxies of the policy are believed.
//! `/health` stands outside, so that a health check without a header is answered.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use client_ip_axum::{ClientIp, ClientIpLayer, Policy, resolved};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::error::Error;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Who sits behind one address of IPv4, or one /64 of IPv6, is one client.
type Key = String;

async fn limit(State(limiter): State<Arc<DefaultKeyedRateLimiter<Key>>>, request: Request, next: Next) -> Response {
    let client = match resolved(&request) {
        Ok(client) => client,
        Err(rejection) => return rejection.into_response(),
    };
    match limiter.check_key(&client.network(32, 64).to_string()) {
        Ok(()) => next.run(request).await,
        Err(_) => (StatusCode::TOO_MANY_REQUESTS, "slow down\n").into_response(),
    }
}

async fn greet(ClientIp(ip): ClientIp) -> String {
    format!("hello {ip}\n")
}

fn app(policy: Policy) -> Router {
    let limiter = Arc::new(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(10).expect("more than none"))));
    Router::new()
        .route("/", get(greet))
        .layer(from_fn_with_state(limiter, limit))
        .route("/health", get(async || "up\n"))
        // The last one added runs first: the limiter finds the answer of this one.
        .layer(ClientIpLayer::new(policy))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let policy = "X-Forwarded-For from loopback".parse()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app(policy).into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::connect_info::MockConnectInfo;
    use tower::ServiceExt;

    /// The statuses of so many requests, the forwarding header made from the number of each.
    async fn statuses(peer: [u8; 4], path: &str, count: u32, header: impl Fn(u32) -> Option<String>) -> Vec<u16> {
        let app = app("X-Forwarded-For from 192.0.2.1".parse().unwrap());
        let app = app.layer(MockConnectInfo(SocketAddr::from((peer, 4711))));
        let mut statuses = Vec::new();
        for number in 0..count {
            let mut request = Request::get(path);
            if let Some(value) = header(number) {
                request = request.header("X-Forwarded-For", value);
            }
            let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            statuses.push(response.status().as_u16());
        }
        statuses
    }

    fn passed(statuses: &[u16]) -> usize {
        statuses.iter().filter(|status| **status == 200).count()
    }

    #[tokio::test]
    async fn a_client_gets_ten_whatever_it_writes_itself() {
        let through_the_proxy =
            statuses([192, 0, 2, 1], "/", 12, |number| Some(format!("6.6.6.{number}, 203.0.113.9")));
        assert_eq!((passed(&through_the_proxy.await), 429), (10, 429));
        let around_it = statuses([198, 51, 100, 7], "/", 12, |number| Some(format!("6.6.6.{number}"))).await;
        assert_eq!(around_it[9..], [200, 429, 429]);
        let one_network = statuses([192, 0, 2, 1], "/", 12, |number| Some(format!("2001:db8::{number:x}")));
        assert_eq!(passed(&one_network.await), 10);
    }

    #[tokio::test]
    async fn every_client_has_its_own_ten() {
        let clients = statuses([192, 0, 2, 1], "/", 40, |number| Some(format!("203.0.113.{}", number % 4)));
        assert_eq!(passed(&clients.await), 40);
    }

    #[tokio::test]
    async fn a_health_check_of_the_proxy_is_answered_and_a_request_without_a_client_is_not() {
        assert_eq!(statuses([192, 0, 2, 1], "/health", 20, |_| None).await, [200; 20]);
        assert_eq!(statuses([192, 0, 2, 1], "/", 2, |_| None).await, [400, 400]);
    }
}
