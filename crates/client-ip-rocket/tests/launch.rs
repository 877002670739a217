//! What Rocket alone does: a launch that is refused, and catchers.

use client_ip_rocket::{ClientIp, ClientIpFairing, Policy, Rejection, Resolved, client_ip};
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;
use rocket::http::{Accept, Status};
use rocket::local::blocking::{Client, LocalRequest};
use rocket::{Build, Request, Rocket, Route, catch, catchers, get, routes};

#[get("/")]
fn whoami(ip: ClientIp) -> String {
    ip.0.to_string()
}

#[get("/option")]
fn option(client: Option<Resolved>) -> String {
    client.is_some().to_string()
}

#[get("/result")]
fn result(ip: Result<ClientIp, Rejection>) -> Result<String, Rejection> {
    ip.map(|ip| ip.0.to_string())
}

#[get("/fails")]
fn fails(_ip: Option<ClientIp>) -> Status {
    Status::BadRequest
}

#[get("/breaks")]
fn breaks(_ip: Option<ClientIp>) -> Status {
    Status::InternalServerError
}

#[get("/own/<_number>")]
fn own(_number: u8) -> Status {
    Status::BadRequest
}

#[catch(400)]
fn own_catcher(request: &Request<'_>) -> String {
    match client_ip(request) {
        Err(Rejection::Unresolved(error)) => format!("my own page: {}", error.kind()),
        _ => "my own page".to_owned(),
    }
}

#[catch(default)]
fn own_default(status: Status, _: &Request<'_>) -> String {
    format!("my own {}", status.code)
}

fn unwired() -> Rocket<Build> {
    rocket::build().mount("/", routes![whoami, option, result, fails, breaks, own])
}

fn fairing() -> ClientIpFairing {
    ClientIpFairing::new("X-Forwarded-For from 10.0.0.1".parse::<Policy>().unwrap())
}

fn app() -> Rocket<Build> {
    unwired().attach(fairing())
}

const FIXED: &str = "the client's address cannot be determined\n";

fn client(app: Rocket<Build>) -> Client {
    Client::untracked(app).unwrap()
}

/// A request from the proxy that lost its header.
fn lost<'c>(client: &'c Client, path: &'c str) -> LocalRequest<'c> {
    client.get(path).remote(([10, 0, 0, 1], 80).into())
}

fn body(request: LocalRequest<'_>) -> String {
    request.dispatch().into_string().unwrap()
}

#[test]
fn a_route_that_asks_for_the_client_without_a_policy_is_refused_at_launch() {
    let refusal = |routes: Vec<Route>| Client::untracked(rocket::build().mount("/", routes)).err();
    for (routes, asks) in [(routes![whoami], "ClientIp"), (routes![option], "Resolved"), (routes![result], "ClientIp")]
    {
        let error = refusal(routes).expect("the launch is refused");
        match error.kind() {
            ErrorKind::SentinelAborts(sentries) => assert!(sentries[0].type_name.contains(asks), "{sentries:?}"),
            other => panic!("{other}"),
        }
    }
    assert!(refusal(routes![own]).is_none());
}

#[test]
fn a_failed_guard_is_answered_with_one_fixed_line_whatever_is_accepted() {
    let client = client(app());
    let response = lost(&client, "/").header(Accept::JSON).dispatch();
    assert_eq!(response.status(), Status::BadRequest);
    assert_eq!(response.content_type(), Some(rocket::http::ContentType::Plain));
    assert_eq!(response.into_string().unwrap(), FIXED);
    assert_eq!(body(lost(&client, "/result")), FIXED);
    let no_peer = client.get("/").dispatch();
    assert_eq!(no_peer.status(), Status::InternalServerError);
    assert_eq!(no_peer.into_string().unwrap(), "internal server error\n");
}

#[test]
fn what_failed_for_another_reason_is_answered_as_rocket_does() {
    let client = client(app());
    assert!(body(lost(&client, "/own/1")).contains("could not be understood by the server"));
    assert!(body(lost(&client, "/breaks")).contains("<h1>500: Internal Server Error</h1>"));
    let not_found = lost(&client, "/nowhere").dispatch();
    assert_eq!(not_found.status(), Status::NotFound);
    let json = lost(&client, "/own/1").header(Accept::JSON).dispatch();
    assert!(json.into_string().unwrap().starts_with("{"));
}

#[test]
fn a_catcher_of_the_application_is_left_to_answer_wherever_it_was_registered() {
    let staged = || AdHoc::on_ignite("pages", |app| async { app.register("/", catchers![own_catcher]) });
    for app in [
        app().register("/", catchers![own_catcher]),
        app().attach(staged()),
        unwired().attach(staged()).attach(fairing()),
    ] {
        assert_eq!(body(lost(&client(app), "/")), "my own page: missing");
    }
    let catchers = |client: &Client| -> Vec<_> {
        let catchers = client.rocket().catchers();
        catchers.map(|catcher| (catcher.code, catcher.name.clone().unwrap_or_default().into_owned())).collect()
    };
    let ours = |code: u16| (Some(code), "client-ip".to_owned());
    let mut both = catchers(&client(app()));
    both.sort();
    assert_eq!(both, [ours(400), ours(500)]);
    let client = client(app().register("/", catchers![own_default]));
    assert_eq!(catchers(&client), [(None, "own_default".to_owned())]);
    assert_eq!(body(lost(&client, "/")), "my own 400");
    assert_eq!(body(client.get("/")), "my own 500");
}

#[test]
fn a_catcher_further_in_answers_there_alone() {
    let app = app().mount("/inner", routes![whoami]).register("/inner", catchers![own_catcher]);
    let client = client(app);
    assert_eq!(body(lost(&client, "/inner")), "my own page: missing");
    assert_eq!(body(lost(&client, "/")), FIXED);
}

#[test]
fn rockets_own_guard_still_believes_anyone_until_it_is_switched_off() {
    #[get("/rocket")]
    fn own(ip: std::net::IpAddr) -> String {
        ip.to_string()
    }
    let mount =
        |figment| rocket::custom(figment).mount("/", routes![own]).attach(ClientIpFairing::new(Policy::default()));
    let ask = |client: &Client| {
        let request = client.get("/rocket").remote(([198, 51, 100, 7], 80).into());
        body(request.header(rocket::http::Header::new("X-Real-IP", "6.6.6.6")))
    };
    let on = client(mount(rocket::Config::figment()));
    assert_eq!(ask(&on), "6.6.6.6");
    let off = client(mount(rocket::Config::figment().merge(("ip_header", false))));
    assert_eq!(ask(&off), "198.51.100.7");
}
