//! The whoami programs behind real proxies: the configurations, and what starts and asks them.

#![forbid(unsafe_code)]

mod clients;
mod network;
mod programs;
mod proxy;
mod recorder;

pub use clients::{CLIENTS, COMMAS, Client, HOSTS};
pub use network::{Network, PORT};
pub use programs::programs;
pub use proxy::{Place, Proxy, Started};
pub use recorder::{Recorder, visible};
