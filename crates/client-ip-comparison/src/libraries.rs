//! The libraries, each set up as its documentation advises for the situation, and what each answers.

use crate::requests::{Request, Situation};
use client_ip_axum::{ClientIpLayer, Policy};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// What a library answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An address.
    Ip(IpAddr),
    /// An error, or nothing.
    Error,
}

impl<E> From<Result<IpAddr, E>> for Answer {
    fn from(answer: Result<IpAddr, E>) -> Self {
        answer.map_or(Self::Error, Self::Ip)
    }
}

/// One library, or the part of a framework that does the same.
#[derive(Debug)]
pub struct Library {
    /// The package, as in the lock file.
    pub package: &'static str,
    /// What of it is asked, where that is not clear from the package.
    pub part: Option<&'static str>,
    /// How it is set up for a situation. `None` where it has nothing for it.
    pub set_up: fn(Situation) -> Option<&'static str>,
    /// Its answer.
    pub ask: fn(Situation, &Request) -> Answer,
}

/// Ours first, then by name.
pub const ALL: [Library; 11] = [
    Library { package: "client-ip-axum", part: None, set_up: our_policy, ask: ours },
    Library {
        package: "actix-web",
        part: Some("`ConnectionInfo::realip_remote_addr`"),
        set_up: |situation| (situation != Situation::XRealIp).then_some("it has no settings"),
        ask: actix_web,
    },
    Library { package: "axum-client-addr", part: None, set_up: client_addr_settings, ask: axum_client_addr },
    Library {
        package: "axum-client-ip",
        part: None,
        set_up: |situation| {
            Some(match situation {
                Situation::XForwardedFor => "`ClientIpSource::RightmostXForwardedFor`",
                Situation::Forwarded => "`ClientIpSource::RightmostForwarded`",
                Situation::XRealIp => "`ClientIpSource::XRealIp`",
            })
        },
        ask: axum_client_ip,
    },
    Library { package: "poem", part: Some("`RealIp`"), set_up: |_| Some("it has no settings"), ask: poem },
    Library {
        package: "real-ip",
        part: None,
        set_up: |_| Some("`10.0.0.0/8` is trusted; which header is read cannot be set"),
        ask: real_ip,
    },
    Library {
        package: "rfc7239",
        part: Some("its last element's `for`"),
        set_up: |situation| (situation == Situation::Forwarded).then_some("a parser: it knows no proxies"),
        ask: rfc7239,
    },
    Library {
        package: "rocket",
        part: Some("`Request::client_ip`, the guard `IpAddr`"),
        set_up: |situation| (situation == Situation::XRealIp).then_some("`ip_header = \"X-Real-IP\"`, the default"),
        ask: rocket,
    },
    Library { package: "rocket-client-addr", part: None, set_up: client_addr_settings, ask: rocket_client_addr },
    Library {
        package: "tower_governor",
        part: Some("`SmartIpKeyExtractor`"),
        set_up: |_| Some("it has no settings"),
        ask: tower_governor,
    },
    Library {
        package: "trusted-proxies",
        part: None,
        set_up: |situation| match situation {
            Situation::XForwardedFor => Some("`10.0.0.0/8` is trusted, and `X-Forwarded-For` alone"),
            Situation::Forwarded => Some("`10.0.0.0/8` is trusted, and `Forwarded` alone"),
            Situation::XRealIp => None,
        },
        ask: trusted_proxies,
    },
];

fn our_policy(situation: Situation) -> Option<&'static str> {
    Some(match situation {
        Situation::XForwardedFor => "`X-Forwarded-For from 10.0.0.0/8`",
        Situation::Forwarded => "`Forwarded from 10.0.0.0/8`",
        Situation::XRealIp => "`X-Real-IP from 10.0.0.0/8`",
    })
}

/// Of the two libraries that are one for two frameworks.
fn client_addr_settings(situation: Situation) -> Option<&'static str> {
    Some(match situation {
        Situation::XRealIp => "`trusted_proxies().proxy_with_x_real_ip(\"10.0.0.0/8\")`, chain headers disabled",
        _ => "`trusted_proxies().proxy(\"10.0.0.0/8\")`, this header alone in the chain header order",
    })
}

fn headers(request: &Request) -> HeaderMap {
    let line = |&(name, value): &(&'static str, &'static [u8])| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        (name, HeaderValue::from_bytes(value).expect("a header's value"))
    };
    let mut headers = HeaderMap::new();
    request.lines.iter().map(line).for_each(|(name, value)| {
        headers.append(name, value);
    });
    headers
}

/// The request as axum and tower hand it on.
fn http_request(request: &Request) -> http::Request<()> {
    let mut message = http::Request::new(());
    *message.headers_mut() = headers(request);
    message.extensions_mut().insert(axum::extract::ConnectInfo(SocketAddr::new(request.peer, 4711)));
    message
}

fn ours(situation: Situation, request: &Request) -> Answer {
    let policy: Policy = our_policy(situation).expect("a policy").trim_matches('`').parse().expect("a policy");
    let service = tower::service_fn(|request: http::Request<()>| async move {
        Ok::<_, Infallible>(client_ip_axum::outcome(&request).expect("the layer is wired up"))
    });
    let service = tower::Layer::layer(&ClientIpLayer::new(policy), service);
    let outcome = tower::ServiceExt::oneshot(service, http_request(request)).now_or_never().expect("it does not wait");
    outcome.expect("infallible").client().map(|client| client.ip()).into()
}

