//! What stands around an answer: caches, and other requests on its connection.

use crate::cases::FIXED;
use crate::framework::Framework;
use crate::stage::{LOOPBACK, PROXY, on, policy, serve};
use crate::wire::{Connection, request};
use std::thread;

pub(super) fn not_stored(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let head = Connection::open(&address, PROXY).ask("/", &[]).head;
    let is_it = |line: &&str| line.to_ascii_lowercase().starts_with("cache-control:");
    let line = head.lines().find(is_it).and_then(|line| line.split_once(": ")).map(|(_, value)| value.trim());
    line.unwrap_or("no Cache-Control").to_owned()
}

/// On forty connections, each in a thread of its own: requests one after the other, and two in one write; every fifth
/// one has no client.
pub(super) fn kept_alive(framework: &dyn Framework) -> String {
    let address = serve(framework, on(LOOPBACK, policy("X-Forwarded-For from 127.0.0.1"))).expect("it serves on TCP");
    let count = |number: u8| {
        let mut connection = Connection::open(&address, PROXY);
        let mut right = 0;
        for round in (0..50).step_by(2) {
            let line = |round| match round % 5 {
                0 => "X-Forwarded-For: 6.6.6.6, unknown".to_owned(),
                _ => format!("X-Forwarded-For: 6.6.6.6, 198.51.{number}.{round}"),
            };
            let expected = |round| match round % 5 {
                0 => FIXED.to_owned(),
                _ => format!("198.51.{number}.{round}"),
            };
            let (first, second) = (line(round), line(round + 1));
            let both = [request("/", &[first.as_bytes()]), request("/", &[second.as_bytes()])];
            if round % 4 == 0 {
                connection.send(&both.concat());
            } else {
                connection.send(&both[0]);
                right += usize::from(connection.reply().body == expected(round));
                connection.send(&both[1]);
            }
            if round % 4 == 0 {
                right += usize::from(connection.reply().body == expected(round));
            }
            right += usize::from(connection.reply().body == expected(round + 1));
        }
        right
    };
    let right: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..40).map(|number| scope.spawn(move || count(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
    });
    format!("{right} right, {} wrong", 2000 - right)
}
