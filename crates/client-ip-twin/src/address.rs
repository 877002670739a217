//! An address as a proxy writes it, read by cutting the text up and asking std.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and its port, or `None` for what is no address.
pub(crate) type Hop = Option<(IpAddr, Option<u16>)>;

/// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. In `Forwarded` a port
/// can be obfuscated.
pub(crate) fn read(text: &str, in_forwarded: bool, note: &mut dyn FnMut(&'static str)) -> Hop {
    if let Some(text) = text.strip_prefix("[") {
        let (ip, after) = text.split_once("]")?;
        let ip = read_v6(ip, note)?;
        if after.is_empty() {
            note("address: brackets");
            return specified(ip.into(), None, note);
        }
        let port = read_port(after.strip_prefix(":")?, in_forwarded, note)?;
        note("address: brackets and port");
        return specified(ip.into(), port, note);
    }
    if let Some(ip) = read_v6(text, note) {
        note("address: bare IPv6");
        return specified(ip.into(), None, note);
    }
    if let Ok(ip) = text.parse::<Ipv4Addr>() {
        note("address: bare IPv4");
        return specified(ip.into(), None, note);
    }
    let (ip, port) = text.split_once(":")?;
    let ip: Ipv4Addr = ip.parse().ok()?;
    let port = read_port(port, in_forwarded, note)?;
    note("address: IPv4 and port");
    specified(ip.into(), port, note)
}

/// Reads `192.0.2.1:80`, `2001:db8::1:80`, `[2001:db8::1]:80`: what stands behind the last colon is the port.
pub(crate) fn read_with_port(text: &str, note: &mut dyn FnMut(&'static str)) -> Hop {
    let (ip, port) = text.rsplit_once(":")?;
    let port = read_port(port, false, note)?;
    let ip: IpAddr = if ip.starts_with("[") && ip.ends_with("]") {
        note("address-port: brackets");
        read_v6(&ip[1..ip.len() - 1], note)?.into()
    } else if let Some(ip) = read_v6(ip, note) {
        note("address-port: bare IPv6");
        ip.into()
    } else {
        note("address-port: IPv4");
        ip.parse::<Ipv4Addr>().ok()?.into()
    };
    specified(ip, port, note)
}

fn specified(ip: IpAddr, port: Option<u16>, note: &mut dyn FnMut(&'static str)) -> Hop {
    let canonical = ip.to_canonical();
    if canonical != ip {
        note("address: IPv4-mapped");
    }
    if canonical.is_unspecified() {
        note("address: unspecified");
        return None;
    }
    Some((canonical, port))
}

/// Without brackets, with a zone or not.
fn read_v6(text: &str, note: &mut dyn FnMut(&'static str)) -> Option<Ipv6Addr> {
    let Some((ip, zone)) = text.split_once("%") else {
        return text.parse().ok();
    };
    let ip = ip.parse().ok()?;
    if zone.is_empty() || !zone.chars().all(|c| c.is_ascii_alphanumeric() || "._~-".contains(c)) {
        note("address: bad zone");
        return None;
    }
    note("address: zone");
    Some(ip)
}

/// `Some(None)` is an obfuscated port, which is allowed and is no port.
fn read_port(text: &str, in_forwarded: bool, note: &mut dyn FnMut(&'static str)) -> Option<Option<u16>> {
    if let (true, Some(name)) = (in_forwarded, text.strip_prefix("_")) {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            note("address: bad obfuscated port");
            return None;
        }
        note("address: obfuscated port");
        return Some(None);
    }
    if text.is_empty() || text.len() > 5 || !text.chars().all(|c| c.is_ascii_digit()) {
        note("address: bad port");
        return None;
    }
    text.parse().ok().map(Some)
}
