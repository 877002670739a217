//! The policy in Rocket's own configuration, and what the log says where it is refused.
#![allow(clippy::result_large_err, reason = "figment's Jail takes such closures")]

use client_ip_rocket::{ClientIp, ClientIpFairing, Policy, SharedPolicy};
use figment::Jail;
use rocket::http::Header;
use rocket::local::blocking::Client;
use rocket::{Build, Rocket, State, get, routes};
use std::sync::{Mutex, Once, PoisonError};

#[get("/")]
fn whoami(ip: ClientIp) -> String {
    ip.0.to_string()
}

#[get("/policy")]
fn policy(policy: &State<SharedPolicy>) -> String {
    policy.load().to_string()
}

/// An application as users write it, in a directory with this Rocket.toml and under these variables.
fn with(toml: &str, variables: &[(&str, &str)], check: impl FnOnce(Rocket<Build>)) {
    // Before Rocket takes the log for itself.
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        log::set_logger(&Logger).expect("no logger before");
        log::set_max_level(log::LevelFilter::Info);
    });
    Jail::expect_with(|jail| {
        jail.create_file("Rocket.toml", toml)?;
        variables.iter().for_each(|(name, value)| jail.set_env(name, value));
        check(rocket::build().mount("/", routes![whoami, policy]));
        Ok(())
    });
}

fn policy_that_holds(app: Rocket<Build>) -> String {
    let client = Client::untracked(app.attach(ClientIpFairing::from_config())).unwrap();
    client.get("/policy").dispatch().into_string().unwrap()
}

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.target().starts_with("client_ip::") {
            LOG.lock().unwrap_or_else(PoisonError::into_inner).push(format!(
                "{} {}: {}",
                record.level(),
                record.target(),
                record.args()
            ));
        }
    }

    fn flush(&self) {}
}

/// What the log says about a launch that is refused, and what Rocket says. One at a time: a process has one log, and the Jail is a lock.
fn refusal(app: Rocket<Build>, by: &str) -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let error = Client::untracked(app).expect_err("the launch is refused");
    assert_eq!(error.to_string(), by);
    let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    log.dedup();
    assert_eq!(log.len(), 1, "{log:?}");
    log.remove(0)
}

const BY_FAIRING: &str = "launch fairing(s) failed";

fn configured(app: Rocket<Build>) -> Rocket<Build> {
    app.attach(ClientIpFairing::from_config())
}

#[test]
fn a_policy_in_the_file_is_text_or_a_list() {
    let text =
        r#"default.trusted_proxies = "X-Forwarded-For from 10.0.0.0/8, loopback; X-Real-IP from 192.168.0.0/24""#;
    let list = r#"
        [[default.trusted_proxies]]
        ranges = ["10.0.0.0/8", "loopback"]
        header = "X-Forwarded-For"

        [[default.trusted_proxies]]
        ranges = ["192.168.0.0/24"]
        header = "X-Real-IP"
    "#;
    for toml in [text, list] {
        with(toml, &[], |app| {
            let holds = policy_that_holds(app);
            assert_eq!(holds, "X-Forwarded-For from 10.0.0.0/8, loopback; X-Real-IP from 192.168.0.0/24");
        });
    }
}

#[test]
fn a_policy_that_was_written_into_the_configuration_is_read_back() {
    for text in ["X-Forwarded-For from 10.0.0.0/8; X-Real-IP from 192.168.0.0/24", ""] {
        with("", &[], |_| {
            let written: Policy = text.parse().unwrap();
            let figment = rocket::Config::figment().merge(("trusted_proxies", &written));
            let app = rocket::custom(figment).mount("/", routes![policy]);
            assert_eq!(policy_that_holds(app), text);
        });
    }
}

#[test]
fn the_environment_counts_more_than_the_file_and_takes_both_forms() {
    let toml = r#"default.trusted_proxies = "X-Forwarded-For from 10.0.0.0/8""#;
    for (text, holds) in [
        ("X-Forwarded-For from any hops 2", "X-Forwarded-For from any hops 2"),
        (
            "X-Real-IP from 10.0.0.1, loopback; Forwarded from 192.0.2.0/24",
            "X-Real-IP from 10.0.0.1, loopback; Forwarded from 192.0.2.0/24",
        ),
        (
            r#"[{ranges=["10.0.0.1"],header="X-Real-IP",on_missing="last-trusted"}]"#,
            "X-Real-IP from 10.0.0.1 on-missing last-trusted",
        ),
        ("", ""),
    ] {
        with(toml, &[("ROCKET_TRUSTED_PROXIES", text)], |app| assert_eq!(policy_that_holds(app), holds));
    }
}

#[test]
fn each_profile_has_its_own() {
    let toml = r#"
        [default]
        trusted_proxies = "X-Forwarded-For from 10.0.0.1"
        [staging]
        trusted_proxies = "X-Forwarded-For from 10.0.0.2"
        [global]
    "#;
    for (profile, holds) in [("staging", "X-Forwarded-For from 10.0.0.2"), ("other", "X-Forwarded-For from 10.0.0.1")] {
        with(toml, &[("ROCKET_PROFILE", profile)], |app| assert_eq!(policy_that_holds(app), holds));
    }
}

#[test]
fn nobody_is_trusted_where_nothing_is_given() {
    with("", &[], |app| {
        let client = Client::untracked(configured(app)).unwrap();
        let request = client.get("/").remote(([198, 51, 100, 7], 80).into());
        let forged =
            request.header(Header::new("X-Forwarded-For", "6.6.6.6")).header(Header::new("X-Real-IP", "6.6.6.6"));
        assert_eq!(forged.dispatch().into_string().unwrap(), "198.51.100.7");
    });
}

