//! `whoami-actix`: answers who the client is (`GET /`), and why (`GET /explain`).

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use client_ip_actix::{Rejection, SharedPolicy};
use client_ip_whoami::Start;
use std::process::ExitCode;

const NAME: &str = env!("CARGO_PKG_NAME");

fn answer((status, body): (u16, String)) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type(ContentType::plaintext()).body(body)
}

async fn whoami(request: HttpRequest) -> HttpResponse {
    answer(match client_ip_actix::resolved(&request) {
        Ok(client) => client_ip_whoami::answer(Ok(&client)),
        Err(Rejection::Unresolved(error)) => client_ip_whoami::answer(Err(&error)),
        Err(wiring) => client_ip_whoami::not_wired_up(NAME, wiring),
    })
}

async fn explain(request: HttpRequest) -> HttpResponse {
    answer(client_ip_whoami::explanation(NAME, client_ip_actix::explain(&request)))
}

async fn not_found() -> HttpResponse {
    answer(client_ip_whoami::not_found())
}

async fn serve(start: Start) -> Result<(), String> {
    let tcp = start.bind_tcp()?;
    #[cfg(unix)]
    let unix = start.bind_unix()?;
    start.end_on_signals()?;
    let policy = SharedPolicy::from(start.policy.clone());
    let app = move || {
        App::new()
            .app_data(policy.clone())
            .route("/", web::get().to(whoami))
            .route("/explain", web::get().to(explain))
            .default_service(web::to(not_found))
    };

    let mut server = HttpServer::new(app).on_connect(client_ip_actix::on_connect).disable_signals();
    let mut address = None;
    if let Some(listener) = tcp {
        address = listener.local_addr().ok();
        server = server.listen(listener).map_err(|error| error.to_string())?;
    }
    #[cfg(unix)]
    if let Some(listener) = unix {
        server = server.listen_uds(listener).map_err(|error| error.to_string())?;
    }
    start.announce(address);
    let ended = server.run().await;
    Err(format!("the server ended: {ended:?}"))
}

#[actix_web::main]
async fn main() -> ExitCode {
    client_ip_whoami::run(NAME, serve).await
}
