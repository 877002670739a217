//! Loopback addresses that no other run uses: everything in 127.0.0.0/8 is this machine.

use std::net::Ipv4Addr;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// The port on which everything here listens, each on an address of its own.
pub const PORT: u16 = 18080;

/// A network of 256 loopback addresses, 127.x.y.0/24.
#[derive(Debug, Clone, Copy)]
pub struct Network(u16);

impl Network {
    /// A network that no other one of this process is, and that one of another process is only by a rare chance.
    #[must_use]
    pub fn unused() -> Self {
        static TAKEN: AtomicU32 = AtomicU32::new(0);
        const NETWORKS_OF_ONE_PROCESS: u32 = 64;
        let number = process::id() * NETWORKS_OF_ONE_PROCESS + TAKEN.fetch_add(1, Ordering::Relaxed);
        // 127.0.0.0/16 is left to whoever types an address by hand.
        Self(u16::try_from(number % 0xff00 + 0x100).unwrap_or_default())
    }

    /// The address with this last number.
    #[must_use]
    pub fn address(self, last: u8) -> Ipv4Addr {
        let [second, third] = self.0.to_be_bytes();
        Ipv4Addr::new(127, second, third, last)
    }
}
