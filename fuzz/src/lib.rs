//! What the fuzz targets share: how bytes become a policy and a request, and the properties that hold for every one.

#![forbid(unsafe_code)]

pub mod address;
pub mod chain;
pub mod lines;
pub mod policy;
pub mod properties;
pub mod request;
