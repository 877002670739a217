//! A vector as a request, for a framework to carry.

use client_ip_core::{Peer, Policy};

/// A request of a vector.
#[derive(Debug, Clone)]
#[allow(clippy::exhaustive_structs, reason = "glue takes it apart")]
pub struct VectorRequest {
    /// Under which policy it is to be answered.
    pub policy: Policy,
    /// Who is connected.
    pub peer: Peer,
    /// The header lines.
    pub headers: Vec<(String, Vec<u8>)>,
}

/// The framework's request type cannot hold this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "glue makes it")]
pub struct NotCarried;
