//! What can be wrong with a policy, each in words: the value, and the fix.

use crate::policy::range_names;
use crate::policy::secrets::{HIDDEN, PROOF, find_proof};
use crate::policy::shown::{Cut, Listed, Quoted};
use http::HeaderName;
use ipnet::IpNet;
use std::fmt;

/// What is wrong at a [`Place`](super::error::Place) of a policy.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields of all variants: what stands there")]
pub enum Mistake {
    /// A group without `ranges` or `header`, a proof without `header` or `value`.
    MissingKey,
    /// A key that does not exist.
    #[non_exhaustive]
    UnknownKey { value: String, known: &'static str },
    /// A key that is given twice.
    RepeatedKey,
    /// A value of the wrong type or not among the words that the key takes.
    #[non_exhaustive]
    UnknownValue { value: String, expected: &'static str },
    /// `ranges` with nothing in it.
    EmptyRanges,
    /// Neither an address, nor a range, nor a name.
    #[non_exhaustive]
    UnknownRange { value: String, suggestion: Option<&'static str> },
    /// A prefix length that is no number or too long for the address.
    #[non_exhaustive]
    PrefixLength { value: String, longest: u8 },
    /// An address that is not the first of its range.
    #[non_exhaustive]
    HostBits { value: String, network: IpNet },
    /// An IPv4-mapped range that reaches outside IPv4.
    #[non_exhaustive]
    MappedRange { value: String },
    /// A range with an IPv6 zone.
    #[non_exhaustive]
    ZoneInRange { value: String },
    /// Ranges that hold everyone, with nothing else that checks who speaks. `held` says how much they hold, such as
    /// "a quarter of IPv4 or more".
    #[non_exhaustive]
    HoldsEveryone { held: &'static str },
    /// The same, by several groups together.
    #[non_exhaustive]
    HoldEveryoneTogether { groups: Vec<usize>, held: &'static str },
    /// Ranges that hold everyone, beside other groups.
    #[non_exhaustive]
    AsksEveryClient { held: &'static str },
    /// The same, by several groups together.
    #[non_exhaustive]
    AskEveryClientTogether { groups: Vec<usize>, held: &'static str },
    /// A group whose ranges earlier groups trust already.
    NeverAsked,
    /// `trusted_hops` or `entries_per_hop` of 0, or above 65535.
    #[non_exhaustive]
    Count { value: u32 },
    /// A count above 1 in a format that holds one address.
    #[non_exhaustive]
    CountInSingleAddress { value: u16, header: HeaderName },
    /// A text that HTTP does not allow as the name of a header.
    #[non_exhaustive]
    HeaderName { value: String },
    /// `Host`, `Connection`, `Content-Length` or `Transfer-Encoding`, in which no proxy reports who connected to it.
    #[non_exhaustive]
    HeaderOfHttp { header: HeaderName },
    /// One header, read in two formats.
    #[non_exhaustive]
    TwoFormats { header: HeaderName, value: &'static str, other_group: usize, other_value: &'static str },
    /// More than eight different headers.
    #[non_exhaustive]
    TooManyHeaders { header: HeaderName },
    /// More than 64 different proofs.
    TooManyProofs,
    /// A proof whose value cannot be sent as it stands.
    #[non_exhaustive]
    ProofValue { problem: &'static str },
    /// A proof in a header that a group reads hops from.
    #[non_exhaustive]
    ProofInForwardingHeader { header: HeaderName, other_group: usize },
    /// A proof in the one-line form, or another word that begins with `proof`.
    ProofInText,
    /// The one-line form does not go on as it must.
    #[non_exhaustive]
    Syntax { value: String, expected: &'static str },
}

impl Mistake {
    /// What the operator wrote, if the mistake holds it.
    fn value(&mut self) -> Option<&mut String> {
        // Every variant stands here, so that the compiler asks about a new one.
        match self {
            Self::UnknownKey { value, .. }
            | Self::UnknownValue { value, .. }
            | Self::UnknownRange { value, .. }
            | Self::PrefixLength { value, .. }
            | Self::HostBits { value, .. }
            | Self::MappedRange { value }
            | Self::ZoneInRange { value }
            | Self::HeaderName { value }
            | Self::Syntax { value, .. } => Some(value),
            Self::MissingKey
            | Self::RepeatedKey
            | Self::EmptyRanges
            | Self::HoldsEveryone { .. }
            | Self::HoldEveryoneTogether { .. }
            | Self::AsksEveryClient { .. }
            | Self::AskEveryClientTogether { .. }
            | Self::NeverAsked
            | Self::Count { .. }
            | Self::CountInSingleAddress { .. }
            | Self::HeaderOfHttp { .. }
            | Self::TwoFormats { .. }
            | Self::TooManyHeaders { .. }
            | Self::TooManyProofs
            | Self::ProofValue { .. }
            | Self::ProofInForwardingHeader { .. }
            | Self::ProofInText => None,
        }
    }

    /// The same mistake. What follows `proof` in a word of the operator is hidden: it may be a secret in the wrong place.
    pub(crate) fn guarded(mut self) -> Self {
        if let Some(value) = self.value() {
            if let Some(at) = find_proof(value) {
                let end = at + PROOF.len();
                if value.len() > end {
                    value.replace_range(end.., &format!(" {HIDDEN}"));
                }
            }
        }
        self
    }

    /// The same mistake, without any word that the operator wrote: it may be a secret.
    pub(crate) fn hidden(mut self) -> Self {
        if let Some(value) = self.value().filter(|value| !value.is_empty()) {
            *value = HIDDEN.to_owned();
        }
        if let Self::CountInSingleAddress { header, .. }
        | Self::TwoFormats { header, .. }
        | Self::TooManyHeaders { header }
        | Self::ProofInForwardingHeader { header, .. } = &mut self
        {
            *header = HeaderName::from_static(HIDDEN);
        }
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey => write!(f, "must be given"),
            Self::UnknownKey { value, known } => {
                write!(f, "{} is no key here; the keys are {known}", Quoted(value))
            }
            Self::RepeatedKey => write!(f, "is given twice; keep one"),
            Self::UnknownValue { value, expected } => {
                write!(f, "found {}, expected {expected}", Quoted(value))
            }
            Self::EmptyRanges => {
                write!(f, "is empty; name the addresses of the proxies, or leave the group out")
            }
            Self::UnknownRange { value, suggestion: Some(suggestion) } => {
                write!(f, "{} is no address, range or name; did you mean `{suggestion}`?", Quoted(value))
            }
            Self::UnknownRange { value, suggestion: None } => {
                write!(f, "{} is no address, range or name; the names are ", Quoted(value))?;
                f.write_str(&range_names::words().collect::<Vec<_>>().join(", "))
            }
            Self::PrefixLength { value, longest } => {
                write!(f, "{} has no prefix length from 0 to {longest} behind its `/`", Quoted(value))
            }
            Self::HostBits { value, network } => {
                write!(f, "{} has host bits set; did you mean `{network}`?", Quoted(value))
            }
            Self::MappedRange { value } => write!(
                f,
                "{} is an IPv4-mapped range shorter than /96, which reaches outside IPv4; write the IPv4 range itself",
                Quoted(value)
            ),
            Self::ZoneInRange { value } => {
                write!(f, "{} has a zone, which no range can have; leave out what stands from `%` on", Quoted(value))
            }
            Self::HoldsEveryone { held } => write!(
                f,
                "hold everyone ({held}) without trusted_hops, so the client could choose the answer; \
                 name the addresses of the proxies, or set trusted_hops to their number"
            ),
            Self::HoldEveryoneTogether { groups, held } => write!(
                f,
                "groups {} together hold everyone ({held}) without trusted_hops, so the client could \
                 choose the answer; name the addresses of the proxies",
                Listed(groups)
            ),
            Self::AskEveryClientTogether { groups, held } => write!(
                f,
                "groups {} together hold everyone ({held}), so every client that one finds would be asked again \
                 by another; name the addresses of the proxies, give the groups a proof, or make them one group",
                Listed(groups)
            ),
            Self::AsksEveryClient { held } => write!(
                f,
                "hold everyone ({held}) beside other groups, so every client that those find would be asked again; \
                 name the addresses of the proxies, give the group a proof, or let it stand alone"
            ),
            Self::NeverAsked => write!(
                f,
                "earlier groups trust all of these addresses, so this group can never be asked; \
                 move it up or take it out"
            ),
            Self::Count { value: 0 } => write!(f, "is 0; it counts from 1, or leave it out"),
            Self::Count { value } => write!(f, "is {value}; it can be 65535 at most"),
            Self::CountInSingleAddress { value, header } => write!(
                f,
                "is {value}, but {} holds one address; leave it out, or set format to `list` if proxies append to the header",
                Cut(header.as_str())
            ),
            Self::HeaderName { value } => {
                write!(f, "{} is no header name; write it as in `X-Forwarded-For`", Quoted(value))
            }
            Self::HeaderOfHttp { header } => write!(
                f,
                "{header} is a header of HTTP itself, in which no proxy says who connected to it; name the one \
                 that your proxies write, as in `X-Forwarded-For`"
            ),
            Self::TwoFormats { header, value, other_group, other_value } => write!(
                f,
                "{} is `{value}` here and `{other_value}` in group {other_group}; give both the same format",
                Cut(header.as_str())
            ),
            Self::TooManyHeaders { header } => {
                write!(f, "{} is the ninth header of the policy; it can have eight", Cut(header.as_str()))
            }
            Self::TooManyProofs => {
                write!(f, "is the 65th different proof of the policy; it can have 64")
            }
            Self::ProofValue { problem } => write!(f, "{problem} (the value is not shown)"),
            Self::ProofInForwardingHeader { header, other_group } => write!(
                f,
                "{} is the header in which group {other_group} reports addresses; prove it in another",
                Cut(header.as_str())
            ),
            Self::ProofInText => write!(
                f,
                "a proof cannot be given as text, nor any word that begins with `proof`, since texts like this end \
                 up in process lists and logs; give the policy in a file or build it in code"
            ),
            Self::Syntax { value, expected } if value.is_empty() => {
                write!(f, "ends where {expected} should follow")
            }
            Self::Syntax { value, expected } => {
                write!(f, "found {} where {expected} should stand", Quoted(value))
            }
        }
    }
}

impl fmt::Debug for Mistake {
    /// The text, as that of a `PolicyError`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
