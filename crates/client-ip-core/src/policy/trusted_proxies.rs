//! One group of trusted proxies: who they are, and the header in which they say who connected to them.
//! Data and its builder; whether a group makes sense beside others is [`Policy`](crate::Policy)'s to check.

use crate::format::Format;
use crate::ip::Ip;
use crate::peer::Peer;
use crate::policy::error::{Place, PolicyError};
use crate::policy::header::Header;
use crate::policy::mistake::Mistake;
use crate::policy::options::{OnInvalid, OnMissing};
use crate::policy::proof::Proof;
use crate::policy::proxy_range::ProxyRange;
use crate::ranges::IpRanges;
use http::HeaderName;
use std::num::NonZeroU16;

/// A group of addresses whose report about *who connected to them* is believed, and the header in which
/// they give it.
///
/// ```
/// use client_ip_core::{OnMissing, Policy, TrustedProxies};
///
/// let proxies = TrustedProxies::new(["192.168.0.0/24", "loopback"], "X-Forwarded-For")?
///     .with_on_missing(OnMissing::LastTrusted);
/// let policy = Policy::new([proxies])?;
/// assert_eq!(policy.to_string(), "X-Forwarded-For from 192.168.0.0/24, loopback on-missing last-trusted");
/// # Ok::<(), client_ip_core::PolicyError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TrustedProxies {
    pub(crate) written: Vec<ProxyRange>,
    pub(crate) ranges: IpRanges,
    pub(crate) unix: bool,
    pub(crate) header: Header,
    pub(crate) format: Format,
    pub(crate) trusted_hops: Option<NonZeroU16>,
    pub(crate) entries_per_hop: NonZeroU16,
    pub(crate) on_missing: OnMissing,
    pub(crate) on_invalid: OnInvalid,
    pub(crate) proof: Option<Proof>,
}

impl TrustedProxies {
    /// The proxies at these addresses, which report who connected to them in this header.
    ///
    /// `ranges` are CIDR ranges, single addresses and names: `loopback`, `private`, `link-local`, `cgnat`,
    /// `unix` (a peer on a Unix socket), `any`, and providers for what they publish (`cloudflare`, `fastly`,
    /// `google-lb`, `cloudfront-origin-facing`, `azure-front-door-backend`). The format follows from the header's name
    /// ([`Format::for_header`]); every other key has the default of the configuration.
    ///
    /// # Errors
    ///
    /// - no ranges at all
    /// - `localhost`, `LOOPBACK`, `10.0.0`, `[::1]`, `10.0.0.1:80`: no address, range or name
    /// - `10.0.0.0/33`, `10.0.0.0/08`: no prefix length
    /// - `10.0.0.1/8`: host bits set
    /// - `::ffff:0:0/95`: an IPv4-mapped range that reaches outside IPv4
    /// - `fe80::%eth0/64`: a zone
    /// - `X Forwarded For`: no header name
    /// - `Host`, `Connection`, `Content-Length`, `Transfer-Encoding`: headers of HTTP itself
    pub fn new(ranges: impl IntoIterator<Item = impl AsRef<str>>, header: &str) -> Result<Self, PolicyError> {
        let written = ranges.into_iter().map(|text| ProxyRange::read(text.as_ref())).collect::<Result<Vec<_>, _>>()?;
        if written.is_empty() {
            return Err(Mistake::EmptyRanges.at(Place::of("ranges")));
        }
        let header = Header::read(header, Place::of("header"))?;
        if header.is_of_http() {
            return Err(Mistake::HeaderOfHttp { header: HeaderName::clone(&header.name) }.at(Place::of("header")));
        }
        Ok(Self {
            ranges: written.iter().flat_map(ProxyRange::nets).collect(),
            unix: written.iter().any(ProxyRange::is_unix),
            written,
            format: Format::for_header(&header.name),
            header,
            trusted_hops: None,
            entries_per_hop: NonZeroU16::MIN,
            on_missing: OnMissing::Reject,
            on_invalid: OnInvalid::Reject,
            proof: None,
        })
    }

