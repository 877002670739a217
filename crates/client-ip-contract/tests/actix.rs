//! actix-web, held to the contract.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use actix_web::{App, Error, HttpMessage, HttpRequest, HttpServer, get};
use client_ip_actix::{ClientIp, Policy, Rejection, Resolved, SharedPolicy, client_ip, explain, on_connect};
use client_ip_contract::{
    Address, CHANGE, Change, Framework, Listen, NotCarried, SEEN, Started, VectorDifference, VectorRequest, Wiring,
    describe, hold, shown,
};
use std::sync::mpsc;
use std::thread;

struct Actix;

fn word(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Unresolved(error) => error.kind().to_string(),
        _ => "not wired up".to_owned(),
    }
}

#[get("/")]
async fn whoami(ClientIp(ip): ClientIp) -> String {
    ip.to_string()
}

#[get("/details")]
async fn details(Resolved(client): Resolved) -> String {
    describe(Ok(&client))
}

#[get("/option")]
async fn option(ip: Option<ClientIp>) -> String {
    ip.map_or("none".to_owned(), |ip| ip.0.to_string())
}

#[get("/option/details")]
async fn option_details(client: Option<Resolved>) -> String {
    client.map_or("none".to_owned(), |client| client.0.ip().to_string())
}

#[get("/option/both")]
async fn option_both(ip: Option<ClientIp>, client: Option<Resolved>) -> &'static str {
    if ip.is_some() || client.is_some() { "some" } else { "none" }
}

#[get("/result")]
async fn result(ip: Result<ClientIp, Rejection>) -> String {
    ip.map_or_else(|rejection| word(&rejection), |ip| ip.0.to_string())
}

#[get("/result/details")]
async fn result_details(client: Result<Resolved, Rejection>) -> String {
    match client {
        Ok(client) => describe(Ok(&client.0)),
        Err(Rejection::Unresolved(error)) => describe(Err(&error)),
        Err(rejection) => word(&rejection),
    }
}

#[get("/responds")]
async fn responds(ip: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
    ip.map(|ip| ip.0.to_string())
}

#[get("/both")]
async fn both(ClientIp(ip): ClientIp, Resolved(client): Resolved) -> String {
    format!("{ip} {}", client.ip())
}

#[get("/replaced")]
async fn replaced(policy: Data<SharedPolicy>, request: HttpRequest) -> String {
    let first = shown(client_ip(&request));
    policy.replace(Policy::default());
    let reasons = explain(&request).unwrap().outcome.map(|client| client.ip());
    format!("{first} {} {}", shown(client_ip(&request)), shown(reasons))
}

#[get("/explained")]
async fn explained(request: HttpRequest) -> String {
    explain(&request).map_or_else(|rejection| word(&rejection), |trace| describe(trace.outcome.as_ref()))
}

#[get("/changed")]
async fn changed(request: HttpRequest) -> String {
    explain(&request).unwrap().to_string()
}

#[get("/health")]
async fn health() -> &'static str {
    "well"
}

/// Changes the headers once the request was asked about.
fn change(request: &mut ServiceRequest) {
    let Some(change) = request.headers().get(CHANGE) else { return };
    let change = Change::named(change.to_str().unwrap());
    client_ip(request).unwrap();
    let (name, headers) = (HeaderName::from_static("x-forwarded-for"), request.headers_mut());
    match change {
        Change::Remove => drop(headers.remove(name)),
        Change::Replace(value) => drop(headers.insert(name, HeaderValue::from_static(value))),
        Change::Add(name, value) => headers.append(HeaderName::from_static(name), HeaderValue::from_static(value)),
    }
}

/// Asks after the handler, so that it sees what the handler did.
async fn middleware(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    change(&mut request);
    let mut response = next.call(request).await?;
    let seen = HeaderValue::from_str(&shown(client_ip(&response))).unwrap();
    response.headers_mut().insert(HeaderName::from_static(SEEN), seen);
    Ok(response)
}

fn app(
    policy: Option<SharedPolicy>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let app = match policy {
        Some(policy) => App::new().app_data(policy.clone()).app_data(Data::new(policy)),
        None => App::new(),
    };
    app.service(whoami)
        .service(details)
        .service(option)
        .service(option_details)
        .service(option_both)
        .service(result)
        .service(result_details)
        .service(responds)
        .service(both)
        .service(replaced)
        .service(explained)
        .service(changed)
        .service(health)
        .wrap(from_fn(middleware))
}

impl Framework for Actix {
    fn name(&self) -> &'static str {
        "actix-web"
    }

    fn serve(&self, wiring: Wiring) -> Started {
        if matches!(wiring.listen, Listen::Tcp(_)) && !wiring.tells_peer {
            return Started::Impossible;
        }
        let (sender, started) = mpsc::channel();
        thread::spawn(move || {
            let Wiring { listen, policy, tells_peer } = wiring;
            let mut server = HttpServer::new(move || app(policy.clone())).workers(2).disable_signals();
            if tells_peer {
                server = server.on_connect(on_connect);
            }
            let (server, address) = match listen {
                Listen::Tcp(ip) => {
                    let server = server.bind((ip, 0)).unwrap();
                    let address = Address::Tcp(server.addrs()[0]);
                    (server, address)
                }
                Listen::Unix(path) => {
                    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
                    (server.listen_uds(listener).unwrap(), Address::Unix(path))
                }
            };
            sender.send(address).unwrap();
            actix_web::rt::System::new().block_on(server.run()).unwrap();
        });
        Started::At(started.recv().unwrap())
    }

    fn answers(&self, requests: &[VectorRequest]) -> Vec<Result<String, NotCarried>> {
        let policy = SharedPolicy::default();
        actix_web::rt::System::new().block_on(async {
            let app = test::init_service(app(Some(policy.clone()))).await;
            let answer = async |vector: &VectorRequest| {
                policy.replace(vector.policy.clone());
                let mut request = TestRequest::with_uri("/result/details");
                for (name, value) in &vector.headers {
                    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NotCarried)?;
                    request = request.append_header((name, HeaderValue::from_bytes(value).map_err(|_| NotCarried)?));
                }
                let request = request.to_request();
                request.extensions_mut().insert(vector.peer);
                Ok(String::from_utf8(test::call_and_read_body(&app, request).await.to_vec()).unwrap())
            };
            let mut answers = Vec::new();
            for request in requests {
                answers.push(answer(request).await);
            }
            answers
        })
    }

    fn line_for_the_policy(&self) -> &'static str {
        "`.app_data(policy.clone())`"
    }

    fn line_for_the_peer(&self) -> &'static str {
        "`.on_connect(client_ip_actix::on_connect)`"
    }

    fn vector_differences(&self) -> &'static [VectorDifference] {
        &[VectorDifference::CONTROL_CHARACTERS]
    }
}

#[test]
fn actix_web_keeps_the_contract() {
    hold(&Actix);
}
