//! Who else answers the question, each called as its documentation shows.

use crate::cases::Case;
use crate::timing::Candidate;
use actix_web::HttpMessage as _;
use actix_web::test::TestRequest;
use client_ip_core::Policy;
use http::{HeaderMap, Request};
use ipnet::IpNet;
use std::net::IpAddr;

/// The columns of the first table: this library, then its peers.
pub const COLUMNS: [&str; 6] = [
    "client-ip (this library)",
    "client-ip 0.2",
    "trusted-proxies",
    "real-ip",
    "rfc7239 and a loop",
    "actix `ConnectionInfo`",
];

/// Everything that a request is answered from, made before the clock starts.
#[derive(Debug)]
pub struct Prepared {
    policy: Policy,
    trusted: Vec<IpNet>,
    config: trusted_proxies::Config,
    peer: IpAddr,
    request: Request<()>,
    actix: actix_web::HttpRequest,
    header: &'static str,
}

impl Prepared {
    /// The case as each of them wants it.
    ///
    /// # Panics
    ///
    /// Where the case is none: the cases are fixed.
    #[must_use]
    pub fn new(case: &Case) -> Self {
        let policy = case.policy();
        let texts: Vec<String> =
            policy.groups().flat_map(|group| group.ranges_as_written().iter().map(ToString::to_string)).collect();
        let mut config = trusted_proxies::Config::new();
        config.trust_forwarded();
        config.trust_x_forwarded_for();
        for text in &texts {
            config.add_trusted_ip(text).expect("a range");
        }
        let mut request = Request::new(());
        *request.headers_mut() = case.header_map();
        let mut actix = TestRequest::default().peer_addr((case.peer, 4711).into());
        for (name, value) in request.headers() {
            actix = actix.append_header((name.as_str(), value.as_bytes()));
        }
        Self {
            policy,
            trusted: texts.iter().map(|text| text.parse().expect("a range")).collect(),
            config,
            peer: case.peer,
            request,
            actix: actix.to_http_request(),
            header: case.headers[0].0,
        }
    }

    fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The answer of the peer in this column; `None` from all that cannot be asked about this header.
    #[must_use]
    pub fn column(&self, column: usize) -> Option<(Candidate<'_>, Option<IpAddr>)> {
        match (column, self.header) {
            (0, _) => Some(pair(COLUMNS[0], || self.policy.resolve(self.peer, self.headers()).ok().map(|c| c.ip()))),
            (1, "X-Real-IP") => Some(pair(COLUMNS[1], || client_ip::x_real_ip(self.headers()).ok())),
            (1, "Forwarded") => Some(pair(COLUMNS[1], || client_ip::rightmost_forwarded(self.headers()).ok())),
            (1, _) => Some(pair(COLUMNS[1], || client_ip::rightmost_x_forwarded_for(self.headers()).ok())),
            (2, "Forwarded" | "X-Forwarded-For") => Some(pair(COLUMNS[2], || {
                Some(trusted_proxies::Trusted::from(self.peer, &self.request, &self.config).ip())
            })),
            (3, _) => Some(pair(COLUMNS[3], || real_ip::real_ip(self.headers(), self.peer, &self.trusted))),
            (4, "Forwarded") => Some(pair(COLUMNS[4], || self.with_rfc7239())),
            (5, "Forwarded" | "X-Forwarded-For") => Some(pair(COLUMNS[5], || self.with_actix())),
            _ => None,
        }
    }

    /// The loop that the crate leaves to its user, the shortest that gives the right answer.
    fn with_rfc7239(&self) -> Option<IpAddr> {
        let is_trusted = |ip: &IpAddr| self.trusted.iter().any(|range| range.contains(ip));
        if !is_trusted(&self.peer) {
            return Some(self.peer);
        }
        let lines = self.headers().get_all(http::header::FORWARDED).iter().rev();
        for element in lines.filter_map(|line| line.to_str().ok()).flat_map(|line| rfc7239::parse(line).rev()) {
            let node = element.ok()?.forwarded_for?;
            let ip = *node.ip()?;
            if !is_trusted(&ip) {
                return Some(ip);
            }
        }
        None
    }

    /// It keeps its answer in the request, so that is taken out again.
    fn with_actix(&self) -> Option<IpAddr> {
        self.actix.extensions_mut().remove::<actix_web::dev::ConnectionInfo>();
        self.actix.connection_info().realip_remote_addr()?.parse().ok()
    }
}

fn pair<'a>(name: &'static str, answer: impl Fn() -> Option<IpAddr> + 'a) -> (Candidate<'a>, Option<IpAddr>) {
    let answered = answer();
    (Candidate::new(name, answer), answered)
}
