//! `resolve` on `http::HeaderMap` allocates nothing, and `explain` no more than its caps, however long a request is.

use client_ip_core::Policy;
use client_ip_testkit::heap::{Counting, Heap, measure};
use http::{HeaderMap, HeaderName, HeaderValue};

#[global_allocator]
static COUNTING: Counting = Counting;

fn headers(name: &str, lines: &[String]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(line).unwrap());
    }
    headers
}

/// What a client may write to waste time and memory, for both formats to which proxies append.
const JUNK: [&str; 9] =
    ["6.6.6.6,", "for=6.6.6.6,", "for=\"6.6.6.6\";by=x,", "10.0.0.9,", "for=10.0.0.9,", ",", "\"", "\\", "a"];

const CHAINS: [(&str, &str, &str); 4] = [
    ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "203.0.113.9, 10.0.0.2, 10.0.0.3"),
    ("X-Forwarded-For from any hops 2", "x-forwarded-for", "203.0.113.9, 10.0.0.2"),
    ("X-Forwarded-For from 10.0.0.0/8 entries-per-hop 2", "x-forwarded-for", "203.0.113.9, 198.51.100.1"),
    ("Forwarded from 10.0.0.0/8", "forwarded", r#"for="[2001:db8::1]:80", for="10.0.0\.2""#),
];

/// The chain with this much junk to its left, in the same line and in an earlier one.
fn with_junk(junk: &str, length: usize, chain: &str) -> [Vec<String>; 2] {
    let junk = junk.repeat(length / junk.len());
    [vec![format!("{junk},{chain}")], vec![junk, chain.to_owned()]]
}

#[test]
fn resolve_allocates_nothing() {
    for (policy, name, value) in [
        ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "junk, 203.0.113.9, 10.0.0.2, 10.0.0.3"),
        ("X-Real-IP from 10.0.0.0/8", "x-real-ip", "203.0.113.9"),
        ("X-Forwarded-For from any hops 2", "x-forwarded-for", "203.0.113.9, 10.0.0.2"),
        ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "unknown"),
        ("X-Forwarded-For from 10.0.0.0/8", "x-other", "unknown"),
    ] {
        let policy: Policy = policy.parse().unwrap();
        let headers = headers(name, &[value.to_owned()]);
        let (outcome, heap) = measure(|| policy.resolve([10, 0, 0, 1], &headers));
        assert_eq!(heap, Heap::UNTOUCHED, "{policy}: {outcome:?}");
    }
}

#[test]
fn resolve_allocates_nothing_whatever_stands_to_the_left() {
    for (policy, name, chain) in CHAINS {
        let policy: Policy = policy.parse().unwrap();
        let honest = policy.resolve([10, 0, 0, 1], &headers(name, &[chain.to_owned()]));
        assert!(honest.is_ok(), "{policy}: {honest:?}");
        for junk in JUNK {
            for length in [0, 8 << 10, 64 << 10] {
                for lines in with_junk(junk, length, chain) {
                    let headers = headers(name, &lines);
                    let (outcome, heap) = measure(|| policy.resolve([10, 0, 0, 1], &headers));
                    assert_eq!(outcome, honest, "{policy}: {length} bytes of {junk}");
                    assert_eq!(heap, Heap::UNTOUCHED, "{policy}: {length} bytes of {junk}");
                }
            }
        }
    }
}

/// Of a trace, and of its text.
const MOST: isize = 64 << 10;

#[test]
fn what_explain_needs_does_not_grow_with_what_it_does_not_read() {
    for (policy, name, chain) in CHAINS {
        let policy: Policy = policy.parse().unwrap();
        for junk in JUNK {
            let explain = |length| {
                with_junk(junk, length, chain).map(|lines| {
                    let headers = headers(name, &lines);
                    let (trace, heap) = measure(|| policy.explain([10, 0, 0, 1], &headers));
                    let (text, of_text) = measure(|| trace.to_string());
                    assert!(text.len() < 4_000, "{text}");
                    (heap, of_text)
                })
            };
            let [short, long] = [explain(8 << 10), explain(64 << 10)];
            assert_eq!(short, long, "{policy}: {junk}");
            assert!(short.iter().all(|(trace, text)| trace.peak + text.peak < MOST), "{policy}: {junk}: {short:?}");
        }
    }
}

#[test]
fn what_explain_keeps_of_a_long_chain_does_not_grow_with_it() {
    for (policy, name, hop) in [
        ("X-Forwarded-For from 10.0.0.0/8", "x-forwarded-for", "10.0.0.2,"),
        ("Forwarded from 10.0.0.0/8", "forwarded", "for=\"10.0.0.2\","),
        ("X-Forwarded-For from 10.0.0.0/8 entries-per-hop 3", "x-forwarded-for", "10.0.0.2,"),
        ("X-Forwarded-For from any hops 60000", "x-forwarded-for", "[2001:db8:1:2:3:4:5:6]:80,"),
    ] {
        let policy: Policy = policy.parse().unwrap();
        let explain = |length: usize| {
            let headers = headers(name, &[hop.repeat(length / hop.len())]);
            let (trace, heap) = measure(|| policy.explain([10, 0, 0, 1], &headers));
            let (text, of_text) = measure(|| trace.to_string());
            assert!(text.len() < 16_000, "{}", text.len());
            (heap.live, heap.peak, of_text.peak)
        };
        let [short, long] = [explain(8 << 10), explain(64 << 10)];
        assert_eq!(short, long, "{policy}");
        assert!(short.1 + short.2 < MOST, "{policy}: {short:?}");
    }
}
