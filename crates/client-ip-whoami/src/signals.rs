//! The signals that end a program.

use crate::start::Start;
use std::io;

impl Start {
    /// Ends the program with status 0 at SIGTERM and SIGINT (elsewhere than on Unix at Ctrl-C), at once: open connections
    /// are not waited for. To be called on a runtime of tokio, before the program says that it listens.
    ///
    /// # Errors
    ///
    /// A system that refuses the signals.
    pub fn end_on_signals(&self) -> Result<(), String> {
        let signal = signal().map_err(|error| format!("cannot wait for signals: {error}"))?;
        #[cfg(unix)]
        let unix = self.unix.clone();
        tokio::spawn(async move {
            signal.await;
            #[cfg(unix)]
            if let Some(path) = unix {
                crate::unix::remove(&path);
            }
            std::process::exit(0)
        });
        Ok(())
    }
}

#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where it cannot be waited for, the program ends as any other does.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
