//! The header lines of one request, as the command line gives them: one by one, or as the head of a raw request.
//! Values stay bytes; what they mean is not known here.

use crate::failure::Failure;
use std::ffi::OsStr;

/// A header line: name and value, any byte.
pub(crate) type HeaderLine = (Vec<u8>, Vec<u8>);

/// A header line as curl's `-H` takes it: `Name: value`, or `Name;` for one without a value.
pub(crate) fn argument(text: &OsStr) -> Result<HeaderLine, Failure> {
    let bytes = text.as_encoded_bytes();
    let refuse = |what: &str| Failure::new(format_args!("-H {}: {what}", shown(bytes)));
    if bytes.contains(&b'\n') {
        return Err(refuse("holds a line break; give each header line an -H of its own"));
    }
    match bytes.strip_suffix(b";") {
        Some(name) if is_name(name) => return Ok((name.to_vec(), Vec::new())),
        _ => {}
    }
    let (name, value) = split(bytes).map_err(refuse)?;
    if value.is_empty() {
        let what = "has no value, for which curl would send no such header at all; end it with `;` instead of `:` \
                    if the header is there and empty";
        return Err(refuse(what));
    }
    Ok((name.to_vec(), value.to_vec()))
}

/// The header lines of the head of a raw request, or of what `curl -v` printed.
///
/// Lines end in CRLF or LF; an empty one ends the head. A first line that is a request line, and pseudo-headers of
/// HTTP/2 (`:authority: example.com`), are no header lines. Where lines begin with curl's `>`, only those count.
pub(crate) fn head(text: &[u8]) -> Result<Vec<HeaderLine>, Failure> {
    let lines = text.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let numbered = (1..).zip(lines);
    let sent = |line: &[u8]| line == b">" || line.starts_with(b"> ");
    // Not in a body, which may hold anything.
    let top = numbered.clone().skip_while(|(_, line)| line.is_empty()).take_while(|(_, line)| !line.is_empty());
    let is_curl = top.into_iter().any(|(_, line)| sent(line));
    let lines = numbered.filter(|(_, line)| !is_curl || sent(line)).map(|(number, line)| match is_curl {
        true => (number, line.strip_prefix(b"> ").unwrap_or_default()),
        false => (number, line),
    });

    let mut headers = Vec::new();
    let mut is_started = false;
    let mut is_ended = false;
    for (number, line) in lines {
        let refuse = |what: &str| Failure::new(what).within(format_args!("line {number}"));
        match line {
            [] => is_ended = is_started,
            _ if is_ended && is_curl && is_request_line(line) => {
                return Err(refuse("a second request begins here; keep the one that is in question"));
            }
            // A body.
            _ if is_ended => {}
            [b'*' | b'<' | b'{', b' ', ..] if !is_started => {
                return Err(refuse("is of `curl -v`, and no line begins with the `> ` that marks a request there"));
            }
            [b' ' | b'\t', ..] if !is_started => {
                return Err(refuse("begins with a space, and no request does; take out what stands before it"));
            }
            [b' ' | b'\t', ..] => {
                return Err(refuse(
                    "begins with a space, which would continue the line before (obs-fold, RFC 9112 section 5.2), and servers \
                     refuse or rewrite that; take the space out, or join the two lines as the server would",
                ));
            }
            [b':', pseudo @ ..] if split(pseudo).is_ok() => is_started = true,
            _ if !is_started && line.starts_with(b"HTTP/") => {
                return Err(refuse("is the first line of a response; the head of the request is needed"));
            }
            _ if !is_started && is_request_line(line) => is_started = true,
            _ => {
                is_started = true;
                let (name, value) = split(line).map_err(|what| refuse(&format!("{} {what}", shown(line))))?;
                headers.push((name.to_vec(), value.to_vec()));
            }
        }
    }
    if is_started {
        Ok(headers)
    } else {
        Err(Failure::new("holds no request; it needs the head of one, at least a line"))
    }
}

/// `GET / HTTP/1.1`
fn is_request_line(line: &[u8]) -> bool {
    let method = line.iter().position(|&b| b == b' ').map(|space| &line[..space]);
    let version = line.iter().rposition(|&b| b == b' ').map(|space| &line[space + 1..]);
    method.is_some_and(is_name) && version.is_some_and(|version| version.starts_with(b"HTTP/"))
}

/// Name and value of a header line.
fn split(line: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let Some(colon) = line.iter().position(|&b| b == b':') else {
        return Err("is no header line; write it as in `X-Forwarded-For: 192.0.2.1`");
    };
    let (name, value) = (&line[..colon], trim(&line[colon + 1..]));
    match name {
        _ if is_name(name) => Ok((name, value)),
        [.., b' ' | b'\t'] if is_name(name.trim_ascii_end()) => {
            Err("has a space before the colon, which servers refuse; take it out")
        }
        _ => Err("has no header's name before its colon; write it as in `X-Forwarded-For: 192.0.2.1`"),
    }
}

/// The first word of the line between backticks, every byte that is not printable escaped. What stands behind a
/// header's name may be a secret.
fn shown(line: &[u8]) -> String {
    const LONGEST: usize = 40;
    let end = line.iter().position(|b| matches!(b, b' ' | b'\t' | b':' | b'=')).unwrap_or(line.len()).min(LONGEST);
    let more = if end < line.len() { "…" } else { "" };
    format!("`{}{more}`", line[..end].escape_ascii())
}

/// Without the spaces and tabs around it.
fn trim(value: &[u8]) -> &[u8] {
    let is_space = |b: &u8| matches!(b, b' ' | b'\t');
    let start = value.iter().position(|b| !is_space(b)).unwrap_or(value.len());
    let end = value.iter().rposition(|b| !is_space(b)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// A token (RFC 9110 section 5.6.2), of which headers' names consist.
fn is_name(text: &[u8]) -> bool {
    let is_token = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
    !text.is_empty() && text.iter().all(is_token)
}
