//! Bytes as a policy in one line of text.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| client_ip_fuzz::policy::check_text(text));
