//! The core's policy, peer and answer in the twin's words, so that the two can be compared.

use crate::policy::{Format, Group, Otherwise, Policy};
use crate::walk::{Answer, Lacking, Peer};
use client_ip_core::{Client, OnInvalid, OnMissing, PolicyError, ResolveError, TrustedProxies};

impl Policy {
    /// The same policy for the core, built in code.
    ///
    /// # Errors
    ///
    /// Whatever the core refuses.
    pub fn to_core(&self) -> Result<client_ip_core::Policy, PolicyError> {
        let groups: Result<Vec<_>, _> = self.trusted_proxies.iter().map(Group::to_core).collect();
        client_ip_core::Policy::new(groups?)
    }
}

impl Group {
    /// The same group for the core, built in code.
    ///
    /// # Errors
    ///
    /// Whatever the core refuses.
    pub fn to_core(&self) -> Result<TrustedProxies, PolicyError> {
        let mut group = TrustedProxies::new(&self.ranges, &self.header)?;
        if let Some(format) = self.format {
            group = group.with_format(format.into());
        }
        if let Some(hops) = self.trusted_hops {
            group = group.with_trusted_hops(hops)?;
        }
        if let Some(entries) = self.entries_per_hop {
            group = group.with_entries_per_hop(entries)?;
        }
        if let Some(on_missing) = self.on_missing {
            group = group.with_on_missing(match on_missing {
                Otherwise::Reject => OnMissing::Reject,
                Otherwise::LastTrusted => OnMissing::LastTrusted,
            });
        }
        if let Some(on_invalid) = self.on_invalid {
            group = group.with_on_invalid(match on_invalid {
                Otherwise::Reject => OnInvalid::Reject,
                Otherwise::LastTrusted => OnInvalid::LastTrusted,
            });
        }
        if let Some(proof) = &self.proof {
            group = group.with_proof(&proof.header, &proof.value)?;
        }
        Ok(group)
    }
}

impl From<Format> for client_ip_core::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::List => Self::List,
            Format::Forwarded => Self::Forwarded,
            Format::Address => Self::Address,
            Format::AddressPort => Self::AddressPort,
        }
    }
}

impl From<Peer> for client_ip_core::Peer {
    fn from(peer: Peer) -> Self {
        match peer {
            Peer::Ip(ip, port) => Self::new(ip, port),
            Peer::Unix => Self::UNIX,
        }
    }
}

impl From<client_ip_core::error::Lacking> for Lacking {
    /// # Panics
    ///
    /// What the rules do not know.
    fn from(lacking: client_ip_core::error::Lacking) -> Self {
        match lacking {
            client_ip_core::error::Lacking::Header => Self::Header,
            client_ip_core::error::Lacking::Entry => Self::Entry,
            client_ip_core::error::Lacking::Proof => Self::Proof,
            other => panic!("the rules do not know that a request can lack this: {other:?}"),
        }
    }
}

impl From<Result<Client, ResolveError>> for Answer {
    /// # Panics
    ///
    /// An error that the rules do not know.
    fn from(outcome: Result<Client, ResolveError>) -> Self {
        let name = |header: &http::HeaderName| header.as_str().to_owned();
        match outcome {
            Ok(client) => Self::Client {
                ip: client.ip(),
                port: client.port(),
                hops: client.hops(),
                header: client.header().map(name),
            },
            Err(ResolveError::Missing { header, hop, lacking, .. }) => {
                Self::Missing { header: name(&header), hop, lacking: lacking.into() }
            }
            Err(ResolveError::Invalid { header, hop, .. }) => Self::Invalid { header: name(&header), hop },
            Err(ResolveError::Duplicate { header, hop, .. }) => Self::Duplicate { header: name(&header), hop },
            Err(ResolveError::NoAddress) => Self::NoAddress,
            Err(error) => panic!("an error that the rules do not know: {error}"),
        }
    }
}
