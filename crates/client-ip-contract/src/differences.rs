//! Where a framework is known to differ.

use crate::vector_request::VectorRequest;

/// A behaviour or a case in which a framework differs.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "glue makes it")]
pub struct Difference {
    /// The name of the behaviour or the case.
    pub name: &'static str,
    /// What is seen instead.
    pub instead: &'static str,
    /// Why it cannot be as in the others.
    pub reason: &'static str,
}

/// Vectors that a framework cannot carry.
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "glue makes it")]
pub struct VectorDifference {
    /// Which they are.
    pub applies: fn(&VectorRequest) -> bool,
    /// Why it cannot carry them.
    pub reason: &'static str,
}

impl VectorDifference {
    /// Of a framework on the types of the crate `http`.
    pub const CONTROL_CHARACTERS: Self = Self {
        applies: VectorRequest::has_control_characters,
        reason: "a HeaderValue holds no control characters but tabs; no server lets them in",
    };
}

/// Compares what is seen with what is expected, and keeps account of the known differences.
pub(crate) struct Ledger {
    known: &'static [Difference],
    met: Vec<&'static str>,
    failures: Vec<String>,
}

impl Ledger {
    pub(crate) fn new(known: &'static [Difference]) -> Self {
        Self { known, met: Vec::new(), failures: Vec::new() }
    }

    pub(crate) fn compare(&mut self, name: &'static str, expected: &str, seen: &str) {
        let known = self.known.iter().find(|difference| difference.name == name);
        self.met.extend(known.map(|difference| difference.name));
        let failure = match known {
            Some(difference) if seen == expected => {
                format!("differs no more, so take it out of the list: {}", difference.reason)
            }
            Some(difference) if seen != difference.instead => {
                format!("known difference\n{}\nseen\n{seen}", difference.instead)
            }
            None if seen != expected => format!("expected\n{expected}\nseen\n{seen}"),
            _ => return,
        };
        self.failures.push(format!("{name}:\n{failure}"));
    }

    /// Everything that failed; a difference that never came up too.
    pub(crate) fn close(self) -> Vec<String> {
        let never = self.known.iter().filter(|difference| !self.met.contains(&difference.name));
        let never = never.map(|difference| format!("{}:\nstands in the list and never came up", difference.name));
        self.failures.into_iter().chain(never).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Difference] = &[Difference { name: "known", instead: "other", reason: "why" }];

    fn failures(seen: &[(&'static str, &str)]) -> Vec<String> {
        let mut ledger = Ledger::new(KNOWN);
        seen.iter().for_each(|(name, seen)| ledger.compare(name, "expected", seen));
        ledger.close()
    }

    #[test]
    fn a_difference_is_as_the_list_says_or_it_fails() {
        assert_eq!(failures(&[("known", "other"), ("unknown", "expected")]), [] as [&str; 0]);
        assert_eq!(failures(&[("known", "expected")]), ["known:\ndiffers no more, so take it out of the list: why"]);
        assert_eq!(failures(&[("known", "a third")]), ["known:\nknown difference\nother\nseen\na third"]);
        assert_eq!(failures(&[("unknown", "expected")]), ["known:\nstands in the list and never came up"]);
        let unknown = failures(&[("known", "other"), ("unknown", "other")]);
        assert_eq!(unknown, ["unknown:\nexpected\nexpected\nseen\nother"]);
    }
}
