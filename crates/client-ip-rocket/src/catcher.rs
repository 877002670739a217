//! How a failed guard is answered where the application has no catcher of its own.

use crate::outcome::kept;
use crate::rejection::Rejection;
use rocket::catcher::{self, Catcher};
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::http::Status;
use rocket::response::Responder;
use rocket::{Build, Request, Rocket};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a guard of ours failed in this request.
#[derive(Default)]
struct Rejected(AtomicBool);

/// Notes that a guard of ours failed.
pub(crate) fn note(request: &Request<'_>) {
    request.local_cache(Rejected::default).0.store(true, Ordering::Relaxed);
}

/// Registers the catchers once all that was attached has run, so that it sees every catcher of the application.
pub(crate) struct CatcherFairing;

#[rocket::async_trait]
impl Fairing for CatcherFairing {
    fn info(&self) -> Info {
        Info { name: "client-ip catchers", kind: Kind::Ignite | Kind::Singleton }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        let is_caught = |status: Status| {
            let matches = |code: Option<u16>| code.is_none_or(|code| code == status.code);
            rocket.catchers().any(|catcher| catcher.base.path() == "/" && matches(catcher.code))
        };
        let uncaught =
            [Status::BadRequest, Status::InternalServerError].into_iter().filter(|status| !is_caught(*status));
        let catchers =
            uncaught.map(|status| Catcher { name: Some("client-ip".into()), ..Catcher::new(status.code, FixedLine) });
        let catchers: Vec<Catcher> = catchers.collect();
        Ok(rocket.register("/", catchers))
    }
}

/// Answers for our guards with their fixed line, and for everyone else as Rocket does.
#[derive(Clone)]
struct FixedLine;

#[rocket::async_trait]
impl catcher::Handler for FixedLine {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> catcher::Result<'r> {
        if request.local_cache(Rejected::default).0.load(Ordering::Relaxed) {
            let rejection = match kept(request).map(|kept| kept.outcome.client()) {
                Err(rejection) => Some(rejection),
                Ok(client) => client.err().map(|error| Rejection::Unresolved(error.clone())),
            };
            if let Some(rejection) = rejection.filter(|rejection| rejection.status() == status) {
                return rejection.respond_to(request);
            }
        }
        Catcher::default().handler.handle(status, request).await
    }
}
