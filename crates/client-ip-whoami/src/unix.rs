//! The Unix socket, where the system has them.

use crate::start::Start;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

impl Start {
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
}

/// Takes the socket away, and nothing else that may stand there by now.
pub(crate) fn remove(path: &Path) {
    if is_socket(path) {
        let _ = fs::remove_file(path);
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
