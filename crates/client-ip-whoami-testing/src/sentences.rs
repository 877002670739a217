//! Several sentences about the world, held to be true beside each other.

use std::thread;

/// Holds all of these sentences to be true, each in a thread of its name.
///
/// # Panics
///
/// With the names of those that are not; each has said before what it saw.
pub fn all_hold<N: ToString>(sentences: impl IntoIterator<Item = (N, impl FnOnce() + Send)>) {
    let failed: Vec<String> = thread::scope(|scope| {
        let start = |(name, sentence): (N, _)| {
            let thread = thread::Builder::new().name(name.to_string());
            (name.to_string(), thread.spawn_scoped(scope, sentence).expect("a thread"))
        };
        let running: Vec<_> = sentences.into_iter().map(start).collect();
        running.into_iter().filter_map(|(name, thread)| thread.join().is_err().then_some(name)).collect()
    });
    assert!(failed.is_empty(), "{} do not hold: {failed:#?}", failed.len());
}
