//! Hints about headers: those that are not read, and those that stand there twice.

use super::hint::Hint;
use super::request::{FORWARDING, Request};
use client_ip_core::trace::Standing;

impl Request<'_> {
    pub(super) fn ignored_header(&self) -> Option<Hint> {
        self.last_asked()?;
        let is_asked = |name: &str| {
            let mut asked = self.trace.steps.iter().filter_map(|step| step.asked.as_ref());
            asked.any(|asked| asked.header.eq_ignore_ascii_case(name))
        };
        let ignored: Vec<_> = FORWARDING.into_iter().filter(|name| self.lines(name) > 0 && !is_asked(name)).collect();
        let first = ignored.first()?;
        let named = self.groups().find(|(_, group)| group.header().as_str().eq_ignore_ascii_case(first));
        let mend = match named {
            Some((number, _)) => format!("group {number} reads {first}, but the walk met no proxy of that group"),
            None => format!(
                "right if a client sent it, which proxies mostly let through; if it is your proxy that writes {first}, a group \
                 of the policy has to name that header"
            ),
        };
        Some(Hint {
            name: "ignored-header",
            what: format!("the request holds {}, which is not read", ignored.join(", ")),
            mend,
        })
    }

    pub(super) fn header_name(&self) -> Option<Hint> {
        let hyphened = |name: &[u8]| name.iter().map(|&b| if b == b'_' { b'-' } else { b }).collect::<Vec<_>>();
        self.headers.iter().filter(|(name, _)| name.contains(&b'_')).find_map(|(name, _)| {
            let meant = hyphened(name);
            let (_, group) =
                self.groups().find(|(_, group)| meant.eq_ignore_ascii_case(group.header().as_str().as_bytes()))?;
            let (name, header) = (name.escape_ascii(), group.header_as_written());
            Some(Hint {
                name: "header-name",
                what: format!("the request holds {name}, which is another header than {header} and is not read"),
                mend: format!("have the proxy write {header}, and drop {name}: some servers take one for the other"),
            })
        })
    }

    pub(super) fn repeated_headers(&self) -> Vec<Hint> {
        let mut hints: Vec<(String, Hint)> = Vec::new();
        for asked in self
            .trace
            .steps
            .iter()
            .filter_map(|step| step.asked.as_ref())
            .filter(|asked| asked.standing == Standing::Trusted)
        {
            let (header, lines) = (&asked.header, self.lines(&asked.header));
            let Some(group) = self.group(asked.number).filter(|_| lines > 1) else { continue };
            if hints.iter().any(|(known, _)| known.eq_ignore_ascii_case(header)) {
                continue;
            }
            let (what, mend) = if group.format().is_single_address() {
                (
                    "holds one address, so nobody can tell whose line is whose",
                    "have the proxy overwrite what the client sent instead of adding a line",
                )
            } else {
                (
                    "is read as one list, the last line being the nearest proxy's",
                    "right where a proxy adds a line of its own, as HAProxy does; nothing to do",
                )
            };
            let what = format!("{header} stands in {lines} lines; it {what}");
            hints.push((header.clone(), Hint { name: "repeated-header", what, mend: mend.to_owned() }));
        }
        hints.into_iter().map(|(_, hint)| hint).collect()
    }
}
