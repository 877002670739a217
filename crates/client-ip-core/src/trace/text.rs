//! A trace in words.

use crate::client::Client;
use crate::resolve_error::ResolveError;
use crate::trace::{AskedGroup, End, Line, Passed, Role, Standing, Trace, Why};
use std::fmt;

impl Trace {
    /// The text, line by line, each with what it is about.
    ///
    /// ```
    /// use client_ip_core::Policy;
    /// use client_ip_core::trace::Role;
    ///
    /// let policy: Policy = "X-Real-IP from 192.0.2.1".parse()?;
    /// let trace = policy.explain([192, 0, 2, 1], &[("X-Real-IP", "203.0.113.9")]);
    /// let verdict = trace.lines().into_iter().find(|line| line.role == Role::Verdict).expect("every trace has one");
    /// assert_eq!(verdict.text, "hop 1   203.0.113.9    the client");
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let written: fmt::Result = self.write(&mut |role, text| {
            lines.push(Line { role, text: text.to_string() });
            Ok(())
        });
        // Nothing that is called here fails.
        debug_assert_eq!(written, Ok(()));
        lines
    }

    /// Hands over each line.
    fn write(&self, add: &mut dyn FnMut(Role, fmt::Arguments<'_>) -> fmt::Result) -> fmt::Result {
        if self.headers_changed.is_some() {
            match &self.outcome {
                Ok(client) => add(Role::Answer, format_args!("client           {}", client.ip()))?,
                Err(error) => add(Role::Answer, format_args!("error            {error}"))?,
            }
            let changed =
                "the headers were changed after this answer was found; what follows explains them as they are now";
            add(Role::Answer, format_args!("headers-changed  {changed}"))?;
            add(Role::Aside, format_args!(""))?;
        }
        let policy = if self.policy.is_empty() { "(empty: nobody is trusted)" } else { &self.policy };
        add(Role::Policy, format_args!("policy  {policy}"))?;
        add(Role::Aside, format_args!(""))?;
        let texts = self.steps.iter().map(|step| &step.text).chain(self.passed.iter().map(|passed| &passed.text));
        let width = texts.map(|text| text.chars().count()).max().unwrap_or(0).min(40);
        let mut line =
            |role, label: &str, text: &str, note: &str| add(role, format_args!("{label:<7} {text:<width$}    {note}"));
        let mut next = 0;
        for step in &self.steps {
            if step.hop > next {
                line(Role::Aside, "", "…", &format!("{} hops more, each a trusted proxy", step.hop - next))?;
            }
            next = step.hop + 1;
            let (role, note) = match &step.asked {
                Some(asked) => (Role::Step, asked.to_string()),
                None if self.ends_at_last_step() => (Role::Verdict, self.verdict()),
                None => (Role::Step, "no IP address".to_owned()),
            };
            line(role, &step.label(), &step.text, &note)?;
        }
        match self.walked() {
            _ if self.ends_at_last_step() => {}
            Ok(client) => line(Role::Verdict, "client", &client.ip().to_string(), &self.verdict())?,
            Err(_) => line(Role::Verdict, "error", "", &self.verdict())?,
        }
        for passed in &self.passed {
            line(Role::Aside, "", &passed.text, passed.why.note(self.is_before_client(passed)))?;
        }
        Ok(())
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
        let named = self.walked().as_ref().ok().and_then(|client| client.header());
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

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(&mut |_, text| writeln!(f, "{text}"))
    }
}

impl fmt::Display for AskedGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, range, header, .. } = self;
        match self.standing {
            Standing::Trusted => write!(f, "trusted: {range} writes {header}"),
            Standing::Unproven => {
                write!(
                    f,
                    "not trusted: {range} would write {header}, but the request lacks the proof of group {number}"
                )
            }
        }
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