fn actix_web(_: Situation, request: &Request) -> Answer {
    use actix_web::http::header::{HeaderName, HeaderValue};
    let mut message = actix_web::test::TestRequest::default().peer_addr(SocketAddr::new(request.peer, 4711));
    for (name, value) in &request.lines {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        message = message.append_header((name, HeaderValue::from_bytes(value).expect("a header's value")));
    }
    let message = message.to_http_request();
    let answer = message.connection_info().realip_remote_addr().map(str::to_owned);
    match answer.as_deref().map(str::parse) {
        Some(Ok(ip)) => Answer::Ip(ip),
        // It answers what stands there, with its port.
        Some(Err(_)) => answer.unwrap_or_default().parse().map(|address: SocketAddr| address.ip()).into(),
        None => Answer::Error,
    }
}

fn axum_client_addr(situation: Situation, request: &Request) -> Answer {
    use axum_client_addr::{ChainHeader, ClientIpConfig, IpCidr};
    let proxies: IpCidr = "10.0.0.0/8".parse().expect("a range");
    let config = ClientIpConfig::builder().trusted_proxies();
    let config = match situation {
        Situation::XForwardedFor => config.proxy(proxies).chain_header_order([ChainHeader::x_forwarded_for()]),
        Situation::Forwarded => config.proxy(proxies).chain_header_order([ChainHeader::forwarded()]),
        Situation::XRealIp => config.proxy_with_x_real_ip(proxies).disable_chain_headers(),
    };
    Answer::Ip(config.build().expect("a configuration").resolve_client_ip(&headers(request), request.peer).ip())
}

fn axum_client_ip(situation: Situation, request: &Request) -> Answer {
    use axum::extract::FromRequestParts;
    use axum_client_ip::{ClientIp, ClientIpSource};
    let (mut parts, ()) = http_request(request).into_parts();
    parts.extensions.insert(match situation {
        Situation::XForwardedFor => ClientIpSource::RightmostXForwardedFor,
        Situation::Forwarded => ClientIpSource::RightmostForwarded,
        Situation::XRealIp => ClientIpSource::XRealIp,
    });
    let answer = ClientIp::from_request_parts(&mut parts, &()).now_or_never().expect("it does not wait");
    answer.map(|ClientIp(ip)| ip).into()
}

fn poem(_: Situation, request: &Request) -> Answer {
    let mut message = poem::Request::default();
    *message.headers_mut() = headers(request);
    let answer = <poem::web::RealIp as poem::FromRequest>::from_request_without_body(&message);
    match answer.now_or_never().expect("it does not wait") {
        // A request that came over no connection has no address: on one, this is the peer's.
        Ok(poem::web::RealIp(ip)) => Answer::Ip(ip.unwrap_or(request.peer)),
        Err(_) => Answer::Error,
    }
}

fn real_ip(_: Situation, request: &Request) -> Answer {
    let proxies = ["10.0.0.0/8".parse().expect("a range")];
    real_ip::real_ip(&headers(request), request.peer, &proxies).ok_or(()).into()
}

fn rfc7239(_: Situation, request: &Request) -> Answer {
    let headers = headers(request);
    let last = headers.get_all("forwarded").iter().next_back().and_then(|value| value.to_str().ok());
    let element = last.and_then(|value| rfc7239::parse(value).next_back());
    let node = element.and_then(|element| element.ok()?.forwarded_for);
    node.and_then(|node| node.ip().copied()).ok_or(()).into()
}

/// Rocket's server drops a header line that is not UTF-8.
fn rocket_lines(request: &Request) -> impl Iterator<Item = (&'static str, &'static str)> {
    request.lines.iter().filter_map(|(name, value)| Some((*name, str::from_utf8(value).ok()?)))
}

fn rocket(_: Situation, request: &Request) -> Answer {
    let figment = rocket::Config::figment().merge(("log_level", "off"));
    let client = rocket::local::blocking::Client::untracked(rocket::custom(figment)).expect("Rocket");
    let mut message = client.get("/").remote(SocketAddr::new(request.peer, 4711));
    for (name, value) in rocket_lines(request) {
        message.add_header(rocket::http::Header::new(name, value));
    }
    message.inner().client_ip().ok_or(()).into()
}

fn rocket_client_addr(situation: Situation, request: &Request) -> Answer {
    use rocket_client_addr::{ChainHeader, ClientIpConfig, HeaderMap, IpCidr};
    let mut headers = HeaderMap::new();
    rocket_lines(request).for_each(|(name, value)| headers.add_raw(name, value));
    let proxies: IpCidr = "10.0.0.0/8".parse().expect("a range");
    let config = ClientIpConfig::builder().trusted_proxies();
    let config = match situation {
        Situation::XForwardedFor => config.proxy(proxies).chain_header_order([ChainHeader::x_forwarded_for()]),
        Situation::Forwarded => config.proxy(proxies).chain_header_order([ChainHeader::forwarded()]),
        Situation::XRealIp => config.proxy_with_x_real_ip(proxies).disable_chain_headers(),
    };
    Answer::Ip(config.build().expect("a configuration").resolve_client_ip(&headers, request.peer).ip())
}

fn tower_governor(_: Situation, request: &Request) -> Answer {
    use tower_governor::key_extractor::{KeyExtractor, SmartIpKeyExtractor};
    SmartIpKeyExtractor.extract(&http_request(request)).into()
}

fn trusted_proxies(situation: Situation, request: &Request) -> Answer {
    let mut config = trusted_proxies::Config::new();
    config.add_trusted_ip("10.0.0.0/8").expect("a range");
    match situation {
        Situation::Forwarded => config.trust_forwarded(),
        _ => config.trust_x_forwarded_for(),
    }
    Answer::Ip(trusted_proxies::Trusted::from(request.peer, &http_request(request), &config).ip())
}
