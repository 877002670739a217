//! The fairing that brings the policy; finds the peer, resolves once, keeps the outcome.

use crate::catcher::CatcherFairing;
use crate::config::{self, KEY};
use crate::headers::Lines;
use crate::outcome::{Outcome, Rejection};
use client_ip_core::{Client, SharedPolicy, Trace};
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::{Build, Request, Rocket};
use std::net::IpAddr;

/// Brings the policy into Rocket. Attach it once: where two are attached, the last one counts.
///
/// The policy is managed state then: a handler finds it as `&State<SharedPolicy>`, and can replace it while serving.
#[derive(Debug, Clone)]
pub struct ClientIpFairing {
    /// `None`: from Rocket's configuration.
    policy: Option<SharedPolicy>,
}

impl ClientIpFairing {
    /// With this policy; a [`SharedPolicy`] can be replaced while serving.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        Self { policy: Some(policy.into()) }
    }

    /// With the policy under `trusted_proxies` in Rocket's configuration: a list of groups or one line of text, in
    /// `Rocket.toml`, under the profile that is selected, or in `ROCKET_TRUSTED_PROXIES`. Nobody is trusted where it is not
    /// given. A policy that is refused stops the launch, and the log says where it stands, what is wrong, and the mend.
    #[must_use]
    pub fn from_config() -> Self {
        Self { policy: None }
    }

    fn read(&self, rocket: &Rocket<Build>) -> Result<SharedPolicy, String> {
        if rocket.state::<SharedPolicy>().is_some() {
            return Err("a SharedPolicy is managed already; attach the fairing and leave `.manage(policy)` out".into());
        }
        let configured = config::read(rocket.figment())?;
        match (&self.policy, configured) {
            (None, configured) => Ok(configured.unwrap_or_default().into()),
            (Some(policy), None) => Ok(policy.clone()),
            (Some(_), Some(_)) => Err(format!(
                "the policy is given twice, in code and as `{KEY}` in the configuration; \
                 use `ClientIpFairing::from_config()`, or take `{KEY}` out"
            )),
        }
    }
}

#[rocket::async_trait]
impl Fairing for ClientIpFairing {
    fn info(&self) -> Info {
        Info { name: "client-ip", kind: Kind::Ignite | Kind::Singleton }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        match self.read(&rocket) {
            Ok(policy) => {
                match policy.load() {
                    policy if policy.is_empty() => log::info!("client-ip: nobody is trusted"),
                    policy => log::info!("client-ip: {policy}"),
                }
                Ok(rocket.manage(policy).attach(CatcherFairing))
            }
            Err(error) => {
                log::error!("client-ip: {error}");
                Err(rocket)
            }
        }
    }
}

/// The client's address, for fairings, loggers and rate limiters: the same answer that the guards give, since it is
/// found once for each request. Not Rocket's `request.client_ip()`, which believes a header from anyone.
///
/// # Errors
///
/// A request that cannot be resolved, and a server where the policy or the peer is not wired up.
pub fn client_ip(request: &Request<'_>) -> Result<IpAddr, Rejection> {
    match &outcome(request)?.client {
        Ok(client) => Ok(client.ip),
        Err(error) => Err(Rejection::Unresolved(error.clone())),
    }
}

/// The client with port, hops and header; otherwise as [`client_ip`].
///
/// # Errors
///
/// As [`client_ip`].
pub fn resolved(request: &Request<'_>) -> Result<Client, Rejection> {
    outcome(request)?.client.clone().map_err(Rejection::Unresolved)
}

/// Why the answer is what it is, under the policy that it was found under. The trace shows text of the request and
/// the policy: it is for operators.
///
/// # Errors
///
/// A server where the policy or the peer is not wired up.
pub fn explain(request: &Request<'_>) -> Result<Trace, Rejection> {
    let outcome = outcome(request)?;
    Ok(outcome.policy.explain(outcome.peer, &Lines(request.headers())))
}

fn outcome<'r>(request: &'r Request<'_>) -> Result<&'r Outcome, Rejection> {
    let policy = request.rocket().state::<SharedPolicy>().ok_or(Rejection::NoPolicy)?;
    let peer = request.remote().ok_or(Rejection::NoPeer)?.into();
    Ok(request.local_cache(|| {
        let policy = policy.load();
        let client = policy.resolve(peer, &Lines(request.headers()));
        Outcome { policy, peer, client }
    }))
}
