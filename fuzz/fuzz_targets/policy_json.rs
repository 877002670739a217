//! Bytes as a policy in JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|json: &[u8]| client_ip_fuzz::policy::check_json(json));
