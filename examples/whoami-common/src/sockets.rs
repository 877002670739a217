//! The sockets, with errors that say which flag mends them, and the signals that end a program.

use crate::start::Start;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use tokio::signal::unix::{SignalKind, signal};

impl Start {
    /// The TCP socket, if one is asked for. Does not block, as a runtime needs it.
    ///
    /// # Errors
    ///
    /// An address that another program listens on, or that this machine does not have.
    pub fn bind_tcp(&self) -> Result<Option<TcpListener>, String> {
        let Some(address) = self.listen else { return Ok(None) };
        let listener = TcpListener::bind(address).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        listener.map(Some).map_err(|error| self.cannot_listen(&error))
    }

    /// Why the program cannot listen where `--listen` says.
    #[must_use]
    pub fn cannot_listen(&self, error: &io::Error) -> String {
        let address = self.listen.map(|address| address.to_string()).unwrap_or_default();
        format!("cannot listen on {address}: {error}; choose another with --listen ADDR:PORT")
    }

    /// The Unix socket, if one is asked for. Does not block, as a runtime needs it.
    ///
    /// # Errors
    ///
    /// A path at which another program listens, at which something else stands, or in a folder that is not there.
    pub fn bind_unix(&self) -> Result<Option<UnixListener>, String> {
        let Some(path) = &self.unix else { return Ok(None) };
        let listener = bind_unix(path).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        let path = path.display();
        listener
            .map(Some)
            .map_err(|error| format!("cannot listen on unix:{path}: {error}; choose another with --unix PATH"))
    }

    /// Ends the program with status 0 at SIGTERM and SIGINT, at once: open connections are not waited for. To be
    /// called on a runtime of tokio, before the program says that it listens.
    ///
    /// # Errors
    ///
    /// A system that refuses the signals.
    pub fn end_on_signals(&self) -> Result<(), String> {
        let error = |error: io::Error| format!("cannot wait for signals: {error}");
        let mut terminate = signal(SignalKind::terminate()).map_err(error)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(error)?;
        let unix = self.unix.clone();
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
            if let Some(path) = unix.filter(|path| is_socket(path)) {
                let _ = fs::remove_file(path);
            }
            std::process::exit(0)
        });
        Ok(())
    }
}

/// Binds the socket, over one that a program which has ended left behind.
fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    let in_use = match UnixListener::bind(path) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => error,
        bound => return bound,
    };
    // Whatever is no socket refuses a connection too, and would be lost.
    if !is_socket(path) {
        return Err(io::Error::new(ErrorKind::AlreadyExists, "something else than a socket stands there"));
    }
    if !UnixStream::connect(path).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
        return Err(in_use);
    }
    fs::remove_file(path)?;
    UnixListener::bind(path)
}

fn is_socket(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket())
}
