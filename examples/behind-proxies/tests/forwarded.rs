//! Every program behind proxies that copy the client's `Host` into `Forwarded` without escaping it.

use behind_proxies::{COMMAS, Client, HOSTS, Network, PORT, Place, Proxy, programs};
use client_ip_testkit::wire::{Address, Reply, Request};
use client_ip_whoami_testing::{Program, all_hold};
use std::path::Path;

const PROXIES: [Proxy; 3] = [Proxy::NginxForwarded, Proxy::NginxForwardedInQuotes, Proxy::HaproxyForwarded];

/// What each of these clients is answered, and the body that is right.
fn answers(proxy: Proxy, program: &Program, clients: &'static [Client]) -> Vec<(&'static Client, Reply, String)> {
    let network = Network::unused();
    let [outside, address, app] = [77, 20, 42].map(|last| network.address(last));
    let policy = format!("Forwarded from {address}");
    let _whoami = program.start(&["--listen", &format!("{app}:{PORT}"), "--policy", &policy]);
    let _proxy = proxy.start(Place::new(outside, address, app, Path::new("")));
    let ask = |client: &'static Client| {
        let request = Request::get("/").from(outside).host(client.host).lines(client.lines);
        let answer = request.ask(&Address::Tcp((address, PORT).into())).unwrap();
        (client, answer, format!("{outside}\n"))
    };
    clients.iter().map(ask).collect()
}

#[test]
#[ignore = "needs the Debian packages nginx-light and haproxy, and the programs built"]
fn no_host_without_a_comma_makes_a_client_another() {
    let holds = |proxy: Proxy, program: &Program| {
        for (client, answer, right) in answers(proxy, program, HOSTS) {
            // Quotes that close within their pair spoil nothing.
            let is_honest = !client.host.contains(['"', ';']) || client.host == "\"a\"";
            assert!(
                answer == (200, right.as_str()) || !is_honest && answer == (400, "invalid\n"),
                "{} behind {proxy:?}, {}: {answer:?}",
                program.name,
                client.name
            );
        }
    };
    all_hold(
        PROXIES
            .map(|proxy| (format!("{proxy:?}"), move || programs().iter().for_each(|program| holds(proxy, program)))),
    );
}

/// What no reader can repair, which is why the pages say not to do it.
#[test]
#[ignore = "needs the Debian packages nginx-light and haproxy, and the programs built"]
fn with_a_comma_the_client_chooses_its_address() {
    for proxy in PROXIES {
        // Not each of them gets past each proxy.
        let chosen = |(_, answer, _): &(&Client, Reply, String)| *answer == (200, "6.6.6.6\n");
        let answers = answers(proxy, &programs()[0], COMMAS);
        assert!(answers.iter().any(chosen), "{proxy:?}: {answers:?}");
    }
}
