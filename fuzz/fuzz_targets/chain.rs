//! Chains that honest proxies built around whatever a client sent.
#![no_main]

use client_ip_fuzz::chain::Chain;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|chain: Chain| -> Corpus {
    match chain.check() {
        Some(()) => Corpus::Keep,
        None => Corpus::Reject,
    }
});
