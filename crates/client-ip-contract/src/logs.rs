//! What was logged, by `tracing` or by `log`: a line each, with level, target, message and fields as `tracing-subscriber`
//! writes them.

use std::io;
use std::sync::{Mutex, Once, PoisonError};
use tracing_subscriber::fmt::MakeWriter;

static LINES: Mutex<String> = Mutex::new(String::new());

fn add(text: &str) {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).push_str(text);
}

/// Listens to both, from the first call on.
pub(crate) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).without_time();
        tracing::subscriber::set_global_default(subscriber.with_writer(Writer).finish()).expect("the only subscriber");
        log::set_boxed_logger(Box::new(Logger)).expect("the only logger");
        log::set_max_level(log::LevelFilter::Debug);
    });
}

/// The lines of this target since the last call, which is for all targets. The ports of peers are `PORT`.
pub(crate) fn take(target: &str) -> Vec<String> {
    let text = std::mem::take(&mut *LINES.lock().unwrap_or_else(PoisonError::into_inner));
    let lines = text.lines().map(str::trim_start).filter(|line| line.split([' ', ':']).count() > 1);
    lines.filter(|line| line.contains(&format!(" {target}: "))).map(without_port).collect()
}

fn without_port(line: &str) -> String {
    let Some((before, peer)) = line.split_once(" peer=") else { return line.to_owned() };
    let (peer, after) = peer.split_once(' ').unwrap_or((peer, ""));
    let peer = match peer.parse::<std::net::SocketAddr>() {
        Ok(address) => format!("{}:PORT", address.ip()),
        Err(_) => peer.to_owned(),
    };
    format!("{before} peer={peer} {after}").trim_end().to_owned()
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        add(&format!("{:>5} {}: {}\n", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        add(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Writer {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
