//! What the tests of this project share, each once: the suites of vectors, an allocator that counts, an HTTP client that
//! writes the bytes it is told to, and numbers without a pattern.
//!
//! It knows the vectors as data and not what they mean: `client-ip-core` is tested with it, and so it depends on no crate
//! of the project.

#![deny(unsafe_code)]

pub mod heap;
mod patience;
pub mod random;
#[cfg(feature = "suite")]
pub mod suite;
#[cfg(feature = "wire")]
pub mod wire;

pub use patience::PATIENCE;
