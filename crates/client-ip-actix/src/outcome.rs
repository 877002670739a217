//! What is kept of a request.

use crate::headers::HeaderLines;
use crate::rejection::Rejection;
use crate::{log, peer};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use client_ip_core::{Outcome, PolicyIdentity, SharedPolicy};

/// What is kept of a request under one policy.
#[derive(Debug)]
pub(crate) struct Kept {
    under: PolicyIdentity,
    pub(crate) outcome: Outcome,
    pub(crate) is_logged: bool,
}

impl Kept {
    /// Resolves the request, under the policy that holds now.
    fn of(request: &HttpRequest, policy: &SharedPolicy) -> Result<Self, Rejection> {
        log::policy(policy);
        let peer = peer::peer(request).ok_or(Rejection::NoPeer)?;
        let headers = HeaderLines(request.headers());
        let outcome = Outcome::new(policy.load(), peer, &headers);
        log::untrusted_peer(policy, &outcome, &headers);
        Ok(Self { under: policy.identity(), outcome, is_logged: false })
    }
}

/// What was answered in one request, in the order in which it was asked for: middleware of the App and a handler in a
/// scope with a policy of its own are answered each under their own.
struct Answers {
    first: Result<Kept, Rejection>,
    others: Vec<Kept>,
}

impl Answers {
    fn under(&mut self, policy: &SharedPolicy) -> Option<&mut Kept> {
        let all = self.first.as_mut().into_iter().chain(&mut self.others);
        all.into_iter().find(|kept| kept.under == policy.identity())
    }
}

/// Hands over what is kept under the policy that stands nearest to the handler: what was found before, or else a new answer.
pub(crate) fn nearest<T>(request: &HttpRequest, take: impl FnOnce(&mut Kept) -> T) -> Result<T, Rejection> {
    let policy = policy(request);
    if let Ok(policy) = &policy {
        if let Some(kept) = request.extensions_mut().get_mut::<Answers>().and_then(|answers| answers.under(policy)) {
            return Ok(take(kept));
        }
    }
    let mut found = policy.and_then(|policy| Kept::of(request, policy));
    let taken = found.as_mut().map(take).map_err(|rejection| rejection.clone());
    let mut extensions = request.extensions_mut();
    match extensions.get_mut::<Answers>() {
        Some(answers) => answers.others.extend(found),
        None => drop(extensions.insert(Answers { first: found, others: Vec::new() })),
    }
    taken
}

/// The same behind the handler, where the nearest policy may be that of a scope which the one who asks stands outside of:
/// the answer that was given first, if one was.
pub(crate) fn first<T>(request: &HttpRequest, take: impl FnOnce(&mut Kept) -> T) -> Result<T, Rejection> {
    if let Some(answers) = request.extensions_mut().get_mut::<Answers>() {
        return answers.first.as_mut().map(take).map_err(|rejection| rejection.clone());
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
