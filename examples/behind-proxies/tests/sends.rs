//! What each proxy really sends to the program behind it. It is written down beside the proxy's configuration, in a file
//! that ends in `.sends.txt`; with `UPDATE_SENDS=1` in the environment this writes the files anew.

use behind_proxies::{CLIENTS, COMMAS, Client, HOSTS, Network, PORT, Place, Proxy, Recorder, visible};
use client_ip_testkit::wire::{Address, Request};
use client_ip_whoami_testing::all_hold;
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

const PROXIES: [Proxy; 11] = [
    Proxy::Nginx,
    Proxy::NginxSilent,
    Proxy::NginxForwarded,
    Proxy::NginxForwardedInQuotes,
    Proxy::Haproxy,
    Proxy::HaproxyForwarded,
    Proxy::Httpd,
    Proxy::Caddy,
    Proxy::CaddyBehindAnother,
    Proxy::Squid,
    Proxy::SquidForwardedForOff,
];

/// For each client what it writes (`>`), and what the program gets (`<`).
fn transcript(proxy: Proxy) -> String {
    let network = Network::unused();
    let [client, address, next] = [77, 20, 42].map(|last| network.address(last));
    let recorder = Recorder::listen(next);
    let _proxy = proxy.start(Place::new(client, address, next, Path::new("")));
    let mut text = String::new();
    let clients = match proxy {
        Proxy::NginxForwarded | Proxy::NginxForwardedInQuotes | Proxy::HaproxyForwarded => [HOSTS, COMMAS].concat(),
        _ => CLIENTS.to_vec(),
    };
    for Client { name, lines, host, .. } in clients {
        let request = Request::get("/").from(client).host(host).lines(lines);
        let answer = request.ask(&Address::Tcp(SocketAddr::from((address, PORT)))).unwrap();
        assert_eq!(answer.status, 200, "{name}");
        writeln!(text, "{name}").unwrap();
        if host != CLIENTS[0].host {
            writeln!(text, "> Host: {host}").unwrap();
        }
        for line in lines {
            writeln!(text, "> {}", visible(line)).unwrap();
        }
        for line in recorder.take() {
            writeln!(text, "< {}", line.replace(&client.to_string(), "CLIENT")).unwrap();
        }
        text.push('\n');
    }
    text
}

fn sends_what_is_written_down(proxy: Proxy) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(proxy.file()).with_extension("sends.txt");
    let found = transcript(proxy);
    if std::env::var_os("UPDATE_SENDS").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    assert!(found == written, "{} is no longer so; found:\n{found}", file.display());
}

#[test]
#[ignore = "needs the Debian packages nginx-light, haproxy, apache2, caddy and squid"]
fn proxies_send_what_is_written_down() {
    all_hold(PROXIES.map(|proxy| (proxy.file(), move || sends_what_is_written_down(proxy))));
}
