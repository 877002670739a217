//! Hints about where the walk began and how it ended.

use super::hint::Hint;
use super::request::{FORWARDING, Request};
use client_ip_core::Format;
use client_ip_core::trace::End;

impl Request<'_> {
    pub(super) fn untrusted_peer(&self) -> Option<Hint> {
        let peer = self.unasked_peer()?;
        let read = self.groups().find(|(_, group)| self.lines(group.header().as_str()) > 0);
        let sent = read.map(|(_, group)| group.header_as_written());
        let known = || FORWARDING.into_iter().find(|name| self.lines(name) > 0);
        let header = sent.or_else(known)?;
        let mend = match read {
            Some((number, _)) => format!("if it is a proxy of yours, add `{peer}` to the ranges of group {number}"),
            None => format!(
                "if it is a proxy of yours that writes {header}, the policy needs a group `{header} from {peer}`"
            ),
        };
        let who = if peer == "unix" { "a peer on a Unix socket" } else { peer };
        Some(Hint {
            name: "untrusted-peer",
            what: format!("{who} sent {header} and is no trusted proxy, so the header is not believed"),
            mend: format!("{mend}; if not, the client wrote the header itself and the answer is right"),
        })
    }

    pub(super) fn no_address(&self) -> Option<Hint> {
        let name = "no-address";
        if self.trace.end == End::Unspecified {
            return Some(Hint {
                name,
                what: "an unspecified address is nobody's: no connection comes from it".to_owned(),
                mend: "give the address that the server reports for the connection as the peer".to_owned(),
            });
        }
        let peer = self.unasked_peer()?;
        (peer == "unix" && self.untrusted_peer().is_none()).then(|| Hint {
            name,
            what: "a peer on a Unix socket has no address, and no group trusts it to report one".to_owned(),
            mend: "if a proxy connects there, add `unix` to the ranges of its group".to_owned(),
        })
    }

    pub(super) fn missing_proof(&self) -> Option<Hint> {
        let (step, asked) = self.last_asked().filter(|_| self.trace.end == End::Unproven)?;
        let header = self.group(asked.number)?.proof_header_as_written()?;
        let found = match self.lines(header) {
            0 => "is not in the request",
            1 => "has another value",
            _ => "stands in the request more than once",
        };
        Some(Hint {
            name: "missing-proof",
            what: format!("{header}, the proof of group {}, {found}", asked.number),
            mend: format!(
                "if {} is your proxy, have it send the header once, with the value that the policy gives; if not, \
                 somebody goes around it",
                step.text
            ),
        })
    }

    pub(super) fn missing_header(&self) -> Option<Hint> {
        let (step, asked) = self.last_asked().filter(|_| self.trace.end == End::Missing)?;
        let (proxy, header) = (&step.text, &asked.header);
        if self.was_read(header) {
            return None;
        }
        let how = if self.lines(header) > 0 { "sent an empty" } else { "did not send" };
        Some(Hint {
            name: "missing-header",
            what: format!("{proxy} is a trusted proxy and {how} {header}"),
            mend: format!(
                "have it set {header}; if this is a request of its own, such as a health check, on_missing = \"last-trusted\" \
                 in group {} answers with its address",
                asked.number
            ),
        })
    }

    pub(super) fn chain_exhausted(&self) -> Option<Hint> {
        let (step, asked) = self.last_asked().filter(|_| self.trace.end == End::Missing)?;
        let (last, header, number) = (&step.text, &asked.header, asked.number);
        let group = self.group(number)?;
        if !self.was_read(header) {
            return None;
        }
        let per_hop = group.entries_per_hop();
        let mend = if per_hop > 1 {
            format!(
                "each proxy of group {number} appends {per_hop} entries by its entries_per_hop; lower it if they append fewer"
            )
        } else if let Some(hops) = group.trusted_hops() {
            format!(
                "group {number} takes {hops} hops; lower its trusted_hops if there are fewer proxies, or find out who goes around one"
            )
        } else {
            format!(
                "if {last} is a client, the range {} of group {number} is too wide: name the proxies in it",
                asked.range
            )
        };
        Some(Hint {
            name: "chain-exhausted",
            what: format!(
                "{last} is a trusted proxy, and {header} holds nothing further left that says who connected to it"
            ),
            mend,
        })
    }

    pub(super) fn invalid_hop(&self) -> Option<Hint> {
        let step = self.trace.steps.last().filter(|_| self.trace.end == End::Invalid)?;
        let (asker, asked) = self.last_asked()?;
        let (text, header, number) = (&step.text, &asked.header, asked.number);
        let is_single = self.group(number)?.format().is_single_address();
        let format = self.group(number)?.format();
        let mend = if is_single && text.contains(',') {
            format!(
                "proxies append to this header: have {} overwrite it, or set format = \"list\" in group {number}",
                asker.text
            )
        } else if text.eq_ignore_ascii_case("unknown") || text.contains("for=unknown") || text.contains("=_") {
            format!("{} hides who connected to it; have it report the address", asker.text)
        } else if format == Format::Forwarded && text.contains('"') {
            format!(
                "its quotes do not close, or hold a comma or semicolon: {} copies text of the client, such as its Host, without \
                 escaping it; have it write X-Forwarded-For instead",
                asker.text
            )
        } else if text.starts_with("unix:") {
            format!(
                "{} was asked on a Unix socket; have what stands before it report the address, or write to another header",
                asker.text
            )
        } else {
            format!(
                "look at what {} writes into {header}; group {number} reads it as format = \"{format}\"",
                asker.text
            )
        };
        Some(Hint {
            name: "invalid-hop",
            what: format!(
                "hop {} in {header} is `{text}`, which is no IP address, so nothing further left is believed",
                step.hop
            ),
            mend,
        })
    }

    pub(super) fn last_trusted(&self) -> Option<Hint> {
        let client = self.trace.outcome.as_ref().ok()?;
        let (_, asked) = self.last_asked()?;
        let (key, why) = match self.trace.end {
            End::Missing => ("on_missing", "it did not say who connected to it"),
            End::Unproven => ("on_missing", "the request lacks the proof"),
            End::Invalid => ("on_invalid", "what it said is no address"),
            End::Duplicate => ("on_invalid", "what it said stands in several lines"),
            _ => return None,
        };
        Some(Hint {
            name: "last-trusted",
            what: format!("the answer {} is a trusted proxy: {why}", client.ip()),
            mend: format!("{key} = \"reject\" in group {} makes it an error instead of an answer", asked.number),
        })
    }
}
