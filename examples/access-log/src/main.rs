//! A line for each request: the client, who was connected, what was asked for, and the status. `cargo run -p access-log`, then
//! `curl -H 'X-Forwarded-For: 203.0.113.9' localhost:3000`.
//!
//! `-` stands where a request has no client. The reason is in the log of the target `client_ip::rejection`.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpServer, web};
use client_ip_actix::{ClientIp, Policy, SharedPolicy, outcome};
use std::error::Error;

async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    let response = next.call(request).await?;
    println!("{}", line(&response));
    Ok(response)
}

fn line<B>(response: &ServiceResponse<B>) -> String {
    let who = match outcome(response) {
        Ok(outcome) => format!("{outcome} via {}", outcome.peer()),
        Err(_) => "-".to_owned(),
    };
    let request = response.request();
    // Debug escapes what a client may have written into the path.
    format!("{who} {} {:?} {}", request.method(), request.path(), response.status().as_u16())
}

async fn greet(ClientIp(ip): ClientIp) -> String {
    format!("hello {ip}\n")
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let policy = SharedPolicy::from("X-Forwarded-For from loopback".parse::<Policy>()?);
    let server = HttpServer::new(move || {
        App::new().app_data(policy.clone()).wrap(from_fn(log)).route("/", web::get().to(greet))
    });
    server.bind(("127.0.0.1", 3000))?.run().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::{TestRequest, call_service, init_service};

    async fn logged(peer: &str, headers: &[(&str, &str)]) -> String {
        let policy = SharedPolicy::from("X-Forwarded-For from 192.0.2.1".parse::<Policy>().unwrap());
        let app = init_service(App::new().app_data(policy).route("/", web::get().to(greet))).await;
        let mut request = TestRequest::get().uri("/").peer_addr(peer.parse().unwrap());
        for header in headers {
            request = request.append_header(*header);
        }
        line(&call_service(&app, request.to_request()).await)
    }

    #[actix_web::test]
    async fn a_line_names_the_client_and_who_was_connected() {
        let forged = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9")];
        assert_eq!(logged("192.0.2.1:4711", &forged).await, "203.0.113.9 via 192.0.2.1:4711 GET \"/\" 200");
        assert_eq!(logged("198.51.100.7:4711", &forged).await, "198.51.100.7 via 198.51.100.7:4711 GET \"/\" 200");
        assert_eq!(logged("192.0.2.1:4711", &[]).await, "- via 192.0.2.1:4711 GET \"/\" 400");
    }
}
