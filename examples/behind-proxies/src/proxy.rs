//! The proxies: their programs, their configurations, and how one is started.

use crate::network::PORT;
use client_ip_whoami_testing::Process;
use std::env;
use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A proxy as one of the files in this package configures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, clippy::exhaustive_enums, reason = "the head of each file says what it is")]
pub enum Proxy {
    Nginx,
    NginxToUnix,
    NginxSilent,
    NginxForwarded,
    NginxForwardedInQuotes,
    Haproxy,
    HaproxyForwarded,
    Httpd,
    Caddy,
    CaddyBehindAnother,
    Squid,
    SquidForwardedForOff,
}

/// Where a proxy stands between the others.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Place<'a> {
    /// The address on which it listens.
    pub address: Ipv4Addr,
    /// The address of the proxy that stands before it, or its own.
    pub previous: Ipv4Addr,
    /// The address to which it passes on.
    pub next: Ipv4Addr,
    /// The Unix socket to which it passes on, if it does.
    pub socket: &'a Path,
}

impl<'a> Place<'a> {
    /// The place with these addresses.
    #[must_use]
    pub fn new(previous: Ipv4Addr, address: Ipv4Addr, next: Ipv4Addr, socket: &'a Path) -> Self {
        Self { address, previous, next, socket }
    }
}

impl Proxy {
    /// Its configuration: the path in this package.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Nginx => "nginx/nginx.conf",
            Self::NginxToUnix => "nginx/unix.conf",
            Self::NginxSilent => "nginx/silent.conf",
            Self::NginxForwarded => "nginx/forwarded.conf",
            Self::NginxForwardedInQuotes => "nginx/forwarded-in-quotes.conf",
            Self::Haproxy => "haproxy/haproxy.cfg",
            Self::HaproxyForwarded => "haproxy/forwarded.cfg",
            Self::Httpd => "httpd/httpd.conf",
            Self::Caddy => "caddy/Caddyfile",
            Self::CaddyBehindAnother => "caddy/behind-another.Caddyfile",
            Self::Squid => "squid/squid.conf",
            Self::SquidForwardedForOff => "squid/forwarded-for-off.conf",
        }
    }

    /// The command, as it is called in Debian, up to the path of the configuration, and what follows that.
    fn command(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Nginx
            | Self::NginxToUnix
            | Self::NginxSilent
            | Self::NginxForwarded
            | Self::NginxForwardedInQuotes => (&["nginx", "-c"], &[]),
            Self::Haproxy | Self::HaproxyForwarded => (&["haproxy", "-db", "-f"], &[]),
            Self::Httpd => (&["apache2", "-f"], &["-DFOREGROUND"]),
            Self::Caddy | Self::CaddyBehindAnother => (&["caddy", "run", "--adapter", "caddyfile", "--config"], &[]),
            Self::Squid | Self::SquidForwardedForOff => (&["squid", "-N", "-d", "1", "-f"], &[]),
        }
    }

    /// The address from which a program behind it is connected to, where it stands at this one.
    #[must_use]
    pub fn connects_from(self, address: Ipv4Addr) -> Ipv4Addr {
        match self {
            Self::Caddy | Self::CaddyBehindAnother => Ipv4Addr::LOCALHOST,
            _ => address,
        }
    }

    /// Starts it, and waits until it listens.
    ///
    /// # Panics
    ///
    /// If it does not come so far: with what it has said.
    #[must_use]
    pub fn start(self, place: Place<'_>) -> Started {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        // Several proxies serve as another user than the one that started them.
        fs::set_permissions(at, Permissions::from_mode(0o755)).unwrap();
        let template = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(self.file())).unwrap();
        let config = template
            .replace("@ADDRESS@", &place.address.to_string())
            .replace("@PREVIOUS@", &place.previous.to_string())
            .replace("@NEXT@", &place.next.to_string())
            .replace("@SOCKET@", place.socket.to_str().unwrap())
            .replace("@FOLDER@", at.to_str().unwrap());
        fs::write(at.join("config"), config).unwrap();

        let (before, after) = self.command();
        let log = File::create(at.join("log")).unwrap();
        let mut command = Process::command(before[0]);
        command.args(&before[1..]).arg(at.join("config")).args(after).current_dir(at);
        // Where Debian has them, which is not on everybody's path.
        let path = env::var("PATH").unwrap_or_default() + ":/usr/local/sbin:/usr/sbin:/sbin";
        command.env("PATH", path);
        // Where Caddy keeps its state.
        command.env("HOME", at).env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let mut process = Process::start(&mut command);
        wait_until_it_listens(&mut process, SocketAddr::from((place.address, PORT)), at, before[0]);
        Started { _process: process, _folder: folder }
    }
}

/// A proxy that listens, until this value is dropped.
#[derive(Debug)]
pub struct Started {
    // In this order: the folder is taken away when nobody uses it any more.
    _process: Process,
    _folder: TempDir,
}

fn wait_until_it_listens(process: &mut Process, address: SocketAddr, folder: &Path, program: &str) {
    const PATIENCE: Duration = Duration::from_secs(60);
    let since = Instant::now();
    while TcpStream::connect(address).is_err() {
        if process.has_ended() || since.elapsed() > PATIENCE {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            panic!("{program} does not listen on {address}; is its Debian package installed?\n{log}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}
