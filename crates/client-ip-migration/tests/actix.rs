//! What docs/migration.md says of actix-web's own answer, and of what comes after it.

use actix_web::HttpRequest;
use actix_web::test::TestRequest;
use client_ip_actix::{Policy, SharedPolicy, client_ip};

fn request(peer: &str, headers: &[(&'static str, &str)]) -> HttpRequest {
    let policy: Policy = "X-Forwarded-For from 10.0.0.0/24".parse().unwrap();
    let request = TestRequest::default().peer_addr(format!("{peer}:4711").parse().unwrap());
    let request = headers.iter().fold(request, |request, header| request.append_header(*header));
    request.app_data(SharedPolicy::from(policy)).to_http_request()
}

#[actix_web::test]
async fn the_table_of_realip_remote_addr_is_so() {
    for (peer, headers, then, since) in [
        ("10.0.0.1", &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9")][..], "6.6.6.6", Ok("203.0.113.9")),
        ("10.0.0.1", &[("Forwarded", "for=6.6.6.6"), ("X-Forwarded-For", "203.0.113.9")], "6.6.6.6", Ok("203.0.113.9")),
        ("10.0.0.1", &[("X-Forwarded-For", "unknown")], "unknown", Err("invalid")),
        ("10.0.0.1", &[], "10.0.0.1", Err("missing")),
        ("198.51.100.7", &[("X-Forwarded-For", "127.0.0.1")], "127.0.0.1", Ok("198.51.100.7")),
    ] {
        let request = request(peer, headers);
        assert_eq!(request.connection_info().realip_remote_addr(), Some(then), "{headers:?}");
        let found = client_ip(&request).map(|ip| ip.to_string()).map_err(|error| error.to_string());
        match since {
            Ok(ip) => assert_eq!(found.as_deref(), Ok(ip), "{headers:?}"),
            Err(word) => assert!(found.is_err_and(|error| error.starts_with(word)), "{headers:?}"),
        }
    }
}

#[actix_web::test]
async fn host_and_scheme_are_believed_from_anyone() {
    let headers = [("X-Forwarded-Host", "elsewhere.example"), ("X-Forwarded-Proto", "https")];
    let request = request("198.51.100.7", &headers);
    let connection = request.connection_info();
    assert_eq!((connection.host(), connection.scheme()), ("elsewhere.example", "https"));
}
