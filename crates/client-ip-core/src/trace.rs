//! What `explain` saw: the peer and each hop, how the walk ended, and what it passed over. Its `Display` is for
//! people. Bounded: of a long chain the middle is left out, of text that the walk did not read a few entries are
//! kept, and of each text its first bytes.

use crate::client::Client;
use crate::resolve_error::ResolveError;
use http::HeaderName;
use std::fmt;
use std::net::IpAddr;

/// Why a request has the client that it has, or none.
///
/// The `Display` is for people. Text of the request stands in it, escaped and cut; the value of a proof never does.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What the walk found, where that is not the answer: see [`Trace::of_answer`]. Steps, end and passed text are of this
    /// walk.
    pub headers_changed: Option<Result<Client, ResolveError>>,
}

/// The peer or a hop.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedGroup {
    /// Its number in the policy, from 1.
    pub number: usize,
    /// The entry of its `ranges` that holds the address, as the policy has it.
    pub range: String,
    /// The header in which it reports, as the policy spells it.
    pub header: String,
    /// Whether the request carries its proof, where it has one. Without, it is not believed.
    pub proven: bool,
}

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

/// An entry of a header that was not taken for a hop.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Trace {
    /// The trace of a request that was answered before. Where the walk over its headers now ends in another way, the
    /// headers were changed since: the answer stands first then, and `headers_changed` holds what the walk found.
    ///
    /// ```
    /// use client_ip_core::Policy;
    ///
    /// let policy: Policy = "X-Forwarded-For from 192.0.2.1".parse()?;
    /// let answer = policy.resolve([192, 0, 2, 1], &[("X-Forwarded-For", "203.0.113.9")]);
    /// // A middleware has removed the header meanwhile.
    /// let nothing: [(&str, &str); 0] = [];
    /// let trace = policy.explain([192, 0, 2, 1], &nothing).of_answer(answer.clone());
    /// assert_eq!(trace.outcome, answer);
    /// assert!(trace.to_string().starts_with("client           203.0.113.9\nheaders-changed  "));
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn of_answer(mut self, answer: Result<Client, ResolveError>) -> Self {
        if answer != self.outcome {
            self.headers_changed = Some(std::mem::replace(&mut self.outcome, answer));
        }
        self
    }

    /// What the walk found.
    fn walked(&self) -> &Result<Client, ResolveError> {
        self.headers_changed.as_ref().unwrap_or(&self.outcome)
    }

    /// Why the client is where the walk ended, or why there is none.
    fn verdict(&self) -> String {
        let asked = self.steps.iter().rev().find_map(|step| step.asked.as_ref());
        let number = asked.map_or(0, |group| group.number);
        match (self.walked(), self.end) {
            (Err(error), _) => error.to_string(),
            (Ok(_), End::Missing) => format!("no hop is left to read; on_missing of group {number} is last-trusted"),
            (Ok(_), End::Unproven) => format!("on_missing of group {number} is last-trusted"),
            (Ok(_), End::Invalid) => format!("on_invalid of group {number} is last-trusted"),
            (Ok(_), End::Duplicate) => {
                format!("the header stands in several lines; on_invalid of group {number} is last-trusted")
            }
            (Ok(_), End::TrustedHops) => format!("the client: the last of the trusted_hops of group {number}"),
            (Ok(_), End::Untrusted | End::Unspecified) => "the client".to_owned(),
        }
    }

    /// Whether the entry stands to the left of the client, in the header that named it. In others, proxies that the
    /// walk did not come to may have written it.
    fn is_before_client(&self, passed: &Passed) -> bool {
        let named = self.walked().as_ref().ok().and_then(|client| client.header.as_ref());
        let is_same = named.is_some_and(|header| header.as_str().eq_ignore_ascii_case(&passed.header));
        is_same && matches!(self.end, End::Untrusted | End::TrustedHops)
    }

    /// Whether the verdict is about the last step itself, and not about what it was asked.
    fn ends_at_last_step(&self) -> bool {
        let is_asked = self.steps.last().is_some_and(|step| step.asked.is_some());
        let goes_back = self.end == End::Invalid && self.walked().is_ok();
        !is_asked && !goes_back
    }
}

impl Why {
    fn note(self, is_before_client: bool) -> &'static str {
        match self {
            Self::Skipped => "skipped: not the leftmost entry of its proxy",
            Self::NotRead if is_before_client => "not read: written by the client, or by anyone before it",
            Self::NotRead => "not read",
            Self::More => "more that was not read",
        }
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

impl fmt::Display for AskedGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, range, header, .. } = self;
        if self.proven {
            write!(f, "trusted: {range} writes {header}")
        } else {
            write!(f, "not trusted: {range} would write {header}, but the request lacks the proof of group {number}")
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.headers_changed.is_some() {
            match &self.outcome {
                Ok(client) => writeln!(f, "client           {}", client.ip)?,
                Err(error) => writeln!(f, "error            {error}")?,
            }
            writeln!(
                f,
                "headers-changed  the headers were changed after this answer was found; what follows explains them as they are now\n"
            )?;
        }
        let policy = if self.policy.is_empty() { "(empty: nobody is trusted)" } else { &self.policy };
        writeln!(f, "policy  {policy}\n")?;
        let texts = self.steps.iter().map(|step| &step.text).chain(self.passed.iter().map(|passed| &passed.text));
        let width = texts.map(|text| text.chars().count()).max().unwrap_or(0).min(40);
        let mut line = |label: &str, text: &str, note: &str| writeln!(f, "{label:<7} {text:<width$}    {note}");
        let mut next = 0;
        for step in &self.steps {
            if step.hop > next {
                line("", "…", &format!("{} hops more, each a trusted proxy", step.hop - next))?;
            }
            next = step.hop + 1;
            let note = match &step.asked {
                Some(asked) => asked.to_string(),
                None if self.ends_at_last_step() => self.verdict(),
                None => "no IP address".to_owned(),
            };
            line(&step.label(), &step.text, &note)?;
        }
        match self.walked() {
            _ if self.ends_at_last_step() => {}
            Ok(client) => line("client", &client.ip.to_string(), &self.verdict())?,
            Err(_) => line("error", "", &self.verdict())?,
        }
        for passed in &self.passed {
            line("", &passed.text, passed.why.note(self.is_before_client(passed)))?;
        }
        Ok(())
    }
}
