//! The rules of client-ip a second time: an oracle, so simple that it is unlikely to be wrong.
//!
//! It reads every header whole, from left to right, into vectors, and takes entries from their end. It knows
//! nothing of speed, and shares no code with `client-ip-core`: its own policy, address reader and `Forwarded`
//! reader, on top of what std can do. Only `compare.rs` names the core, to put the same policy, peer and answer
//! in both languages. It refuses no policy: give it those that the core has accepted.
//!
//! ```
//! use client_ip_twin::{Answer, Lacking, Peer, Policy, resolve};
//!
//! let policy = Policy::from_text("X-Forwarded-For from 192.0.2.0/24");
//! let headers = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.0.2.10")];
//! let peer = Peer::Ip("192.0.2.20".parse()?, None);
//! let client = Answer::Client {
//!     ip: "203.0.113.9".parse()?,
//!     port: None,
//!     hops: 2,
//!     header: Some("x-forwarded-for".to_owned()),
//! };
//! assert_eq!(resolve(&policy, peer, &headers), client);
//!
//! // The core says the same.
//! assert_eq!(Answer::from(policy.to_core()?.resolve(peer, &headers)), client);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]
#![allow(clippy::exhaustive_enums, clippy::exhaustive_structs, reason = "plain data, never published")]

mod address;
mod compare;
mod entries;
mod entry;
mod forwarded;
mod notes;
mod policy;
mod text;
mod walk;

pub use notes::NOTES;
pub use policy::{Format, Group, Otherwise, Policy, Proof};
pub use walk::{Answer, Lacking, Peer, resolve, resolve_noting};
