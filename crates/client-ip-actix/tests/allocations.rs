//! Looking a header up in actix-web's map allocates nothing.

use actix_web::test::TestRequest;
use client_ip_actix::{Policy, SharedPolicy, client_ip};
use client_ip_testkit::heap::{Counting, measure};

#[global_allocator]
static COUNTING: Counting = Counting;

/// How many allocations the first question and the second one make, and the answer.
fn count(policy: &SharedPolicy, lines: &[&str]) -> (usize, usize, String) {
    let mut request = TestRequest::get().peer_addr("10.0.0.1:80".parse().unwrap()).app_data(policy.clone());
    for line in lines {
        request = request.append_header(("X-Forwarded-For", *line));
    }
    let request = request.to_http_request();
    let (answer, first) = measure(|| client_ip(&request));
    let (same, again) = measure(|| client_ip(&request));
    assert_eq!(same, answer);
    (first.allocations, again.allocations, answer.unwrap().to_string())
}

#[actix_web::test]
async fn a_header_is_looked_up_without_allocating_and_once() {
    let policy = |text: &str| SharedPolicy::from(text.parse::<Policy>().unwrap());
    let (nobody, proxies) = (policy(""), policy("X-Forwarded-For from 10.0.0.0/8"));
    let lines = ["6.6.6.6", "203.0.113.9, 10.0.0.2", "10.0.0.3"];
    // The first request is told of: nobody trusts its private peer, and the policy is new.
    count(&nobody, &lines);
    // What is left is keeping the outcome.
    let (keeping, again, answer) = count(&nobody, &lines);
    assert_eq!((again, answer.as_str()), (0, "10.0.0.1"));
    assert_eq!(count(&proxies, &lines), (keeping, 0, "203.0.113.9".to_owned()));
    assert_eq!(count(&proxies, &["203.0.113.9"]), (keeping, 0, "203.0.113.9".to_owned()));
}
