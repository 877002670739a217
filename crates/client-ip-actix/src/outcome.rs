//! What is kept of a request.

use crate::headers::Lines;
use crate::rejection::Rejection;
use crate::{log, peer};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use client_ip_core::{Client, Peer, Policy, PolicyIdentity, ResolveError, SharedPolicy, Trace};

/// What became of a request: under which policy, for which peer, and with which answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    policy: Policy,
    pub(crate) peer: Peer,
    client: Result<Client, ResolveError>,
    pub(crate) is_logged: bool,
}

impl Outcome {
    /// Resolves the request, under the policy that holds now.
    fn of(request: &HttpRequest, policy: &SharedPolicy) -> Result<Self, Rejection> {
        log::policy(policy);
        let peer = peer::peer(request).ok_or(Rejection::NoPeer)?;
        let (shared, policy, headers) = (policy, policy.load(), Lines(request.headers()));
        let client = policy.resolve(peer, &headers);
        log::untrusted_peer(shared, &policy, peer, &headers, &client);
        Ok(Self { policy, peer, client, is_logged: false })
    }

    pub(crate) fn client(&self) -> Result<&Client, Rejection> {
        self.client.as_ref().map_err(|error| Rejection::Unresolved(error.clone()))
    }

    /// Why, by the headers as they are now.
    pub(crate) fn explain(&self, request: &HttpRequest) -> Trace {
        self.policy.explain(self.peer, &Lines(request.headers())).of_answer(self.client.clone())
    }
}

/// What was answered in one request, in the order in which it was asked for: middleware of the App and a handler in a
/// scope with a policy of its own are answered each under their own.
struct Kept {
    first: Result<(PolicyIdentity, Outcome), Rejection>,
    others: Vec<(PolicyIdentity, Outcome)>,
}

impl Kept {
    fn of(&mut self, policy: &SharedPolicy) -> Option<&mut Outcome> {
        let all = self.first.as_mut().into_iter().chain(&mut self.others);
        all.into_iter().find(|(kept, _)| *kept == policy.identity()).map(|(_, outcome)| outcome)
    }
}

/// Hands over the outcome under the policy that stands nearest to the handler: the one that was found before, or else a
/// new one.
pub(crate) fn nearest<T>(request: &HttpRequest, take: impl FnOnce(&mut Outcome) -> T) -> Result<T, Rejection> {
    let policy = policy(request);
    if let Ok(policy) = &policy {
        if let Some(outcome) = request.extensions_mut().get_mut::<Kept>().and_then(|kept| kept.of(policy)) {
            return Ok(take(outcome));
        }
    }
    let found = policy.and_then(|policy| Ok((policy.identity(), Outcome::of(request, policy)?)));
    let (found, taken) = match found {
        Ok((under, mut outcome)) => {
            let taken = take(&mut outcome);
            (Ok((under, outcome)), Ok(taken))
        }
        Err(rejection) => (Err(rejection.clone()), Err(rejection)),
    };
    let mut extensions = request.extensions_mut();
    match extensions.get_mut::<Kept>() {
        Some(kept) => kept.others.extend(found),
        None => drop(extensions.insert(Kept { first: found, others: Vec::new() })),
    }
    taken
}

/// The same behind the handler, where the nearest policy may be that of a scope which the one who asks stands outside of:
/// the answer that was given first, if one was.
pub(crate) fn first<T>(request: &HttpRequest, take: impl FnOnce(&mut Outcome) -> T) -> Result<T, Rejection> {
    if let Some(kept) = request.extensions_mut().get_mut::<Kept>() {
        return kept.first.as_mut().map(|(_, outcome)| take(outcome)).map_err(|rejection| rejection.clone());
    }
    nearest(request, take)
}

/// actix-web finds the nearest value of one type, and cannot compare the places of two types.
fn policy(request: &HttpRequest) -> Result<&SharedPolicy, Rejection> {
    match (request.app_data::<SharedPolicy>(), request.app_data::<Data<SharedPolicy>>()) {
        (Some(policy), None) => Ok(policy),
        (None, Some(data)) => Ok(&***data),
        (None, None) => Err(Rejection::NoPolicy),
        (Some(policy), Some(data)) if policy.shares_with(data) => Ok(policy),
        (Some(_), Some(_)) => Err(Rejection::TwoPolicies),
    }
}
