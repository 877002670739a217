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

impl VectorRequest {
    /// Whether a header value holds a control character that is no tab.
    #[must_use]
    pub fn has_control_characters(&self) -> bool {
        self.headers.iter().any(|(_, value)| value.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t'))
    }
}

/// The framework's request type cannot hold this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "glue makes it")]
pub struct NotCarried;
