//! `resolve` on `http::HeaderMap` allocates nothing.
#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

use client_ip_core::Policy;
use http::{HeaderMap, HeaderName, HeaderValue};
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

#[test]
fn resolve_allocates_nothing() {
    for (policy, name, value) in [
        ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "junk, 203.0.113.9, 10.0.0.2, 10.0.0.3"),
        ("Forwarded from 10.0.0.0/8", "forwarded", r#"for=6.6.6.6, for="[2001:db8::1]:80", for="10.0.0\.2""#),
        ("X-Real-IP from 10.0.0.0/8", "x-real-ip", "203.0.113.9"),
        ("X-Forwarded-For from any hops 2", "x-forwarded-for", "203.0.113.9, 10.0.0.2"),
        ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "unknown"),
        ("X-Forwarded-For from 10.0.0.0/8", "x-other", "unknown"),
    ] {
        let policy: Policy = policy.parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        let before = ALLOCATIONS.with(Cell::get);
        let outcome = policy.resolve([10, 0, 0, 1], &headers);
        assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0, "{policy}: {outcome:?}");
    }
}
