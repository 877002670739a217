//! The largest requests that a program takes, a hundred of them at once, again and again: the answers stay right, and
//! memory does not grow with them.

use crate::whoami::{Program, Whoami};
use client_ip_testkit::wire::{Address, Reply, Request};
use std::fs;
use std::io;
use std::sync::Barrier;
use std::thread;

const AT_ONCE: usize = 100;
const ROUNDS: usize = 5;
/// What an allocator may keep besides, in bytes: at the peak, and from round to round.
const SLACK: usize = 16 << 20;
const SLACK_OF_ROUNDS: usize = 2 << 20;

const POLICY: &str = "X-Forwarded-For from 127.0.0.10; Forwarded from 127.0.0.20; X-Real-IP from 127.0.0.30";

/// What is repeated to the left of what a proxy wrote, and the answer.
struct Kind {
    path: &'static str,
    from: u8,
    header: &'static str,
    junk: &'static str,
    end: &'static str,
    answer: Option<(u16, &'static str)>,
}

const KINDS: [Kind; 9] = [
    kind(10, "X-Forwarded-For: ", "6.6.6.6, ", ", 203.0.113.9", Some((200, "203.0.113.9\n"))),
    kind(10, "X-Forwarded-For: ", "127.0.0.10,", ", 203.0.113.9, 127.0.0.10", Some((200, "203.0.113.9\n"))),
    kind(10, "X-Forwarded-For: ", ",", "", Some((400, "missing\n"))),
    kind(10, "X-Forwarded-For: ", "6", "", Some((400, "invalid\n"))),
    kind(20, "Forwarded: ", "for=\"6.6.6.6\";by=\\\",", ", for=203.0.113.9", Some((200, "203.0.113.9\n"))),
    kind(20, "Forwarded: ", "\"", ", for=\"203.0.113.9\"", Some((200, "203.0.113.9\n"))),
    kind(30, "X-Real-IP: ", "203.0.113.9,", "", Some((400, "invalid\n"))),
    kind(77, "X-Forwarded-For: ", "6.6.6.6,", "", Some((200, "127.0.0.77\n"))),
    Kind { path: "/explain", ..kind(10, "X-Forwarded-For: ", "127.0.0.10,", "127.0.0.10", None) },
];

const fn kind(
    from: u8,
    header: &'static str,
    junk: &'static str,
    end: &'static str,
    answer: Option<(u16, &'static str)>,
) -> Kind {
    Kind { path: "/", from, header, junk, end, answer }
}

impl Kind {
    /// With a header of about this many bytes.
    fn request(&self, length: usize) -> Request {
        let junk = self.junk.repeat(length / self.junk.len());
        Request::get(self.path).from([127, 0, 0, self.from]).line(format!("{}{junk}{}", self.header, self.end))
    }

    fn is_answered_by(&self, answer: &Reply) -> bool {
        match self.answer {
            Some(right) => *answer == right,
            // A trace leaves out the middle, and says so.
            None => answer.status == 200 && answer.body.contains(" hops more") && answer.body.len() < 16 << 10,
        }
    }
}

/// Holds a program to its answers, and to its memory, under the largest requests that its framework takes.
///
/// # Panics
///
/// With the answer that is wrong, or with what the memory has become.
pub fn check_largest_requests(program: &Program) {
    let whoami = program.start(&["--listen", "127.0.0.1:0", "--policy", POLICY]);
    let idle = memory(&whoami, "VmRSS");
    let largest = largest_header(&whoami.tcp());
    assert!(largest >= 8 << 10, "{}: takes {largest} bytes of a header at most", program.name);

    // What it has behind a round goes up and down a little. What leaks only goes up.
    let mut taken = 0;
    let mut rounds = || -> Vec<usize> {
        let round = |_| {
            taken += round(&whoami, largest);
            memory(&whoami, "VmRSS")
        };
        (0..ROUNDS).map(round).collect()
    };
    let (before, after) = (rounds(), rounds());
    let peak = memory(&whoami, "VmHWM");
    println!(
        "{}: {taken} requests taken, with headers of up to {largest} bytes; resident bytes: {idle} idle, {before:?} behind \
         rounds of {AT_ONCE}, then {after:?}, {peak} at most",
        program.name
    );
    assert!(taken > ROUNDS * AT_ONCE, "{}: takes {taken} requests", program.name);
    let (most_before, least_after) = (before.iter().max().unwrap(), after.iter().min().unwrap());
    assert!(*least_after < most_before + SLACK_OF_ROUNDS, "{}: grows from {before:?} to {after:?} bytes", program.name);
    // A request stands in a buffer that grows by doubling, and once more in the header map.
    let most = idle + AT_ONCE * 4 * largest + SLACK;
    assert!(peak < most, "{}: takes {peak} bytes, and {most} were expected at most", program.name);
}

/// A hundred requests, all of them connected at the same time: one in ten is too large, the others may just fit. How
/// many were taken. The rest was refused by the framework, whose limit depends on the pieces in which a request arrives.
fn round(whoami: &Whoami, largest: usize) -> usize {
    let to = whoami.tcp();
    let start = Barrier::new(AT_ONCE);
    thread::scope(|scope| {
        let ask = |(number, kind): (usize, &'static Kind)| {
            let (to, start) = (&to, &start);
            scope.spawn(move || {
                let request = kind.request(if number % 10 == 9 { largest * 4 } else { largest * 7 / 8 });
                start.wait();
                match request.ask(to) {
                    Ok(answer) if kind.is_answered_by(&answer) => true,
                    Ok(answer) if is_refusal(&answer) => false,
                    Ok(answer) => panic!("{}{}: {answer:?}", kind.header, kind.junk),
                    Err(_) => false, // closed while the request was still being sent
                }
            })
        };
        let asked: Vec<_> = (0..AT_ONCE).zip(KINDS.iter().cycle()).map(ask).collect();
        asked.into_iter().map(|request| request.join().expect("a right answer")).filter(|&taken| taken).count()
    })
}

/// A framework's own word for a request that it does not take, and not one of the program's.
fn is_refusal(answer: &Reply) -> bool {
    (400..500).contains(&answer.status) && !["missing\n", "invalid\n", "duplicate\n"].contains(&answer.body.as_str())
}

/// How many bytes one header can have.
fn largest_header(to: &Address) -> usize {
    let is_taken_once = |length: usize| {
        let answer: io::Result<Reply> = KINDS[0].request(length).ask(to);
        answer.is_ok_and(|answer| KINDS[0].is_answered_by(&answer))
    };
    let is_taken = |length: usize| (0..3).all(|_| is_taken_once(length));
    let mut taken = 1 << 10;
    assert!(is_taken(taken), "a header of {taken} bytes is not taken");
    let mut refused = taken * 2;
    while is_taken(refused) {
        (taken, refused) = (refused, refused * 2);
        assert!(refused < 64 << 20, "headers of any length are taken");
    }
    while refused - taken > 256 {
        let middle = taken.midpoint(refused);
        if is_taken(middle) { taken = middle } else { refused = middle }
    }
    taken
}

/// A line of `/proc/PID/status` that is in kB, in bytes.
fn memory(whoami: &Whoami, line: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", whoami.id())).expect("the program runs");
    let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':')).expect("its memory");
    value.trim().trim_end_matches(" kB").parse::<usize>().expect("a number of kB") << 10
}
