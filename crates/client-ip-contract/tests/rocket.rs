//! Rocket, held to the contract.

use client_ip_contract::{
    Address, CHANGE, Change, Difference, Framework, Listen, NotCarried, SEEN, Started, VectorDifference, VectorRequest,
    Wiring, describe, hold, shown,
};
use client_ip_rocket::{
    ClientIp, ClientIpFairing, Peer, Policy, Rejection, Resolved, SharedPolicy, client_ip, explain,
};
use rocket::config::LogLevel;
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::local::blocking::Client;
use rocket::request::{FromRequest, Outcome};
use rocket::{Build, Config, Request, Rocket, State, get, routes};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

struct RocketWeb;

const DROPPED: &str =
    "Rocket drops a line that is not UTF-8 before any guard runs; README.md of the crate says what to do";

fn word(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Unresolved(error) => error.kind().to_string(),
        _ => "not wired up".to_owned(),
    }
}

#[get("/")]
fn whoami(ip: ClientIp) -> String {
    ip.0.to_string()
}

#[get("/details")]
fn details(client: Resolved) -> String {
    describe(Ok(&client.0))
}

#[get("/option")]
fn option(ip: Option<ClientIp>) -> String {
    ip.map_or("none".to_owned(), |ip| ip.0.to_string())
}

#[get("/option/details")]
fn option_details(client: Option<Resolved>) -> String {
    client.map_or("none".to_owned(), |client| client.0.ip().to_string())
}

#[get("/option/both")]
fn option_both(ip: Option<ClientIp>, client: Option<Resolved>) -> &'static str {
    if ip.is_some() || client.is_some() { "some" } else { "none" }
}

#[get("/result")]
fn result(ip: Result<ClientIp, Rejection>) -> String {
    ip.map_or_else(|rejection| word(&rejection), |ip| ip.0.to_string())
}

#[get("/result/details")]
fn result_details(client: Result<Resolved, Rejection>) -> String {
    match client {
        Ok(client) => describe(Ok(&client.0)),
        Err(Rejection::Unresolved(error)) => describe(Err(&error)),
        Err(rejection) => word(&rejection),
    }
}

#[get("/responds")]
fn responds(ip: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
    ip.map(|ip| ip.0.to_string())
}

#[get("/both")]
fn both(ip: ClientIp, client: Resolved) -> String {
    format!("{} {}", ip.0, client.0.ip())
}

/// The request itself, which a handler does not get.
struct Asked<'r>(&'r Request<'r>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self(request))
    }
}

#[get("/replaced")]
fn replaced(policy: &State<SharedPolicy>, request: Asked<'_>) -> String {
    let first = shown(client_ip(request.0));
    policy.replace(Policy::default());
    let reasons = explain(request.0).unwrap().outcome.map(|client| client.ip());
    format!("{first} {} {}", shown(client_ip(request.0)), shown(reasons))
}

#[get("/explained")]
fn explained(request: Asked<'_>) -> String {
    explain(request.0).map_or_else(|rejection| word(&rejection), |trace| describe(trace.outcome.as_ref()))
}

#[get("/changed")]
fn changed(request: Asked<'_>) -> String {
    explain(request.0).unwrap().to_string()
}

/// Changes the headers once the request was asked about.
fn change(request: &mut Request<'_>) {
    let Some(change) = request.headers().get_one(CHANGE).map(Change::named) else { return };
    client_ip(request).unwrap();
    match change {
        // Rocket cannot remove a header.
        Change::Remove => request.replace_header(Header::new("x-forwarded-for", "")),
        Change::Replace(value) => request.replace_header(Header::new("x-forwarded-for", value)),
        Change::Add(name, value) => request.add_header(Header::new(name, value)),
    }
}

#[get("/health")]
fn health() -> &'static str {
    "well"
}

fn app(policy: Option<SharedPolicy>) -> Rocket<Build> {
    let mut config = Config { port: 0, workers: 2, log_level: LogLevel::Off, ..Config::debug_default() };
    config.shutdown.ctrlc = false;
    let app = rocket::custom(config)
        .mount("/", routes![whoami, details, option, option_details, option_both, result, result_details])
        .mount("/", routes![responds, both, replaced, explained, changed, health])
        .attach(AdHoc::on_request("changes", |request, _| Box::pin(async move { change(request) })))
        .attach(AdHoc::on_response("middleware", |request, response| {
            Box::pin(async move {
                response.set_raw_header(SEEN, shown(client_ip(request)));
            })
        }));
    match policy {
        Some(policy) => app.attach(ClientIpFairing::new(policy)),
        None => app,
    }
}

