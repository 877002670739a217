//! `whoami-rocket`: answers who the client is (`GET /`), and why (`GET /explain`).

use client_ip_rocket::{ClientIpFairing, Rejection, Resolved, Trace};
use client_ip_whoami::Start;
use rocket::config::{Config, LogLevel, Shutdown};
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{catch, catchers, get, routes};
use std::net::SocketAddr;
use std::process::ExitCode;

const NAME: &str = env!("CARGO_PKG_NAME");

type Answer = (Status, String);

fn answer((status, body): (u16, String)) -> Answer {
    (Status::new(status), body)
}

#[get("/")]
fn whoami(resolved: Result<Resolved, Rejection>) -> Answer {
    answer(match resolved {
        Ok(Resolved(client)) => client_ip_whoami::answer(Ok(&client)),
        Err(Rejection::Unresolved(error)) => client_ip_whoami::answer(Err(&error)),
        Err(wiring) => client_ip_whoami::not_wired_up(NAME, wiring),
    })
}

struct Reasons(Result<Trace, Rejection>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reasons {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(client_ip_rocket::explain(request)))
    }
}

#[get("/explain")]
fn explain(reasons: Reasons) -> Answer {
    answer(client_ip_whoami::explanation(NAME, reasons.0))
}

#[catch(404)]
fn not_found() -> Answer {
    answer(client_ip_whoami::not_found())
}

async fn serve(start: Start) -> Result<(), String> {
    let Some(address) = start.listen.filter(|_| start.unix.is_none()) else {
        return Err("--unix: Rocket 0.5 listens on TCP alone; give --listen ADDR:PORT".to_owned());
    };
    start.end_on_signals()?;
    // The words are those of the other programs, so Rocket itself says nothing, and its configuration is not read.
    let shutdown = Shutdown {
        ctrlc: false,
        #[cfg(unix)]
        signals: [].into(),
        ..Shutdown::default()
    };
    let config = Config {
        address: address.ip(),
        port: address.port(),
        log_level: LogLevel::Off,
        shutdown,
        ..Config::release_default()
    };
    let said = start.clone();
    let announce = AdHoc::on_liftoff("announce", |rocket| {
        let address = SocketAddr::new(rocket.config().address, rocket.config().port);
        Box::pin(async move { said.announce(Some(address)) })
    });
    let rocket = rocket::custom(config);
    // Rocket reads its log level as the last thing before it serves.
    log::set_max_level(log::LevelFilter::Off);
    let ended = rocket
        .attach(ClientIpFairing::new(start.policy.clone()))
        .attach(announce)
        .mount("/", routes![whoami, explain])
        .register("/", catchers![not_found])
        .launch()
        .await;
    match ended {
        Ok(_) => Err("the server ended".to_owned()),
        Err(error) => Err(match error.kind() {
            ErrorKind::Bind(error) => start.cannot_listen(error),
            kind => kind.to_string(),
        }),
    }
}

#[rocket::main]
async fn main() -> ExitCode {
    client_ip_whoami::run(NAME, serve).await
}
