//! Policies and requests that meet each other: few addresses, few headers, and each of them in many spellings.

pub(crate) mod address;
mod case;
pub(crate) mod forwarded;
mod pick;
pub(crate) mod policy;
pub(crate) mod request;

pub(crate) use case::{case, trusted_by};
pub(crate) use pick::one_of;
pub(crate) use request::Headers;
