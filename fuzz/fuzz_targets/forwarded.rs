//! Bytes as the lines of `Forwarded`.
#![no_main]

use client_ip_fuzz::lines::Appended;
use std::sync::LazyLock;

static HEADER: LazyLock<Appended> = LazyLock::new(Appended::forwarded);

libfuzzer_sys::fuzz_target!(|data: &[u8]| HEADER.check(data));
