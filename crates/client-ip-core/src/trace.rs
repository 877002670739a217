//! What `explain` saw: the peer and each hop, how the walk ended, and what it passed over. Its `Display` is for
//! people. Bounded: of a long chain the middle is left out, of text that the walk did not read a few entries are
//! kept, and of each text its first bytes.

#[cfg(feature = "serde")]
mod serialize;
mod text;

use crate::client::Client;
use crate::resolve_error::ResolveError;
use crate::words::words;
use http::HeaderName;
use std::net::IpAddr;

/// Why a request has the client that it has, or none.
///
/// The `Display` is for people. Text of the request stands in it, escaped and cut; the value of a proof never does.
///
/// ```
/// use client_ip_core::Policy;
/// use client_ip_core::trace::End;
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
/// let trace = policy.explain([192, 0, 2, 1], &[("X-Forwarded-For", "203.0.113.9")]);
/// assert_eq!((trace.end, trace.steps.len()), (End::Untrusted, 2));
/// assert_eq!(trace.outcome.as_ref().map(|client| client.hops()), Ok(1));
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trace {
    /// The policy as one line of text.
    pub policy: String,
    /// What the walk met: the peer, then each hop. Of a chain longer than a hundred the middle is left out, which
    /// shows in [`Step::hop`].
    pub steps: Vec<Step>,
    /// Why the walk ended where it did.
    pub end: End,
    /// Text of the headers on the walk that it passed over or did not come to, nearest first.
    pub passed: Vec<Passed>,
    /// The answer, the same that [`Policy::resolve`](crate::Policy::resolve) gives.
    pub outcome: Result<Client, ResolveError>,
    /// What the walk found, where that is not the answer: see [`Outcome::explain`](crate::Outcome::explain). Steps, end and passed
    /// text are of this walk.
    pub headers_changed: Option<Result<Client, ResolveError>>,
}

/// The peer or a hop.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// 0 is the peer; hops are counted from the right, from 1.
    pub hop: usize,
    /// The address in canonical form, `unix`, or the text that is no address, escaped and cut.
    pub text: String,
    /// The address, where it is one.
    pub ip: Option<IpAddr>,
    /// The header that reported it; `None` for the peer.
    pub header: Option<HeaderName>,
    /// The group that the walk asked here who connected. `None` where it asked nobody.
    pub asked: Option<AskedGroup>,
}

/// The group that answers for an address.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AskedGroup {
    /// Its number in the policy, from 1.
    pub number: usize,
    /// The entry of its `ranges` that holds the address, as the policy has it.
    pub range: String,
    /// The header in which it reports, as the policy spells it.
    pub header: String,
    /// Whether it is believed in this request.
    pub standing: Standing,
}

/// Whether a group that holds an address is believed.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is: it needs no proof, or the request carries it.
    Trusted,
    /// It is not: the request lacks its proof.
    Unproven,
}

words!(Standing, "`trusted` or `unproven`", Trusted "trusted", Unproven "unproven");

/// Why a walk ended.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// At an address that no group trusts.
    Untrusted,
    /// At the last hop that a group with `trusted_hops` may report.
    TrustedHops,
    /// A trusted proxy did not say who connected to it.
    Missing,
    /// The group that holds the address lacks its proof.
    Unproven,
    /// What a trusted proxy said is no IP address.
    Invalid,
    /// A header that holds one address stands in more than one line.
    Duplicate,
    /// The peer's address is `0.0.0.0` or `::`.
    Unspecified,
}

words!(
    End,
    "`untrusted`, `trusted-hops`, `missing`, `unproven`, `invalid`, `duplicate` or `unspecified`",
    Untrusted "untrusted",
    TrustedHops "trusted-hops",
    Missing "missing",
    Unproven "unproven",
    Invalid "invalid",
    Duplicate "duplicate",
    Unspecified "unspecified"
);

/// An entry of a header that was not taken for a hop.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passed {
    /// The header, as the policy spells it.
    pub header: String,
    /// The entry, escaped and cut.
    pub text: String,
    /// Why it was not taken.
    pub why: Why,
}

/// Why an entry was not taken for a hop.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A proxy that appends several entries wrote it, and it is not the leftmost of them.
    Skipped,
    /// It stands to the left of where the walk ended.
    NotRead,
    /// It stands for all that stands further left, of which nothing is kept.
    More,
}

words!(Why, "`skipped`, `not-read` or `more`", Skipped "skipped", NotRead "not-read", More "more");

impl Trace {
    /// The trace of a request that was answered before. Where the walk over its headers now ends in another way, the
    /// headers were changed since.
    pub(crate) fn of_answer(mut self, answer: &Result<Client, ResolveError>) -> Self {
        if *answer != self.outcome {
            self.headers_changed = Some(std::mem::replace(&mut self.outcome, answer.clone()));
        }
        self
    }
}

impl Step {
    /// `peer`, or `hop 1` and so on.
    #[must_use]
    pub fn label(&self) -> String {
        match self.hop {
            0 => "peer".to_owned(),
            hop => format!("hop {hop}"),
        }
    }
}

/// A line of a trace's text.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    /// What it is about.
    pub role: Role,
    /// Its text, without a line break.
    pub text: String,
}

/// What a line of a trace's text is about: for colours.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The answer, where the headers were changed since it was found.
    Answer,
    /// The policy.
    Policy,
    /// The peer or a hop.
    Step,
    /// Who the client is, or why there is none.
    Verdict,
    /// What was left out, or passed over; and lines that hold nothing.
    Aside,
}

words!(
    Role,
    "`answer`, `policy`, `step`, `verdict` or `aside`",
    Answer "answer",
    Policy "policy",
    Step "step",
    Verdict "verdict",
    Aside "aside"
);
