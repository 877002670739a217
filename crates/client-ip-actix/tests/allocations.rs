//! Looking a header up in actix-web's map allocates nothing.
#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

use actix_web::test::TestRequest;
use client_ip_actix::{Policy, SharedPolicy, client_ip};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local!(static ALLOCATIONS: Cell<usize> = const { Cell::new(0) });

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How many allocations the first question and the second one make, and the answer.
fn count(policy: &SharedPolicy, lines: &[&str]) -> (usize, usize, String) {
    let mut request = TestRequest::get().peer_addr("10.0.0.1:80".parse().unwrap()).app_data(policy.clone());
    for line in lines {
        request = request.append_header(("X-Forwarded-For", *line));
    }
    let request = request.to_http_request();
    let now = || ALLOCATIONS.with(Cell::get);
    let before = now();
    let answer = client_ip(&request);
    let first = now() - before;
    assert_eq!(client_ip(&request), answer);
    (first, now() - before - first, answer.unwrap().to_string())
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
