//! A program that forgets to install the counting allocator.

use client_ip_testkit::heap::measure;

#[test]
#[should_panic(expected = "has to install `Counting`")]
fn a_measurement_that_would_count_nothing_is_refused() {
    measure(|| String::from("203.0.113.9"));
}
