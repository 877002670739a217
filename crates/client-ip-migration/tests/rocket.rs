//! What docs/migration.md says of Rocket's own answer, and of what comes after it.

use client_ip_rocket::{ClientIp, ClientIpFairing, Policy};
use rocket::http::{Header, Status};
use rocket::local::blocking::Client;
use rocket::{get, routes};
use std::net::IpAddr;

#[get("/before")]
fn before(ip: IpAddr) -> String {
    ip.to_string()
}

#[get("/now")]
fn now(ip: ClientIp) -> String {
    ip.0.to_string()
}

fn ask(client: &Client, path: &'static str, peer: &str, lines: &[&'static str]) -> (Status, String) {
    let request = client.get(path).remote(format!("{peer}:4711").parse().unwrap());
    let lines = lines.iter().map(|line| Header::new("X-Real-IP", *line));
    let response = lines.fold(request, |mut request, line| {
        request.add_header(line);
        request
    });
    let response = response.dispatch();
    (response.status(), response.into_string().unwrap())
}

#[test]
fn the_table_of_rockets_client_ip_is_so() {
    let policy: Policy = "X-Real-IP from 10.0.0.0/24".parse().unwrap();
    let app = rocket::build().mount("/", routes![before, now]).attach(ClientIpFairing::new(policy));
    let client = Client::untracked(app).unwrap();
    for (peer, lines, then, since) in [
        ("10.0.0.1", &["6.6.6.6", "203.0.113.9"][..], "6.6.6.6", None),
        ("10.0.0.1", &["unknown"], "10.0.0.1", None),
        ("10.0.0.1", &[], "10.0.0.1", None),
        ("198.51.100.7", &["127.0.0.1"], "127.0.0.1", Some("198.51.100.7")),
    ] {
        assert_eq!(ask(&client, "/before", peer, lines), (Status::Ok, then.to_owned()), "{lines:?}");
        let (status, body) = ask(&client, "/now", peer, lines);
        match since {
            Some(ip) => assert_eq!((status, body.as_str()), (Status::Ok, ip), "{lines:?}"),
            None => assert_eq!(status, Status::BadRequest, "{lines:?}"),
        }
    }
}
