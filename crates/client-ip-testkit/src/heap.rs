//! What a call does to the heap, counted by an allocator that a test binary installs.
//!
//! Each thread is counted by itself, so tests that run beside each other do not disturb each other. What a call does on
//! other threads is not seen.
#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

/// The system's allocator, counted by thread. Nothing is counted in a program that does not install it:
///
/// ```
/// use client_ip_testkit::heap::{Counting, measure};
///
/// #[global_allocator]
/// static COUNTING: Counting = Counting;
///
/// let (text, heap) = measure(|| String::from("203.0.113.9"));
/// assert_eq!((heap.allocations, heap.live), (1, text.len() as isize));
/// ```
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "a static is made of it")]
pub struct Counting;

/// What a call does to the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests compare it")]
pub struct Heap {
    /// How often it allocates; growing a buffer counts.
    pub allocations: usize,
    /// How many bytes it has allocated and not freed; negative where it frees what was there before.
    pub live: isize,
    /// How many bytes it needs besides, at most.
    pub peak: isize,
}

impl Heap {
    /// Of a call that leaves the heap alone.
    pub const UNTOUCHED: Self = Self { allocations: 0, live: 0, peak: 0 };
}

/// Calls it, and says what that does to the heap. The value is returned, so what it holds is not freed yet.
///
/// # Panics
///
/// If the program has not installed [`Counting`]: everything would look as if it allocated nothing.
pub fn measure<T>(call: impl FnOnce() -> T) -> (T, Heap) {
    let uncounted = HEAP.get().allocations;
    drop(black_box(Box::new(0_u8)));
    assert_ne!(HEAP.get().allocations, uncounted, "the program has to install `Counting` as its `#[global_allocator]`");

    HEAP.set(Heap { peak: HEAP.get().live, ..HEAP.get() });
    let before = HEAP.get();
    let value = call();
    let after = HEAP.get();
    let allocations = after.allocations - before.allocations;
    (value, Heap { allocations, live: after.live - before.live, peak: after.peak - before.live })
}

thread_local!(static HEAP: Cell<Heap> = const { Cell::new(Heap::UNTOUCHED) });

fn note(change: isize) {
    let Heap { allocations, live, peak } = HEAP.get();
    let live = live + change;
    HEAP.set(Heap { allocations: allocations + usize::from(change > 0), live, peak: peak.max(live) });
}

// SAFETY: every call goes to the system's allocator as it came. Counting allocates nothing: the cell is made at compile
// time and has no destructor. Growing goes through `alloc`, as the trait provides it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }
}
