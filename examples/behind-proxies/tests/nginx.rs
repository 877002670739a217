//! Two real nginx in a row (127.0.0.10, 127.0.0.20) in front of whoami-axum (127.0.0.42).

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

fn wait_for(address: &str) {
    for _ in 0..200 {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on {address}");
}

fn nginx(folder: &Path, name: &str) -> Started {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("nginx").join(name);
    let mut command = Command::new("nginx");
    Started(command.arg("-p").arg(folder).arg("-c").arg(config).spawn().expect("nginx, of Debian's package nginx"))
}

/// The program stands beside the folder in which this test was built.
fn program() -> std::path::PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("whoami-axum")
}

fn whoami(policy: &str) -> Started {
    let arguments = ["--listen", "127.0.0.42:18080", "--policy", policy];
    Started(Command::new(program()).args(arguments).spawn().expect("whoami-axum, built before"))
}

/// Asks `to` from the address `from`, and gives the status and the body.
fn ask(from: &str, to: &str, headers: &[&str]) -> (String, String) {
    let mut command = Command::new("curl");
    command.args(["-s", "-w", "\n%{http_code}", "--max-time", "10", "--interface", from]);
    for header in headers {
        command.args(["-H", header]);
    }
    let output = command.arg(format!("http://{to}:18080/")).output().expect("curl");
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.to_owned(), body.trim_end().to_owned())
}

fn ok(address: &str) -> (String, String) {
    ("200".to_owned(), address.to_owned())
}

const FORGED: [&str; 4] = [
    "X-Forwarded-For: 6.6.6.6, 127.0.0.10",
    "X-Forwarded-For: 127.0.0.20",
    "X-Real-IP: 6.6.6.6",
    "Forwarded: for=6.6.6.6",
];

#[test]
#[ignore = "needs nginx and curl, of the Debian packages with these names"]
fn nobody_is_believed_but_the_proxies() {
    let folder = std::env::temp_dir().join(format!("behind-proxies-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let _outer = nginx(&folder, "proxy-10.conf");
    let _inner = nginx(&folder, "proxy-20.conf");

    {
        let _app = whoami("X-Forwarded-For from 127.0.0.10, 127.0.0.20");
        for address in ["127.0.0.42:18080", "127.0.0.20:18080", "127.0.0.10:18080"] {
            wait_for(address);
        }
        for headers in [&[][..], &FORGED] {
            // Through both, through the inner one alone, and around them.
            assert_eq!(ask("127.0.0.77", "127.0.0.10", headers), ok("127.0.0.77"));
            assert_eq!(ask("127.0.0.78", "127.0.0.20", headers), ok("127.0.0.78"));
            assert_eq!(ask("127.0.0.79", "127.0.0.42", headers), ok("127.0.0.79"));
        }
        // A trusted proxy that says nothing is not the client.
        assert_eq!(ask("127.0.0.20", "127.0.0.42", &[]), ("400".into(), "missing".into()));
        assert_eq!(ask("127.0.0.20", "127.0.0.42", &["X-Forwarded-For: unknown"]), ("400".into(), "invalid".into()));
    }
    {
        let _app = whoami("X-Real-IP from 127.0.0.20");
        wait_for("127.0.0.42:18080");
        for headers in [&[][..], &FORGED] {
            assert_eq!(ask("127.0.0.77", "127.0.0.20", headers), ok("127.0.0.77"));
            assert_eq!(ask("127.0.0.79", "127.0.0.42", headers), ok("127.0.0.79"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
