//! The generated cases as a file of vectors, for any other implementation of the rules to be held against.

use crate::check::check;
use crate::generate::{case, policy};
use client_ip_twin::{Answer, Peer, Policy, resolve};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::fs;

fn expect(answer: &Answer) -> Value {
    match answer {
        Answer::Client { ip, port, hops, header } => json!({"ip": ip, "port": port, "hops": hops, "header": header}),
        Answer::Missing { .. } => json!({"error": "missing"}),
        Answer::Invalid { .. } => json!({"error": "invalid"}),
        Answer::Duplicate { .. } => json!({"error": "duplicate"}),
        Answer::NoAddress => json!({"error": "no-address"}),
    }
}

#[test]
#[ignore = "writes a file, at the path that CASES_FILE names"]
fn cases_are_written_for_others() {
    let path = std::env::var_os("CASES_FILE").expect("CASES_FILE is a path");
    let (cases, refused) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    check(10_000, &(case(), policy::groups()), |((policy, peer, headers), groups)| {
        let answer = resolve(&policy, peer, &headers);
        let latin = |value: &[u8]| value.iter().map(|&byte| char::from(byte)).collect::<String>();
        let peer = match peer {
            // A vector has no peer's port.
            Peer::Ip(ip, _) => ip.to_string(),
            Peer::Unix => "unix".to_owned(),
        };
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name, latin(value))).collect();
        let mut expect = expect(&answer);
        if let Answer::Client { hops: 0, .. } = answer {
            expect["port"] = Value::Null;
        }
        let mut cases = cases.borrow_mut();
        let name = cases.len().to_string();
        cases.push(json!({"name": name, "policy": policy, "peer": peer, "headers": headers, "expect": expect}));
        let policy = Policy { trusted_proxies: groups };
        match policy.to_core() {
            Err(error) => refused.borrow_mut().push(json!({"name": error.to_string(), "policy": policy})),
            Ok(_) => {
                let name = format!("{name}, accepted");
                let expect = json!({"error": "no-address"});
                cases.push(json!({"name": name, "policy": policy, "peer": "::", "headers": [], "expect": expect}));
            }
        }
        Ok(())
    });
    let (cases, refused) = (cases.into_inner(), refused.into_inner());
    println!("{} cases, {} refused policies", cases.len(), refused.len());
    let file = json!({"suite": "generated", "source": "the twin", "policies": {}, "cases": cases, "refused": refused});
    fs::write(path, file.to_string()).expect("the file can be written");
}
