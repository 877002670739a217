//! Looking a header up in Rocket's map allocates where the header is repeated, and not else.

use client_ip_rocket::{ClientIpFairing, SharedPolicy, client_ip};
use client_ip_testkit::heap::{Counting, measure};
use rocket::http::Header;
use rocket::local::blocking::Client;

#[global_allocator]
static COUNTING: Counting = Counting;

/// How many allocations the first question and the second one make, and the answer.
fn count(client: &Client, lines: &[&'static str]) -> (usize, usize, String) {
    let mut request = client.get("/").remote(([10, 0, 0, 1], 80).into());
    for line in lines {
        request.add_header(Header::new("X-Forwarded-For", *line));
    }
    let (answer, first) = measure(|| client_ip(request.inner()));
    let (same, again) = measure(|| client_ip(request.inner()));
    assert_eq!(same, answer);
    (first.allocations, again.allocations, answer.unwrap().to_string())
}

#[test]
fn a_header_is_looked_up_once_and_one_line_costs_nothing() {
    let policy = SharedPolicy::default();
    let client = Client::untracked(rocket::build().attach(ClientIpFairing::new(policy.clone()))).unwrap();
    let lines = ["6.6.6.6", "203.0.113.9, 10.0.0.2", "10.0.0.3"];
    // The first request is told of: nobody trusts its private peer.
    count(&client, &lines);
    // What is left is keeping the outcome.
    let (keeping, again, answer) = count(&client, &lines[1..2]);
    assert_eq!((again, answer.as_str()), (0, "10.0.0.1"));
    policy.replace_with_text("X-Forwarded-For from 10.0.0.0/8").unwrap();
    // The policy is new, and told of.
    count(&client, &lines);
    assert_eq!(count(&client, &lines[1..2]), (keeping, 0, "203.0.113.9".to_owned()));
    assert_eq!(count(&client, &lines), (keeping + 1, 0, "203.0.113.9".to_owned()));
}