impl Framework for RocketWeb {
    fn name(&self) -> &'static str {
        "Rocket"
    }

    fn serve(&self, wiring: Wiring) -> Started {
        let Listen::Tcp(ip) = wiring.listen else { return Started::Impossible };
        if !wiring.tells_peer {
            return Started::Impossible;
        }
        let app = app(wiring.policy);
        let figment = app.figment().clone().merge((Config::ADDRESS, ip));
        let app = app.configure(figment);
        let (sender, started) = mpsc::channel();
        let refused = sender.clone();
        let app = app.attach(AdHoc::on_liftoff("address", move |app| {
            Box::pin(async move {
                let Config { address, port, .. } = *app.config();
                sender.send(Started::At(Address::Tcp(SocketAddr::new(address, port)))).unwrap();
            })
        }));
        thread::spawn(move || {
            rocket::execute(async move {
                if let Err(error) = app.launch().await {
                    let started = match error.kind() {
                        ErrorKind::SentinelAborts(sentries) => {
                            let asks = |guard: &&str| sentries.iter().any(|sentry| sentry.type_name.contains(guard));
                            let guards: Vec<&str> = ["ClientIp", "Resolved"].into_iter().filter(asks).collect();
                            format!("routes ask for {}", guards.join(" and "))
                        }
                        other => other.to_string(),
                    };
                    refused.send(Started::Refused(started)).unwrap();
                }
            });
        });
        started.recv().unwrap()
    }

    fn answers(&self, requests: &[VectorRequest]) -> Vec<Result<String, NotCarried>> {
        let policy = SharedPolicy::default();
        let client = Client::untracked(app(Some(policy.clone()))).unwrap();
        let answer = |vector: &VectorRequest| {
            policy.replace(vector.policy.clone());
            let (Some(ip), Some(port)) = (vector.peer.ip(), vector.peer.port()) else { return Err(NotCarried) };
            let mut request = client.get("/result/details").remote((ip, port).into());
            for (name, value) in &vector.headers {
                let value = String::from_utf8(value.clone()).map_err(|_| NotCarried)?;
                request.add_header(Header::new(name.clone(), value));
            }
            Ok(request.dispatch().into_string().unwrap())
        };
        requests.iter().map(answer).collect()
    }

    fn line_for_the_policy(&self) -> &'static str {
        "`.attach(ClientIpFairing::from_config())`"
    }

    fn line_for_the_peer(&self) -> &'static str {
        "`.remote(address)`"
    }

    fn differences(&self) -> &'static [Difference] {
        &[
            Difference {
                name: "without a policy the status is 500, and the error names the line that is missing",
                instead: "refused to start: routes ask for ClientIp and Resolved",
                reason: "Rocket lets a guard refuse the launch, which is earlier; the log names the line",
            },
            Difference {
                name: "without a peer the status is 500, and the error names the line that is missing",
                instead: "cannot be put together like this",
                reason: "Rocket 0.5 always asks the connection; only a local request has no peer",
            },
            Difference {
                name: "a Unix socket is a proxy where the policy says so",
                instead: "cannot be put together like this",
                reason: "Rocket 0.5 listens on TCP alone",
            },
            Difference {
                name: "a byte above 0x7f left of the client",
                instead: "400 \"the client's address cannot be determined\\n\", middleware saw \
                          \"missing: a trusted proxy did not report hop 1 in x-forwarded-for\"",
                reason: DROPPED,
            },
            Difference {
                name: "a byte above 0x7f in the last of several lines",
                instead: "200 \"6.6.6.6\", middleware saw \"6.6.6.6\"",
                reason: DROPPED,
            },
            Difference {
                name: "a byte above 0x7f where an address should stand",
                instead: "200 \"missing\", middleware saw \
                          \"missing: a trusted proxy did not report hop 1 in x-forwarded-for\"",
                reason: DROPPED,
            },
        ]
    }

    fn vector_differences(&self) -> &'static [VectorDifference] {
        &[
            VectorDifference {
                applies: |request| request.peer == Peer::UNIX,
                reason: "Rocket 0.5 listens on TCP alone",
            },
            VectorDifference {
                applies: |request| request.headers.iter().any(|(_, value)| str::from_utf8(value).is_err()),
                reason: DROPPED,
            },
        ]
    }
}

#[test]
fn rocket_keeps_the_contract() {
    hold(&RocketWeb);
}
