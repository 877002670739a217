//! Where the policy is looked for, and that each is answered under its own.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse};
use client_ip_actix::{ClientIp, Policy, Rejection, SharedPolicy, client_ip};

fn policy(text: &str) -> SharedPolicy {
    text.parse::<Policy>().unwrap().into()
}

fn request(path: &str) -> TestRequest {
    let request = TestRequest::with_uri(path).peer_addr("10.0.0.1:80".parse().unwrap());
    request.insert_header(("X-Forwarded-For", "203.0.113.9")).insert_header(("X-Real-IP", "203.0.113.10"))
}

async fn whoami(ClientIp(ip): ClientIp) -> String {
    ip.to_string()
}

/// What the response says that a middleware of the App saw, before and after the handler, and what the handler saw.
async fn seen(response: ServiceResponse) -> [String; 3] {
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let (before, after) = (header("before"), header("after"));
    [before, String::from_utf8(read_body(response).await.to_vec()).unwrap(), after]
}

#[actix_web::test]
async fn a_handler_in_a_scope_is_answered_under_the_policy_of_the_scope_even_after_a_logger_has_asked() {
    let app = App::new()
        .app_data(policy("X-Forwarded-For from 10.0.0.1"))
        .wrap(from_fn(async |request: ServiceRequest, next: Next<_>| {
            let text = |ip: std::net::IpAddr| HeaderValue::from_str(&ip.to_string()).unwrap();
            let before = text(client_ip(&request)?);
            let mut response: ServiceResponse = next.call(request).await?;
            let after = text(client_ip(&response)?);
            response.headers_mut().insert(HeaderName::from_static("before"), before);
            response.headers_mut().insert(HeaderName::from_static("after"), after);
            Ok::<_, actix_web::Error>(response)
        }))
        .route("/", web::get().to(whoami))
        .service(web::scope("/real").app_data(policy("X-Real-IP from 10.0.0.1")).route("", web::get().to(whoami)));
    let app = init_service(app).await;
    let outer = ["203.0.113.9", "203.0.113.9", "203.0.113.9"];
    assert_eq!(seen(call_service(&app, request("/").to_request()).await).await, outer);
    // The middleware gets one answer, before the scope and behind it.
    let in_scope = ["203.0.113.9", "203.0.113.10", "203.0.113.9"];
    assert_eq!(seen(call_service(&app, request("/real").to_request()).await).await, in_scope);
}

#[actix_web::test]
async fn clones_of_a_policy_are_one_policy_wherever_they_stand_also_when_it_is_replaced_in_between() {
    let shared = policy("X-Forwarded-For from 10.0.0.1");
    let app = App::new()
        .app_data(shared.clone())
        .wrap(from_fn(async |request: ServiceRequest, next: Next<_>| {
            let before = client_ip(&request)?;
            request.app_data::<SharedPolicy>().unwrap().replace(Policy::default());
            let mut response: ServiceResponse = next.call(request).await?;
            let header = |ip: std::net::IpAddr| HeaderValue::from_str(&ip.to_string()).unwrap();
            let after = header(client_ip(&response)?);
            response.headers_mut().insert(HeaderName::from_static("before"), header(before));
            response.headers_mut().insert(HeaderName::from_static("after"), after);
            Ok::<_, actix_web::Error>(response)
        }))
        .service(web::scope("/clone").app_data(shared.clone()).route("", web::get().to(whoami)));
    let app = init_service(app).await;
    let answers = seen(call_service(&app, request("/clone").to_request()).await).await;
    assert_eq!(answers, ["203.0.113.9", "203.0.113.9", "203.0.113.9"]);
    let answers = seen(call_service(&app, request("/clone").to_request()).await).await;
    assert_eq!(answers, ["10.0.0.1", "10.0.0.1", "10.0.0.1"], "the next request is answered under the new one");
}

