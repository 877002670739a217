//! What can be wrong with a policy: the place, the value and the mend.

use crate::policy::presets;
use crate::policy::secrets::{HIDDEN, find_proof};
use crate::policy::shown::{Cut, Listed, Quoted};
use http::HeaderName;
use ipnet::IpNet;
use std::error::Error;
use std::fmt;

/// Where in a policy a mistake stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Place {
    /// The group, counted from 1. `None` where the mistake is in none, or while a group is built alone.
    pub group: Option<usize>,
    /// The key, or an empty text where it is the group as a whole.
    pub key: &'static str,
}

impl Place {
    pub(crate) fn of(key: &'static str) -> Self {
        Self { group: None, key }
    }
}

/// Why a policy is refused. The text names the group, the key, the value and the mend; the value of a
/// proof is never in it.
///
/// `Debug` is the same text, since that is what `fn main() -> Result<(), Box<dyn Error>>` prints.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of all variants: `place`, and what stands there")]
pub enum PolicyError {
    /// A group without `ranges` or `header`, a proof without `header` or `value`.
    MissingKey { place: Place },
    /// A key that does not exist.
    UnknownKey { place: Place, value: String, known: &'static str },
    /// A key that is given twice.
    RepeatedKey { place: Place },
    /// A value of the wrong type or not among the words that the key takes.
    UnknownValue { place: Place, value: String, expected: &'static str },
    /// `ranges` with nothing in it.
    EmptyRanges { place: Place },
    /// Neither an address, nor a range, nor a name.
    UnknownRange { place: Place, value: String, suggestion: Option<&'static str> },
    /// A prefix length that is no number or too long for the address.
    PrefixLength { place: Place, value: String, longest: u8 },
    /// An address that is not the first of its range.
    HostBits { place: Place, value: String, network: IpNet },
    /// An IPv4-mapped range that reaches outside IPv4.
    MappedRange { place: Place, value: String },
    /// A range with an IPv6 zone.
    ZoneInRange { place: Place, value: String },
    /// Ranges that hold everyone, with nothing else that checks who speaks. `held` is the part of the addresses.
    HoldsEveryone { place: Place, held: &'static str },
    /// The same, by several groups together.
    HoldEveryoneTogether { place: Place, groups: Vec<usize>, held: &'static str },
    /// Ranges that hold everyone, beside other groups.
    AsksEveryClient { place: Place, held: &'static str },
    /// The same, by several groups together.
    AskEveryClientTogether { place: Place, groups: Vec<usize>, held: &'static str },
    /// A group whose ranges earlier groups trust already.
    NeverAsked { place: Place },
    /// `trusted_hops` or `entries_per_hop` of 0, or above 65535.
    Count { place: Place, value: u32 },
    /// A count above 1 in a format that holds one address.
    CountInSingleAddress { place: Place, value: u32, header: HeaderName },
    /// A text that HTTP does not allow as the name of a header.
    HeaderName { place: Place, value: String },
    /// `Host`, `Connection`, `Content-Length` or `Transfer-Encoding`, in which no proxy reports who connected to it.
    HeaderOfHttp { place: Place, header: HeaderName },
    /// One header, read in two formats.
    TwoFormats { place: Place, header: HeaderName, value: &'static str, other_group: usize, other_value: &'static str },
    /// More than eight different headers.
    TooManyHeaders { place: Place, header: HeaderName },
    /// More than 64 different proofs.
    TooManyProofs { place: Place },
    /// A proof whose value cannot be sent as it stands.
    ProofValue { place: Place, problem: &'static str },
    /// A proof in a header that a group reads hops from.
    ProofInForwardingHeader { place: Place, header: HeaderName, other_group: usize },
    /// A proof in the one-line form, or another word that begins with `proof`.
    ProofInText { place: Place },
    /// The one-line form does not go on as it must.
    Syntax { place: Place, value: String, expected: &'static str },
}

impl PolicyError {
    /// The same, found in the group with this number.
    pub(crate) fn in_group(mut self, number: usize) -> Self {
        let (Self::MissingKey { place }
        | Self::UnknownKey { place, .. }
        | Self::RepeatedKey { place }
        | Self::UnknownValue { place, .. }
        | Self::EmptyRanges { place }
        | Self::UnknownRange { place, .. }
        | Self::PrefixLength { place, .. }
        | Self::HostBits { place, .. }
        | Self::MappedRange { place, .. }
        | Self::ZoneInRange { place, .. }
        | Self::HoldsEveryone { place, .. }
        | Self::HoldEveryoneTogether { place, .. }
        | Self::AsksEveryClient { place, .. }
        | Self::AskEveryClientTogether { place, .. }
        | Self::NeverAsked { place }
        | Self::Count { place, .. }
        | Self::CountInSingleAddress { place, .. }
        | Self::HeaderName { place, .. }
        | Self::HeaderOfHttp { place, .. }
        | Self::TwoFormats { place, .. }
        | Self::TooManyHeaders { place, .. }
        | Self::TooManyProofs { place }
        | Self::ProofValue { place, .. }
        | Self::ProofInForwardingHeader { place, .. }
        | Self::ProofInText { place }
        | Self::Syntax { place, .. }) = &mut self;
        place.group = Some(number);
        self
    }
}

impl PolicyError {
    /// The same, of a text in which `proof` stands somewhere, so that whatever it holds may be the secret.
    pub(crate) fn of_text_with_proof(mut self, text: &str) -> Self {
        if find_proof(text).is_none() {
            return self;
        }
        if let Self::UnknownKey { value, .. }
        | Self::UnknownValue { value, .. }
        | Self::UnknownRange { value, .. }
        | Self::PrefixLength { value, .. }
        | Self::HostBits { value, .. }
        | Self::MappedRange { value, .. }
        | Self::ZoneInRange { value, .. }
        | Self::HeaderName { value, .. }
        | Self::Syntax { value, .. } = &mut self
        {
            if !value.is_empty() {
                *value = HIDDEN.to_owned();
            }
        }
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.group, self.key) {
            (None, "") => f.write_str("policy"),
            (None, key) => f.write_str(key),
            (Some(group), "") => write!(f, "group {group}"),
            (Some(group), key) => write!(f, "group {group}, {key}"),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey { place } => write!(f, "{place}: must be given"),
            Self::UnknownKey { place, value, known } => {
                write!(f, "{place}: {} is no key here; the keys are {known}", Quoted(value))
            }
            Self::RepeatedKey { place } => write!(f, "{place}: is given twice; keep one"),
            Self::UnknownValue { place, value, expected } => {
                write!(f, "{place}: found {}, expected {expected}", Quoted(value))
            }
            Self::EmptyRanges { place } => {
                write!(f, "{place}: is empty; name the addresses of the proxies, or leave the group out")
            }
            Self::UnknownRange { place, value, suggestion: Some(suggestion) } => {
                write!(f, "{place}: {} is no address, range or name; did you mean `{suggestion}`?", Quoted(value))
            }
            Self::UnknownRange { place, value, suggestion: None } => {
                write!(f, "{place}: {} is no address, range or name; the names are ", Quoted(value))?;
                f.write_str(&presets::names().collect::<Vec<_>>().join(", "))
            }
            Self::PrefixLength { place, value, longest } => {
                write!(f, "{place}: {} has no prefix length from 0 to {longest} behind its `/`", Quoted(value))
            }
            Self::HostBits { place, value, network } => {
                write!(f, "{place}: {} has host bits set; did you mean `{network}`?", Quoted(value))
            }
            Self::MappedRange { place, value } => write!(
                f,
                "{place}: {} is an IPv4-mapped range shorter than /96, which reaches outside IPv4; write the IPv4 range itself",
                Quoted(value)
            ),
            Self::ZoneInRange { place, value } => {
                write!(
                    f,
                    "{place}: {} has a zone, which no range can have; leave out what stands from `%` on",
                    Quoted(value)
                )
            }
            Self::HoldsEveryone { place, held } => write!(
                f,
                "{place}: hold everyone ({held}) without trusted_hops, so the client could choose the answer; \
                 name the addresses of the proxies, or set trusted_hops to their number"
            ),
            Self::HoldEveryoneTogether { place, groups, held } => write!(
                f,
                "{place}: groups {} together hold everyone ({held}) without trusted_hops, so the client could \
                 choose the answer; name the addresses of the proxies",
                Listed(groups)
            ),
            Self::AskEveryClientTogether { place, groups, held } => write!(
                f,
                "{place}: groups {} together hold everyone ({held}), so every client that one finds would be asked again \
                 by another; name the addresses of the proxies, give the groups a proof, or make them one group",
                Listed(groups)
            ),
            Self::AsksEveryClient { place, held } => write!(
                f,
                "{place}: hold everyone ({held}) beside other groups, so every client that those find would be asked again; \
                 name the addresses of the proxies, give the group a proof, or let it stand alone"
            ),
            Self::NeverAsked { place } => write!(
                f,
                "{place}: earlier groups trust all of these addresses, so this group can never be asked; \
                 move it up or take it out"
            ),
            Self::Count { place, value: 0 } => write!(f, "{place}: is 0; it counts from 1, or leave it out"),
            Self::Count { place, value } => write!(f, "{place}: is {value}; it can be 65535 at most"),
            Self::CountInSingleAddress { place, value, header } => write!(
                f,
                "{place}: is {value}, but {} holds one address; leave it out, or set format to `list` if proxies append to the header",
                Cut(header.as_str())
            ),
            Self::HeaderName { place, value } => {
                write!(f, "{place}: {} is no header name; write it as in `X-Forwarded-For`", Quoted(value))
            }
            Self::HeaderOfHttp { place, header } => write!(
                f,
                "{place}: {header} is a header of HTTP itself, in which no proxy says who connected to it; name the one \
                 that your proxies write, as in `X-Forwarded-For`"
            ),
            Self::TwoFormats { place, header, value, other_group, other_value } => write!(
                f,
                "{place}: {} is `{value}` here and `{other_value}` in group {other_group}; give both the same format",
                Cut(header.as_str())
            ),
            Self::TooManyHeaders { place, header } => {
                write!(f, "{place}: {} is the ninth header of the policy; it can have eight", Cut(header.as_str()))
            }
            Self::TooManyProofs { place } => {
                write!(f, "{place}: is the 65th different proof of the policy; it can have 64")
            }
            Self::ProofValue { place, problem } => write!(f, "{place}: {problem} (the value is not shown)"),
            Self::ProofInForwardingHeader { place, header, other_group } => write!(
                f,
                "{place}: {} is the header in which group {other_group} reports addresses; prove it in another",
                Cut(header.as_str())
            ),
            Self::ProofInText { place } => write!(
                f,
                "{place}: a proof cannot be given as text, nor any word that begins with `proof`, since texts like this end \
                 up in process lists and logs; give the policy in a file or build it in code"
            ),
            Self::Syntax { place, value, expected } if value.is_empty() => {
                write!(f, "{place}: ends where {expected} should follow")
            }
            Self::Syntax { place, value, expected } => {
                write!(f, "{place}: found {} where {expected} should stand", Quoted(value))
            }
        }
    }
}

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for PolicyError {}
