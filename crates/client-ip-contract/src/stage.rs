//! Where a behaviour takes place: a server under a policy, proxies and strangers by their addresses.

use crate::framework::{Framework, Listen, Started, Wiring};
use crate::wire::Connection;
use client_ip_core::{Policy, SharedPolicy};
use client_ip_testkit::wire::Address;

pub(crate) fn policy(text: &str) -> SharedPolicy {
    text.parse::<Policy>().expect("a policy").into()
}

pub(crate) fn on(listen: Listen, policy: SharedPolicy) -> Wiring {
    Wiring { listen, policy: Some(policy), tells_peer: true }
}

pub(crate) const LOOPBACK: Listen = Listen::Tcp("127.0.0.1");
pub(crate) const PROXY: &str = "127.0.0.1";
pub(crate) const STRANGER: &str = "127.0.0.9";
pub(crate) const HONEST: &[&[u8]] = &[b"X-Forwarded-For: 203.0.113.9"];

/// A place for Unix sockets, which is gone with what is returned.
pub(crate) fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Serves, or says why not.
pub(crate) fn serve(framework: &dyn Framework, wiring: Wiring) -> Result<Address, String> {
    match framework.serve(wiring) {
        Started::At(address) => Ok(address),
        Started::Refused(error) => Err(format!("refused to start: {error}")),
        Started::Impossible => Err("cannot be put together like this".to_owned()),
    }
}

pub(crate) fn body(address: &Address, from: &str, lines: &[&[u8]]) -> String {
    Connection::open(address, from).ask("/", lines).body
}
