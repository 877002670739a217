//! Bytes as a policy, a peer and header lines.
#![no_main]

use client_ip_fuzz::request::Request;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    match Request::read(data) {
        Some(request) => {
            request.check(data);
            Corpus::Keep
        }
        None => Corpus::Reject,
    }
});
