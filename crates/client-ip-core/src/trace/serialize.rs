//! A trace as data. Keys are only ever added.

use crate::client::Client;
use crate::resolve_error::ResolveError;
use crate::trace::{AskedGroup, Passed, Standing, Step, Trace};
use http::HeaderName;
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Trace {
    /// `policy`, `client` or `error` (the other one is null), `end`, `steps` and `passed`; and where the headers were changed
    /// since, `headers_changed` with what the walk found in them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", &self.policy)?;
        map.serialize_entry("client", &self.outcome.as_ref().ok())?;
        map.serialize_entry("error", &self.outcome.as_ref().err())?;
        map.serialize_entry("end", self.end.as_str())?;
        map.serialize_entry("steps", &self.steps)?;
        map.serialize_entry("passed", &self.passed)?;
        if let Some(walked) = &self.headers_changed {
            map.serialize_entry("headers_changed", &Walked(walked))?;
        }
        map.end()
    }
}

struct Walked<'a>(&'a Result<Client, ResolveError>);

impl Serialize for Walked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("client", &self.0.as_ref().ok())?;
        map.serialize_entry("error", &self.0.as_ref().err())?;
        map.end()
    }
}

impl Serialize for Client {
    /// `ip`, `port`, `hops` and `header`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("ip", &self.ip())?;
        map.serialize_entry("port", &self.port())?;
        map.serialize_entry("hops", &self.hops())?;
        map.serialize_entry("header", &self.header().map(HeaderName::as_str))?;
        map.end()
    }
}

impl Serialize for ResolveError {
    /// `kind`, `header`, `hop` and `message`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("kind", self.kind().as_str())?;
        map.serialize_entry("header", &self.header().map(HeaderName::as_str))?;
        map.serialize_entry("hop", &self.hop())?;
        map.serialize_entry("message", &self.to_string())?;
        map.end()
    }
}

impl Serialize for Step {
    /// `hop`, `text`, `ip`, `header` and `asked`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("hop", &self.hop)?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("ip", &self.ip)?;
        map.serialize_entry("header", &self.header.as_ref().map(HeaderName::as_str))?;
        map.serialize_entry("asked", &self.asked)?;
        map.end()
    }
}

impl Serialize for AskedGroup {
    /// `group`, `range`, `header` and `proven`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("group", &self.number)?;
        map.serialize_entry("range", &self.range)?;
        map.serialize_entry("header", &self.header)?;
        map.serialize_entry("proven", &(self.standing == Standing::Trusted))?;
        map.end()
    }
}

impl Serialize for Passed {
    /// `header`, `text` and `why`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("header", &self.header)?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("why", self.why.as_str())?;
        map.end()
    }
}
