//! What the hints are read from: the policy, the header lines and the trace.

use crate::request::HeaderLine;
use client_ip_core::trace::{AskedGroup, End, Step};
use client_ip_core::{Policy, Trace, TrustedProxies};

/// Headers in which proxies or clients report addresses.
pub(super) const FORWARDING: [&str; 16] = [
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "True-Client-IP",
    "CloudFront-Viewer-Address",
    "Fastly-Client-IP",
    "Fly-Client-IP",
    "X-Azure-SocketIP",
    "X-Azure-ClientIP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Envoy-External-Address",
    "X-Original-Forwarded-For",
    "X-Vercel-Forwarded-For",
];

/// What the hints are read from.
pub(super) struct Request<'a> {
    pub(super) policy: &'a Policy,
    pub(super) headers: &'a [HeaderLine],
    pub(super) trace: &'a Trace,
}

impl Request<'_> {
    pub(super) fn lines(&self, name: &str) -> usize {
        self.headers.iter().filter(|(line, _)| line.eq_ignore_ascii_case(name.as_bytes())).count()
    }

    /// The groups with their numbers.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, &TrustedProxies)> {
        (1..).zip(self.policy.groups())
    }

    pub(super) fn group(&self, number: usize) -> Option<&TrustedProxies> {
        self.policy.groups().nth(number.checked_sub(1)?)
    }

    /// Where the walk asked last, and the group that it asked.
    pub(super) fn last_asked(&self) -> Option<(&Step, &AskedGroup)> {
        self.trace.steps.iter().rev().find_map(|step| Some((step, step.asked.as_ref()?)))
    }

    /// Whether the walk took or passed over an entry of the header.
    pub(super) fn was_read(&self, header: &str) -> bool {
        let is_it = |name: &str| name.eq_ignore_ascii_case(header);
        self.trace.steps.iter().filter_map(|step| step.header.as_ref()).any(|name| is_it(name.as_str()))
            || self.trace.passed.iter().any(|passed| is_it(&passed.header))
    }

    /// What the peer is called, where the walk asked nobody.
    pub(super) fn unasked_peer(&self) -> Option<&str> {
        match self.trace.steps.as_slice() {
            [peer] if peer.asked.is_none() && self.trace.end == End::Untrusted => Some(&peer.text),
            _ => None,
        }
    }
}