    /// Reads the header in this format, whatever its name suggests.
    ///
    /// ```
    /// use client_ip_core::{Format, TrustedProxies};
    ///
    /// let proxies = TrustedProxies::new(["192.0.2.1"], "X-Client")?.with_format(Format::List);
    /// assert_eq!(proxies.format(), Format::List);
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Lets the walk take this many hops from the group at most, 1 to 65535: the last of them is the client.
    ///
    /// With the range `any` nothing else checks who speaks, so the application must not be reachable around
    /// its proxies, or the group needs a proof.
    ///
    /// ```
    /// use client_ip_core::{Policy, TrustedProxies};
    ///
    /// let proxies = TrustedProxies::new(["any"], "X-Forwarded-For")?.with_trusted_hops(2)?;
    /// let policy = Policy::new([proxies])?;
    /// let headers = [("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.0.2.7")];
    /// assert_eq!(policy.resolve([192, 0, 2, 1], &headers)?.ip().to_string(), "203.0.113.9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// 0, and more than 65535.
    pub fn with_trusted_hops(mut self, hops: u32) -> Result<Self, PolicyError> {
        self.trusted_hops = Some(count(hops, "trusted_hops")?);
        Ok(self)
    }

    /// How many entries each of these proxies appends, 1 to 65535; the leftmost of them is the hop. With too high a
    /// number the client can choose the address.
    ///
    /// ```
    /// use client_ip_core::{Policy, TrustedProxies};
    ///
    /// // Google's load balancer appends the client's address and its own.
    /// let balancer = TrustedProxies::new(["google-lb"], "X-Forwarded-For")?.with_entries_per_hop(2)?;
    /// let policy = Policy::new([balancer])?;
    /// let client = policy.resolve([35, 191, 0, 1], &[("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 192.0.2.44")])?;
    /// assert_eq!(client.ip().to_string(), "203.0.113.9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// 0, and more than 65535.
    pub fn with_entries_per_hop(mut self, entries: u32) -> Result<Self, PolicyError> {
        self.entries_per_hop = count(entries, "entries_per_hop")?;
        Ok(self)
    }

    /// What happens if one of these proxies does not say who connected to it.
    ///
    /// ```
    /// use client_ip_core::{OnMissing, TrustedProxies};
    ///
    /// let proxies = TrustedProxies::new(["192.0.2.1"], "X-Real-IP")?.with_on_missing(OnMissing::LastTrusted);
    /// assert_eq!(proxies.to_string(), "X-Real-IP from 192.0.2.1 on-missing last-trusted");
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_on_missing(mut self, on_missing: OnMissing) -> Self {
        self.on_missing = on_missing;
        self
    }

    /// What happens if the report of one of these proxies is not an address, or if a header that holds one address has two
    /// lines.
    ///
    /// ```
    /// use client_ip_core::{OnInvalid, TrustedProxies};
    ///
    /// let proxies = TrustedProxies::new(["192.0.2.1"], "X-Real-IP")?.with_on_invalid(OnInvalid::LastTrusted);
    /// assert_eq!(proxies.to_string(), "X-Real-IP from 192.0.2.1 on-invalid last-trusted");
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_on_invalid(mut self, on_invalid: OnInvalid) -> Self {
        self.on_invalid = on_invalid;
        self
    }

