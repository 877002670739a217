//! The policy in the application's own configuration file: `cargo run -p config-file -- examples/config-file/app.toml`.
//!
//! A policy that is refused stops the start, and the error says what is wrong and where. The same file can be checked before:
//! `client-ip check --policy-file examples/config-file/app.toml --key client_ip`.

use axum::{Router, routing::get};
use client_ip_axum::{ClientIp, ClientIpLayer, Policy};
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::process::ExitCode;

/// The configuration of the application.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    listen: SocketAddr,
    #[serde(default)]
    client_ip: Policy,
}

fn read(text: &str) -> Result<Config, String> {
    // Its `Display` would quote the line, in which the secret of a proof may stand.
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

fn app(policy: Policy) -> Router {
    Router::new()
        .route("/", get(async |ClientIp(ip): ClientIp| format!("hello {ip}\n")))
        .layer(ClientIpLayer::new(policy))
}

async fn serve(path: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let config = read(&text).map_err(|error| format!("{path}: {error}"))?;
    println!("{}", config.client_ip.summary());
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    axum::serve(listener, app(config.client_ip).into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("config-file: give the file, as in `config-file app.toml`");
        return ExitCode::from(2);
    };
    match serve(&path).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("config-file: {error}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_it_holds_a_policy() {
        let config = read(include_str!("../app.toml")).unwrap();
        assert_eq!(config.client_ip.to_string(), "X-Forwarded-For from loopback");
    }

    #[test]
    fn without_a_policy_nobody_is_trusted() {
        assert!(read("listen = '127.0.0.1:3000'").unwrap().client_ip.is_empty());
    }

    #[test]
    fn an_unsafe_policy_and_a_wrong_key_stop_the_start_and_no_secret_is_shown() {
        let error = |group: &str| {
            let text = format!("listen = '127.0.0.1:3000'\n[[client_ip.trusted_proxies]]\n{group}");
            read(&text).unwrap_err()
        };
        assert!(error("ranges = ['any']\nheader = 'X-Forwarded-For'").starts_with("group 1, ranges: hold everyone"));
        assert!(read("client_ipp = ''").unwrap_err().contains("client_ipp"));
        let secret =
            error("ranges = ['10.0.0.1']\nheader = 'X-Real-IP'\nproof = { header = 'X-Verify', value = 's3cret ' }");
        assert!(secret.contains("proof.value") && !secret.contains("s3cret"), "{secret}");
    }
}
