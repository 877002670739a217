//! Writes what the fuzz targets start from, made of the test vectors: `cargo run --example seeds`.

use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

type Seeds = BTreeSet<Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [mut list, mut forwarded, mut address, mut text, mut json, mut request] = [const { Seeds::new() }; 6];
    for file in fs::read_dir(root.join("../crates/client-ip-core/tests/vectors"))? {
        let suite: Value = serde_json::from_slice(&fs::read(file?.path())?)?;
        let policies = &suite["policies"];
        let refused = suite["refused"].as_array().into_iter().flatten().map(|refused| &refused["policy"]);
        for policy in policies.as_object().into_iter().flat_map(|policies| policies.values()).chain(refused) {
            json.insert(policy.to_string().into());
            text.extend(policy.as_str().map(Into::into));
        }
        for case in suite["cases"].as_array().ok_or("a suite without cases")? {
            let json = case["policy"].as_str().and_then(|name| policies.get(name)).unwrap_or(&case["policy"]);
            let policy: client_ip_core::Policy = serde_json::from_value(json.clone())?;
            text.insert(policy.to_string().into());
            // A proof cannot be given as text.
            let has_proof = policy.groups().any(|group| group.proof_header().is_some());
            let written = if has_proof { json.to_string() } else { policy.to_string() };
            let headers: Vec<(String, String)> = serde_json::from_value(case["headers"].clone())?;
            let peer = case["peer"].as_str().ok_or("a case without a peer")?;
            let mut message = format!("{written}\n{peer}").into_bytes();
            for (name, value) in &headers {
                let value = bytes(value)?;
                message.extend([b"\n", name.as_bytes(), b": ", &value].concat());
                for entry in value.split(|&b| b == b',') {
                    address.insert(entry.trim_ascii().to_vec());
                }
            }
            request.insert(message);
            for (name, lines) in [("forwarded-for", &mut list), ("forwarded", &mut forwarded)] {
                let values = headers.iter().filter(|(header, _)| header.to_ascii_lowercase().ends_with(name));
                let values = values.map(|(_, value)| bytes(value)).collect::<Result<Vec<_>, _>>()?;
                lines.insert(values.join(&b'\n'));
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

/// The vectors write each byte of a value as one character.
fn bytes(value: &str) -> Result<Vec<u8>, std::num::TryFromIntError> {
    value.chars().map(|c| u8::try_from(u32::from(c))).collect()
}