    /// This group is trusted only in a request that carries this header exactly once, with exactly this value. The value is
    /// a secret: it is compared in constant time, and this library never prints it. But a parser's error may quote the line
    /// with the secret. For a `toml::de::Error`, print only `message()`.
    ///
    /// ```
    /// use client_ip_core::{Policy, TrustedProxies};
    ///
    /// let secret = "correct horse battery staple"; // from where secrets are kept
    /// let front_door = TrustedProxies::new(["azure-front-door-backend"], "X-Azure-SocketIP")?
    ///     .with_proof("X-Origin-Verify", secret)?;
    /// let policy = Policy::new([front_door])?;
    /// assert!(policy.to_string().ends_with("proof X-Origin-Verify ***"));
    ///
    /// // Somebody else's front door, from the same addresses.
    /// let forged = [("X-Azure-SocketIP", "203.0.113.9"), ("X-Origin-Verify", "a guess")];
    /// assert!(policy.resolve([147, 243, 0, 1], &forged).is_err());
    /// # Ok::<(), client_ip_core::PolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - a header that is no header name, or one of HTTP itself (`Host`, `Connection`, `Content-Length`,
    ///   `Transfer-Encoding`)
    /// - a value that is empty, begins or ends with a space or tab, or holds anything but visible ASCII,
    ///   spaces and tabs; and `***`, which stands for a value that is not shown
    pub fn with_proof(mut self, header: &str, value: &str) -> Result<Self, PolicyError> {
        self.proof = Some(Proof::new(header, value)?);
        Ok(self)
    }

    /// The addresses that the ranges hold, merged; `unix` is none of them.
    #[must_use]
    pub fn ranges(&self) -> &IpRanges {
        &self.ranges
    }

    /// The entries of `ranges`, in the order in which they were given.
    #[must_use]
    pub fn ranges_as_written(&self) -> &[ProxyRange] {
        &self.written
    }

    /// The first entry of `ranges` that holds this peer.
    #[must_use]
    pub fn range_of(&self, peer: impl Into<Peer>) -> Option<&ProxyRange> {
        let ip = peer.into().ip();
        self.written.iter().find(|range| range.contains(ip))
    }

    /// Whether the ranges hold this peer; a proof apart.
    #[must_use]
    pub fn contains(&self, peer: impl Into<Peer>) -> bool {
        self.contains_ip(peer.into().address)
    }

    /// Whether a peer on a Unix socket is one of these proxies.
    #[must_use]
    pub fn includes_unix(&self) -> bool {
        self.unix
    }

    /// The header in which they report who connected to them.
    #[must_use]
    pub fn header(&self) -> &HeaderName {
        &self.header.name
    }

    /// That header as the policy spells it.
    #[must_use]
    pub fn header_as_written(&self) -> &str {
        &self.header.spelled
    }

    /// The format of that header.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many hops the walk takes from this group, if that is bounded.
    #[must_use]
    pub fn trusted_hops(&self) -> Option<u32> {
        self.trusted_hops.map(|hops| hops.get().into())
    }

    /// How many entries each of these proxies appends.
    #[must_use]
    pub fn entries_per_hop(&self) -> u32 {
        self.entries_per_hop.get().into()
    }

    /// What happens where a hop is missing.
    #[must_use]
    pub fn on_missing(&self) -> OnMissing {
        self.on_missing
    }

    /// What happens where a hop is no address.
    #[must_use]
    pub fn on_invalid(&self) -> OnInvalid {
        self.on_invalid
    }

    /// The header that proves that these proxies speak, if they have to.
    #[must_use]
    pub fn proof_header(&self) -> Option<&HeaderName> {
        self.proof.as_ref().map(|proof| &*proof.header.name)
    }

    /// That header as the policy spells it.
    #[must_use]
    pub fn proof_header_as_written(&self) -> Option<&str> {
        self.proof.as_ref().map(|proof| &*proof.header.spelled)
    }

    /// The same of an address; `None` is a Unix socket.
    #[inline]
    pub(crate) fn contains_ip(&self, ip: Option<Ip>) -> bool {
        match ip {
            Some(ip) => self.ranges.contains_ip(ip),
            None => self.unix,
        }
    }
}

fn count(value: u32, key: &'static str) -> Result<NonZeroU16, PolicyError> {
    let count = u16::try_from(value).ok().and_then(NonZeroU16::new);
    count.ok_or_else(|| Mistake::Count { value }.at(Place::of(key)))
}
