//! Requests a second under wrk on loopback. One server of each framework answers at `/client` with the client's address,
//! as the whoami programs do, and at `/peer` with the peer's, for which this library is not asked.

use crate::results::grouped;
use client_ip_core::Policy;
use std::error::Error;
use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const POLICY: &str = "X-Forwarded-For from 127.0.0.0/8";
const CHAIN: &str = "X-Forwarded-For: 203.0.113.195, 127.0.30.41, 127.0.30.42";
/// Both paths in turn, a second each, and an even number of times: what else the machine does then falls on both alike.
const ROUNDS: usize = 6;

type Serve = fn(SocketAddr, Policy) -> Result<(), Box<dyn Error>>;

/// The table: a line for each framework.
///
/// # Errors
///
/// Where wrk is not installed, a server does not start, or an answer is not the right one.
pub fn table() -> Result<String, Box<dyn Error>> {
    let mut text =
        "| server | requests a second without | with | ratio | processor time a request without | with | ratio |\n\
                    | --- | --: | --: | --: | --: | --: | --: |\n"
            .to_owned();
    for (name, serve) in [("axum", axum as Serve), ("actix-web", actix), ("Rocket", rocket)] {
        // A port that was free just now: Rocket opens its socket itself.
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let policy = POLICY.parse()?;
        let (sender, ended) = mpsc::channel();
        // They serve until the program ends.
        thread::spawn(move || sender.send(serve(address, policy).map_err(|error| error.to_string())));
        if !(0..100).any(|_| TcpStream::connect(address).is_ok() || wait()) {
            return Err(format!("{name}: does not listen").into());
        }
        let mut seen = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            // Each is the first of the two every other time.
            for which in [round % 2, (round + 1) % 2] {
                let run = wrk(address, ["peer", "client"][which]).map_err(|error| format!("{name}: {error}"))?;
                if round > 0 {
                    seen[which].push(run);
                }
            }
        }
        if let Ok(ended) = ended.try_recv() {
            return Err(format!("{name}: the server ended: {ended:?}").into());
        }
        let [without, with] = seen.map(|runs| {
            let mut rates: Vec<f64> = runs.iter().map(|run| run.rate).collect();
            rates.sort_by(f64::total_cmp);
            let sum = |of: fn(&Run) -> f64| runs.iter().map(of).sum::<f64>();
            (rates[ROUNDS / 2], sum(|run| run.processor) / sum(|run| run.requests) * 1e6)
        });
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {:.2} | {:.1} µs | {:.1} µs | {:.2} |",
            grouped(without.0),
            grouped(with.0),
            with.0 / without.0,
            without.1,
            with.1,
            without.1 / with.1
        );
    }
    Ok(text)
}

/// `false`, a little later.
fn wait() -> bool {
    thread::sleep(Duration::from_millis(100));
    false
}

/// What wrk saw in a second, and how many seconds the processor worked for this program then.
struct Run {
    rate: f64,
    requests: f64,
    processor: f64,
}

fn wrk(address: SocketAddr, path: &str) -> Result<Run, Box<dyn Error>> {
    let url = format!("http://{address}/{path}");
    let before = processor()?;
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", "16", "--duration", "1s", "--header", CHAIN, &url])
        .output()
        .map_err(|error| format!("wrk: {error}; install it"))?;
    let processor = processor()? - before;
    let said = String::from_utf8_lossy(&output.stdout);
    if said.contains("Non-2xx") {
        return Err(format!("{url} is not answered with status 200").into());
    }
    let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    let requests = said.lines().find_map(|line| line.split_once(" requests in"));
    let (Some(rate), Some((requests, _))) = (rate, requests) else {
        return Err(format!("wrk says no rate: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
    };
    Ok(Run { rate: rate.trim().parse()?, requests: requests.trim().parse()?, processor })
}

/// Seconds that the processor has worked for this program, by Linux's count of hundredths.
fn processor() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has another form")?;
    let ticks: Result<Vec<f64>, _> = fields.split_ascii_whitespace().skip(11).take(2).map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / 100.0)
}

fn axum(address: SocketAddr, policy: Policy) -> Result<(), Box<dyn Error>> {
    use axum::{Router, extract::ConnectInfo, routing::get};
    use client_ip_axum::{ClientIp, ClientIpLayer};

    // The layer wraps the routes that stand before it.
    let app = Router::new()
        .route("/client", get(async |ClientIp(ip): ClientIp| format!("{ip}\n")))
        .layer(ClientIpLayer::new(policy))
        .route("/peer", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| format!("{}\n", peer.ip())));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
    })?;
    Ok(())
}

fn actix(address: SocketAddr, policy: Policy) -> Result<(), Box<dyn Error>> {
    use actix_web::{App, HttpRequest, HttpServer, web};
    use client_ip_actix::{ClientIp, SharedPolicy};

    let policy = SharedPolicy::from(policy);
    let server = HttpServer::new(move || {
        let client = web::get().to(async |ClientIp(ip): ClientIp| format!("{ip}\n"));
        let peer = web::get().to(async |request: HttpRequest| match request.peer_addr() {
            Some(peer) => format!("{}\n", peer.ip()),
            None => String::new(),
        });
        App::new().app_data(policy.clone()).route("/client", client).route("/peer", peer)
    });
    actix_web::rt::System::new().block_on(server.disable_signals().bind(address)?.run())?;
    Ok(())
}

#[rocket::get("/client")]
fn client(ip: client_ip_rocket::ClientIp) -> String {
    format!("{}\n", ip.0)
}

#[rocket::get("/peer")]
fn peer(peer: SocketAddr) -> String {
    format!("{}\n", peer.ip())
}

fn rocket(address: SocketAddr, policy: Policy) -> Result<(), Box<dyn Error>> {
    use rocket::config::{Config, LogLevel, Shutdown};

    let shutdown = Shutdown { ctrlc: false, signals: [].into(), ..Shutdown::default() };
    let config = Config {
        address: address.ip(),
        port: address.port(),
        log_level: LogLevel::Off,
        shutdown,
        ..Config::release_default()
    };
    let server = rocket::custom(config).mount("/", rocket::routes![client, peer]);
    let server = server.attach(client_ip_rocket::ClientIpFairing::new(policy));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(server.launch()).map_err(|error| error.to_string())?;
    Ok(())
}