#[test]
fn a_policy_that_is_refused_stops_the_launch_and_the_log_says_where_and_what() {
    for (toml, variables, starts, ends) in [
        (
            r#"default.trusted_proxies = "X-Forwarded-For from 10.0.0.1/8""#,
            &[][..],
            "ERROR client_ip::policy: client-ip: `default.trusted_proxies` in ",
            "Rocket.toml TOML file: group 1, ranges: `10.0.0.1/8` has host bits set; did you mean `10.0.0.0/8`?",
        ),
        (
            r#"staging.trusted_proxies = "X-Forwarded-For from any""#,
            &[("ROCKET_PROFILE", "staging")][..],
            "ERROR client_ip::policy: client-ip: `staging.trusted_proxies` in ",
            "trusted_hops",
        ),
        (
            "",
            &[("ROCKET_TRUSTED_PROXIES", "X-Forwarded-For 10.0.0.0/8")][..],
            "ERROR client_ip::policy: client-ip: `TRUSTED_PROXIES` in `ROCKET_` environment variable(s): ",
            "",
        ),
        (
            "",
            &[("ROCKET_TRUSTED_PROXIES", "3")][..],
            "ERROR client_ip::policy: client-ip: `TRUSTED_PROXIES` in `ROCKET_` environment variable(s): ",
            "a list of groups, or a policy as text",
        ),
        (
            "[default.trusted_proxies]\nranges = ['10.0.0.1']\nheader = 'X-Forwarded-For'",
            &[][..],
            "ERROR client_ip::policy: client-ip: `default.trusted_proxies` in ",
            "Rocket.toml TOML file: a group stands outside of a list; write `[[` and `]]` around the key",
        ),
        (
            "[[default.trusted_proxies]]\nranges = ['10.0.0.1']\nheader = 'X-Forwarded-For'\nproof = 's3cret'",
            &[][..],
            "ERROR client_ip::policy: client-ip: `default.trusted_proxies` in ",
            "(the value is not shown)",
        ),
    ] {
        with(toml, variables, |app| {
            let log = refusal(configured(app), BY_FAIRING);
            assert!(log.starts_with(starts) && log.contains(ends) && !log.contains("s3cret"), "{log}");
        });
    }
}

#[test]
fn a_policy_that_is_given_twice_stops_the_launch() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.1".parse().unwrap();
    let in_code = || ClientIpFairing::new(policy.clone());
    with("", &[("ROCKET_TRUSTED_PROXIES", "X-Real-IP from 10.0.0.1")], |app| {
        assert_eq!(
            refusal(app.attach(in_code()), BY_FAIRING),
            "ERROR client_ip::policy: client-ip: the policy is given twice, in code and as `trusted_proxies` in the configuration; \
             use `ClientIpFairing::from_config()`, or take `trusted_proxies` out"
        );
    });
    with("", &[], |app| {
        let log = refusal(app.manage(SharedPolicy::default()).attach(in_code()), BY_FAIRING);
        assert!(log.contains("managed already"), "{log}");
    });
}

#[test]
fn of_two_fairings_the_last_one_counts() {
    let policy: Policy = "X-Forwarded-For from 10.0.0.1".parse().unwrap();
    with("", &[], |app| {
        let app = app.attach(ClientIpFairing::new(Policy::default())).attach(ClientIpFairing::new(policy));
        let client = Client::untracked(app).unwrap();
        assert_eq!(client.get("/policy").dispatch().into_string().unwrap(), "X-Forwarded-For from 10.0.0.1");
    });
}

#[test]
fn a_file_that_cannot_be_read_stops_the_launch() {
    with("default.trusted_proxies = ", &[], |app| {
        let error = Client::untracked(configured(app)).expect_err("the launch is refused");
        assert_eq!(error.to_string(), "failed to extract configuration");
    });
}

/// What the log says of a launch.
fn logged(toml: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let mut lines = Vec::new();
    with(toml, variables, |app| {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Client::untracked(configured(app)).unwrap();
        lines = std::mem::take(&mut *LOG.lock().unwrap_or_else(PoisonError::into_inner));
    });
    lines
}

#[test]
fn the_log_says_who_is_trusted() {
    let nobody = "nobody is trusted: the client is whoever is connected";
    for (policy, line) in [("", nobody), ("X-Real-IP from 10.0.0.1", "X-Real-IP from 10.0.0.1")] {
        let log = logged("default.ip_header = false", &[("ROCKET_TRUSTED_PROXIES", policy)]);
        assert_eq!(log, [format!("INFO client_ip::policy: client-ip: {line}")]);
    }
}

#[test]
fn rockets_own_idea_of_the_client_is_warned_of_while_it_is_on() {
    for toml in ["", "default.ip_header = \"CF-Connecting-IP\""] {
        let log = logged(toml, &[]);
        assert_eq!(log.len(), 2, "{log:?}");
        let warning = "WARN client_ip::wiring: Rocket's `request.client_ip()` and its guard `IpAddr` believe a header from anyone";
        assert!(log[1].starts_with(warning) && log[1].contains("rocket-governor"), "{log:?}");
        assert!(log[1].contains("set `ip_header = false`"), "{log:?}");
    }
    assert_eq!(logged("default.ip_header = false", &[]).len(), 1);
    assert_eq!(logged("", &[("ROCKET_IP_HEADER", "false")]).len(), 1);
}

#[test]
fn a_launch_without_the_fairing_is_refused_and_the_log_names_the_line() {
    with("", &[], |_| {
        let log = refusal(rocket::build().mount("/", routes![whoami]), "sentinel(s) aborted");
        assert_eq!(
            log,
            "ERROR client_ip::wiring: client-ip is not wired up: add `.attach(ClientIpFairing::from_config())`, \
             or `.attach(ClientIpFairing::new(policy))`, to the Rocket"
        );
    });
}
