//! The policy in Rocket's configuration.

use client_ip_core::Policy;
use rocket::Config;
use rocket::figment::Figment;
use rocket::figment::error::Error;
use rocket::figment::value::Value;

/// The key under which it stands.
pub(crate) const KEY: &str = "trusted_proxies";

/// The policy of the profile that is selected, where it is given. An error says where it stands.
pub(crate) fn read(figment: &Figment) -> Result<Option<Policy>, String> {
    // A configuration that cannot be read at all stops the launch by itself.
    let Ok(value) = figment.find_value(KEY) else { return Ok(None) };
    let policy = match &value {
        // A policy is written as a table with that key.
        Value::Dict(_, table) if !table.contains_key(KEY) => {
            Err("a group stands outside of a list; write `[[` and `]]` around the key".to_owned())
        }
        value => value.deserialize().map_err(|error: Error| error.kind.to_string()),
    };
    policy.map(Some).map_err(|problem| format!("{}: {problem}", location(figment, &value)))
}

/// Whether Rocket's own `client_ip()` reads a header, which it does from anyone: as it comes, and wherever `ip_header`
/// names one.
pub(crate) fn believes_anyone(figment: &Figment) -> bool {
    figment.extract::<Config>().is_ok_and(|config| config.ip_header.is_some())
}

/// As Rocket names it for its own keys: `default.trusted_proxies` in Rocket.toml TOML file.
fn location(figment: &Figment, value: &Value) -> String {
    let Some(metadata) = figment.get_metadata(value.tag()) else {
        return format!("`{KEY}`");
    };
    let profile = value.tag().profile().unwrap_or_else(|| figment.profile().clone());
    let key = metadata.interpolate(&profile, &[KEY]);
    match &metadata.source {
        Some(source) => format!("`{key}` in {source} {}", metadata.name),
        None => format!("`{key}` in {}", metadata.name),
    }
}
