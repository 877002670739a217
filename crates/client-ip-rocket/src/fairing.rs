//! The fairing that brings the policy.

use crate::catcher::CatcherFairing;
use crate::config::{self, KEY};
use crate::log;
use client_ip_core::SharedPolicy;
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::{Build, Rocket};

/// Brings the policy into Rocket. Attach it once: where two are attached, the last one counts.
///
/// ```
/// use client_ip_rocket::{ClientIpFairing, Policy};
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
/// let rocket = rocket::build().attach(ClientIpFairing::new(policy));
/// # let _ = rocket;
/// # Ok::<(), client_ip_rocket::PolicyError>(())
/// ```
///
/// The policy is managed state then: a handler finds it as `&State<SharedPolicy>`, and can replace it while serving.
#[derive(Debug, Clone)]
pub struct ClientIpFairing {
    /// `None`: from Rocket's configuration.
    policy: Option<SharedPolicy>,
}

impl ClientIpFairing {
    /// With this policy; a [`SharedPolicy`] can be replaced while serving.
    #[must_use]
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
                log::policy(&policy);
                if config::believes_anyone(rocket.figment()) {
                    log::believes_anyone();
                }
                Ok(rocket.manage(policy).attach(CatcherFairing))
            }
            Err(error) => {
                log::refused(&error);
                Err(rocket)
            }
        }
    }
}
