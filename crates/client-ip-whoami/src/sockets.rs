//! The TCP socket, with errors that say which flag fixes them.

use crate::start::Start;
use std::io;
use std::net::TcpListener;

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
}