#[actix_web::test]
async fn a_middleware_that_asks_only_behind_the_handler_gets_the_handlers_answer() {
    let app = App::new()
        .app_data(policy("X-Forwarded-For from 10.0.0.1"))
        .wrap(from_fn(async |request: ServiceRequest, next: Next<_>| {
            let mut response: ServiceResponse = next.call(request).await?;
            let after = HeaderValue::from_str(&client_ip(&response)?.to_string()).unwrap();
            response.headers_mut().insert(HeaderName::from_static("before"), HeaderValue::from_static("-"));
            response.headers_mut().insert(HeaderName::from_static("after"), after);
            Ok::<_, actix_web::Error>(response)
        }))
        .service(web::scope("/real").app_data(policy("X-Real-IP from 10.0.0.1")).route("", web::get().to(whoami)));
    let app = init_service(app).await;
    let answers = seen(call_service(&app, request("/real").to_request()).await).await;
    assert_eq!(answers, ["-", "203.0.113.10", "203.0.113.10"]);
}

#[actix_web::test]
async fn a_policy_in_data_is_found_and_can_be_replaced_from_a_handler() {
    async fn untrust(policy: Data<SharedPolicy>) -> HttpResponse {
        policy.replace(Policy::default());
        HttpResponse::Ok().finish()
    }
    let policy = Data::new(policy("X-Forwarded-For from 10.0.0.1"));
    let app = App::new().app_data(policy).route("/", web::get().to(whoami)).route("/untrust", web::get().to(untrust));
    let app = init_service(app).await;
    assert_eq!(read_body(call_service(&app, request("/").to_request()).await).await, "203.0.113.9");
    call_service(&app, request("/untrust").to_request()).await;
    assert_eq!(read_body(call_service(&app, request("/").to_request()).await).await, "10.0.0.1");
}

#[actix_web::test]
async fn a_policy_in_each_form_is_an_error_and_not_a_guess() {
    let scoped =
        web::scope("/scope").app_data(Data::new(policy("X-Real-IP from 10.0.0.1"))).route("/", web::get().to(whoami));
    let app =
        App::new().app_data(policy("X-Forwarded-For from 10.0.0.1")).service(scoped).route("/", web::get().to(whoami));
    let app = init_service(app).await;
    let request_in_scope = request("/scope/").to_request();
    let response = call_service(&app, request_in_scope).await;
    assert_eq!(response.status(), 500);
    assert_eq!(response.response().error().unwrap().to_string(), Rejection::TwoPolicies.to_string());
    assert!(Rejection::TwoPolicies.to_string().contains("`.app_data(policy.clone())`"));
    assert_eq!(read_body(response).await, "internal server error\n");
    assert_eq!(read_body(call_service(&app, request("/").to_request()).await).await, "203.0.113.9");
}

/// What a middleware saw in front of the handler and behind it, errors too.
async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let shown = |answer: Result<std::net::IpAddr, Rejection>| {
        HeaderValue::from_str(&answer.map_or_else(|error| error.to_string(), |ip| ip.to_string())).unwrap()
    };
    let before = shown(client_ip(&request));
    let mut response = next.call(request).await?.map_into_boxed_body();
    let after = shown(client_ip(&response));
    response.headers_mut().insert(HeaderName::from_static("before"), before);
    response.headers_mut().insert(HeaderName::from_static("after"), after);
    Ok(response)
}

#[actix_web::test]
async fn a_middleware_outside_of_the_only_policy_gets_one_error_and_the_handler_its_answer() {
    let scope = web::scope("/real").app_data(policy("X-Real-IP from 10.0.0.1")).route("", web::get().to(whoami));
    let app = init_service(App::new().wrap(from_fn(note)).service(scope)).await;
    let error = Rejection::NoPolicy.to_string();
    let answers = seen(call_service(&app, request("/real").to_request()).await).await;
    assert_eq!(answers, [&error, "203.0.113.10", &error]);
}

#[actix_web::test]
async fn a_middleware_of_the_scope_is_answered_under_its_policy_in_front_of_the_handler() {
    let scope = web::scope("/real").app_data(policy("X-Real-IP from 10.0.0.1")).wrap(from_fn(note));
    let app =
        App::new().app_data(policy("X-Forwarded-For from 10.0.0.1")).service(scope.route("", web::get().to(whoami)));
    let answers = seen(call_service(&init_service(app).await, request("/real").to_request()).await).await;
    assert_eq!(answers, ["203.0.113.10", "203.0.113.10", "203.0.113.10"]);
}
