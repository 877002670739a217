//! What the counting allocator counts, and what it does not.

use client_ip_testkit::heap::{Counting, Heap, measure};
use std::hint::black_box;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

#[global_allocator]
static COUNTING: Counting = Counting;

fn bytes(count: usize) -> Vec<u8> {
    black_box(Vec::with_capacity(count))
}

#[test]
fn arithmetic_leaves_the_heap_alone() {
    assert_eq!(measure(|| black_box(6) * 7), (42, Heap::UNTOUCHED));
}

#[test]
fn what_is_returned_is_live_and_what_is_dropped_is_not() {
    let (kept, heap) = measure(|| {
        drop(bytes(1000));
        bytes(10)
    });
    assert_eq!(heap, Heap { allocations: 2, live: 10, peak: 1000 });
    let ((), heap) = measure(|| drop(kept));
    assert_eq!(heap, Heap { allocations: 0, live: -10, peak: 0 });
}

#[test]
fn a_buffer_that_grows_is_allocated_again_beside_the_old_one() {
    let (_kept, heap) = measure(|| {
        let mut buffer = bytes(10);
        buffer.reserve_exact(100);
        buffer
    });
    assert_eq!(heap, Heap { allocations: 2, live: 100, peak: 110 });
}

#[test]
fn a_peak_before_the_call_is_not_the_calls() {
    drop(bytes(100_000));
    assert_eq!(measure(|| drop(bytes(10))), ((), Heap { allocations: 1, live: 0, peak: 10 }));
}

#[test]
fn what_other_threads_allocate_meanwhile_is_theirs() {
    let step = AtomicU8::new(0);
    let wait_for = |number| {
        while step.load(Ordering::SeqCst) != number {
            thread::yield_now();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            wait_for(1);
            drop(bytes(1000));
            step.store(2, Ordering::SeqCst);
        });
        let ((), heap) = measure(|| {
            step.store(1, Ordering::SeqCst);
            wait_for(2);
        });
        assert_eq!(heap, Heap::UNTOUCHED);
    });
}
