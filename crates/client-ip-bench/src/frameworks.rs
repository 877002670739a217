//! A request through each framework, in process: with a handler that asks for nothing, and with the adapter.

use crate::results::{grouped, thousands};
use crate::timing::{Candidate, medians};
use actix_web::test as actix_test;
use axum::extract::ConnectInfo;
use client_ip_core::Policy;
use client_ip_testkit::heap::measure;
use futures_util::FutureExt as _;
use http::{HeaderValue, Request};
use rocket::http::Header;
use rocket::local::blocking::Client as LocalClient;
use std::error::Error;
use std::fmt::Write as _;
use std::future::ready;
use std::hint::black_box;
use std::net::SocketAddr;
use tower::layer::util::Identity;
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};

const POLICY: &str = "X-Forwarded-For from 10.0.0.0/8";
const CHAIN: &str = "203.0.113.195, 10.20.30.41, 10.20.30.42";

/// The table: a line for each framework and way of asking.
///
/// # Errors
///
/// Where an application does not start, or a request is not answered with status 200.
pub fn table() -> Result<String, Box<dyn Error>> {
    let mut text =
        "| through | without | with | adds | allocations it adds |\n| --- | --: | --: | --: | --: |\n".to_owned();
    axum(&mut text)?;
    actix(&mut text)?;
    rocket(&mut text)?;
    Ok(text)
}

fn peer() -> SocketAddr {
    ([10, 20, 30, 40], 4711).into()
}

/// One line. Each function sends one request and says whether the answer was 200.
fn line(text: &mut String, name: &str, without: impl Fn() -> bool, with: impl Fn() -> bool) -> Result<(), String> {
    // The first requests fill pools and caches.
    if !(0..16).all(|_| without() && with()) {
        return Err(format!("{name}: not answered with 200"));
    }
    let (few, many) = (measure(&without).1.allocations, measure(&with).1.allocations);
    let times = medians(&mut [Candidate::new("", without), Candidate::new("", with)]);
    let _ = writeln!(
        text,
        "| {name} | {} ns | {} ns | {} ns, {:.1} % | {} |",
        grouped(times[0]),
        grouped(times[1]),
        grouped(times[1] - times[0]),
        (times[1] / times[0] - 1.0) * 100.0,
        thousands(&many.saturating_sub(few).to_string())
    );
    Ok(())
}

fn axum(text: &mut String) -> Result<(), Box<dyn Error>> {
    use axum::{Router, body::Body, routing::get};
    use client_ip_axum::{ClientIp, ClientIpLayer};

    let layer = ClientIpLayer::new(POLICY.parse::<Policy>()?);
    // `Router::layer` boxes each route, whatever the layer does: that is axum's cost, and not this library's.
    let silent = Router::new().route("/", get(async || "ok")).layer(Identity::new());
    let asking = Router::new().route(
        "/",
        get(async |ClientIp(ip): ClientIp| {
            black_box(ip);
            "ok"
        }),
    );
    let asking = asking.layer(layer.clone());
    let request = || {
        let mut request = Request::new(Body::empty());
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static(CHAIN));
        request.extensions_mut().insert(ConnectInfo(peer()));
        request
    };
    let send = |router: &Router| {
        let response = router.clone().oneshot(request()).now_or_never();
        response.is_some_and(|response| response.is_ok_and(|response| response.status() == 200))
    };
    let service = service_fn(|request: Request<Body>| ready(Ok::<_, ()>(black_box(request).headers().len() == 1)));
    let layered = layer.layer(service);
    let bare = || {
        let mut service = service;
        service.call(request()).into_inner() == Ok(true)
    };
    line(text, "a tower service, the layer alone", bare, || layered.clone().call(request()).into_inner() == Ok(true))?;
    line(text, "axum, a handler that asks", || send(&silent), || send(&asking))?;
    Ok(())
}

fn actix(text: &mut String) -> Result<(), Box<dyn Error>> {
    use actix_web::{App, dev::Service, web};
    use client_ip_actix::{ClientIp, SharedPolicy};

    let policy = SharedPolicy::from(POLICY.parse::<Policy>()?);
    actix_web::rt::System::new().block_on(async {
        let silent = actix_test::init_service(App::new().route("/", web::get().to(async || "ok"))).await;
        let asking = web::get().to(async |ClientIp(ip): ClientIp| {
            black_box(ip);
            "ok"
        });
        let asking = actix_test::init_service(App::new().app_data(policy).route("/", asking)).await;
        let request = || {
            let request = actix_test::TestRequest::get().uri("/").peer_addr(peer());
            request.insert_header(("x-forwarded-for", CHAIN)).to_request()
        };
        let without = || silent.call(request()).now_or_never().is_some_and(|r| r.is_ok_and(|r| r.status() == 200));
        let with = || asking.call(request()).now_or_never().is_some_and(|r| r.is_ok_and(|r| r.status() == 200));
        line(text, "actix-web, a handler that asks", without, with)
    })?;
    Ok(())
}

#[rocket::get("/silent")]
fn silent() -> &'static str {
    "ok"
}

#[rocket::get("/asking")]
fn asking(ip: client_ip_rocket::ClientIp) -> &'static str {
    black_box(ip);
    "ok"
}

fn rocket(text: &mut String) -> Result<(), Box<dyn Error>> {
    use client_ip_rocket::ClientIpFairing;
    use rocket::{config::LogLevel, routes};

    let config = rocket::Config { log_level: LogLevel::Off, ..rocket::Config::release_default() };
    let plain = LocalClient::untracked(rocket::custom(config.clone()).mount("/", routes![silent]));
    let fairing = ClientIpFairing::new(POLICY.parse::<Policy>()?);
    let wired = LocalClient::untracked(rocket::custom(config).mount("/", routes![asking]).attach(fairing));
    let (plain, wired) = (plain.map_err(|error| error.to_string())?, wired.map_err(|error| error.to_string())?);
    let send = |client: &LocalClient, path: &'static str| {
        let request = client.get(path).remote(peer()).header(Header::new("x-forwarded-for", CHAIN));
        request.dispatch().status().code == 200
    };
    line(text, "Rocket, a handler that asks", || send(&plain, "/silent"), || send(&wired, "/asking"))?;
    Ok(())
}
