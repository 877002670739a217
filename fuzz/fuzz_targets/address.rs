//! Bytes as one address, in each format.
#![no_main]

use client_ip_fuzz::address::Reader;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(Reader::default);

libfuzzer_sys::fuzz_target!(|data: &[u8]| READER.check(data));
