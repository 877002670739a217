//! Writes what the fuzz targets start from, made of the test vectors: `cargo run --example seeds`.

use client_ip_testkit::suite;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

type Seeds = BTreeSet<Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [mut list, mut forwarded, mut address, mut text, mut json, mut request] = [const { Seeds::new() }; 6];
    for suite in suite::all() {
        let refused = suite.refused.iter().map(|refused| &refused.policy);
        for policy in suite.policies.values().chain(refused) {
            json.insert(policy.to_string().into());
            text.extend(policy.as_str().map(Into::into));
        }
        for case in suite.cases {
            let policy: client_ip_core::Policy = serde_json::from_value(case.policy.clone())?;
            text.insert(policy.to_string().into());
            // A proof cannot be given as text.
            let has_proof = policy.groups().any(|group| group.proof_header().is_some());
            let written = if has_proof { case.policy.to_string() } else { policy.to_string() };
            let mut message = format!("{written}\n{}", case.peer).into_bytes();
            for (name, value) in &case.headers {
                message.extend([b"\n", name.as_bytes(), b": ", &value[..]].concat());
                for entry in value.split(|&b| b == b',') {
                    address.insert(entry.trim_ascii().to_vec());
                }
            }
            request.insert(message);
            for (name, lines) in [("forwarded-for", &mut list), ("forwarded", &mut forwarded)] {
                let values = case.headers.iter().filter(|(header, _)| header.to_ascii_lowercase().ends_with(name));
                lines.insert(values.map(|(_, value)| value.as_slice()).collect::<Vec<_>>().join(&b'\n'));
            }
        }
    }
    let targets = [
        ("list", list),
        ("forwarded", forwarded),
        ("address", address),
        ("policy_text", text),
        ("policy_json", json),
        ("request", request),
    ];
    let seeds = root.join("seeds");
    // What an older set of vectors left.
    if seeds.exists() {
        fs::remove_dir_all(&seeds)?;
    }
    for (target, texts) in targets {
        let folder = seeds.join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in texts.iter().enumerate() {
            fs::write(folder.join(format!("vector-{number:04}")), seed)?;
        }
        println!("{target}: {} seeds", texts.len());
    }
    // The bytes of a chain mean nothing outside of its target: it starts from nothing.
    fs::create_dir_all(seeds.join("chain"))?;
    Ok(())
}
