//! The set of ranges by itself: look-ups, memory and building, against the crates that people take for it.

use crate::results::{grouped, thousands};
use crate::timing::{Candidate, medians, medians_of};
use client_ip_core::IpRanges;
use client_ip_testkit::heap::measure;
use client_ip_testkit::random::Random;
use ip_network::IpNetwork;
use ip_network_table::IpNetworkTable;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use prefix_trie::joint::JointPrefixSet;
use std::error::Error;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const SIZES: [usize; 8] = [1, 5, 22, 200, 1_000, 10_000, 100_000, 1_000_000];
/// How many addresses are looked up in turn, too many for a branch predictor to learn.
const LOOKUPS: usize = 4_096;

/// What is compared: how each builds its set, and looks an address up in it.
trait Set: Sized {
    fn build(nets: &[IpNet]) -> Self;
    fn holds(&self, ip: IpAddr) -> bool;
}

impl Set for IpRanges {
    fn build(nets: &[IpNet]) -> Self {
        nets.iter().copied().collect()
    }

    fn holds(&self, ip: IpAddr) -> bool {
        self.contains(ip)
    }
}

impl Set for JointPrefixSet<IpNet> {
    fn build(nets: &[IpNet]) -> Self {
        nets.iter().copied().collect()
    }

    fn holds(&self, ip: IpAddr) -> bool {
        self.is_covered(&ip.into())
    }
}

impl Set for IpNetworkTable<()> {
    fn build(nets: &[IpNet]) -> Self {
        let mut table = Self::new();
        for net in nets {
            table.insert(IpNetwork::new(net.network(), net.prefix_len()).expect("no host bits"), ());
        }
        table
    }

    fn holds(&self, ip: IpAddr) -> bool {
        self.longest_match(ip).is_some()
    }
}

/// A linear search, what most people write.
impl Set for Vec<IpNet> {
    fn build(nets: &[IpNet]) -> Self {
        nets.to_vec()
    }

    fn holds(&self, ip: IpAddr) -> bool {
        self.iter().any(|net| net.contains(&ip))
    }
}

/// What one set costs.
struct Cost {
    hit: f64,
    miss: f64,
    bytes: f64,
    build: f64,
}

/// The tables, one for each family: a line for each size of set.
///
/// # Errors
///
/// Where a set gives a wrong answer.
pub fn tables() -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    for family in [Family::V4, Family::V6] {
        let name = if family == Family::V4 { "IPv4" } else { "IPv6" };
        let _ = writeln!(
            text,
            "| {name} ranges | `IpRanges` | prefix-trie | ip_network_table | `Vec<IpNet>` |\n| --: | --: | --: | --: | --: |"
        );
        for size in SIZES {
            let workload = Workload::new(family, size);
            let costs = [
                Some(workload.cost::<IpRanges>()?),
                Some(workload.cost::<JointPrefixSet<IpNet>>()?),
                Some(workload.cost::<IpNetworkTable<()>>()?),
                (size <= 200).then(|| workload.cost::<Vec<IpNet>>()).transpose()?,
            ];
            let _ = write!(text, "| {} |", thousands(&size.to_string()));
            for cost in costs {
                let _ = match cost {
                    Some(Cost { hit, miss, bytes, build }) => write!(
                        text,
                        " {} / {} ns, {bytes:.0} B, {} |",
                        grouped(hit),
                        grouped(miss),
                        time(build / size as f64)
                    ),
                    None => write!(text, " - |"),
                };
            }
            text.push('\n');
        }
        text.push('\n');
    }
    Ok(text)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    V4,
    V6,
}

struct Workload {
    nets: Vec<IpNet>,
    hits: Vec<IpAddr>,
    misses: Vec<IpAddr>,
}

impl Workload {
    fn new(family: Family, size: usize) -> Self {
        let mut random = Random::seeded(size as u64);
        let nets: Vec<IpNet> = (0..size).map(|_| family.net(&mut random, size)).collect();
        let hits = (0..LOOKUPS)
            .map(|_| {
                let net = nets[random.below(size)];
                within(net, &mut random)
            })
            .collect();
        let set = IpRanges::build(&nets);
        // Outside, and as near to the ranges as those are to each other.
        let outside = std::iter::repeat_with(|| {
            let net = family.net(&mut random, size);
            within(net, &mut random)
        });
        let misses = outside.filter(|ip| !set.contains(*ip)).take(LOOKUPS).collect();
        Self { nets, hits, misses }
    }

    fn cost<S: Set>(&self) -> Result<Cost, String> {
        let (set, heap) = measure(|| S::build(&self.nets));
        let bytes = heap.live as f64 / self.nets.len() as f64;
        if !self.hits.iter().all(|ip| set.holds(*ip)) || self.misses.iter().any(|ip| set.holds(*ip)) {
            return Err(format!("{} ranges: a wrong answer", self.nets.len()));
        }
        let count = |ips: &[IpAddr]| ips.iter().filter(|ip| set.holds(**ip)).count();
        let hit = medians(&mut [Candidate::new("", || count(&self.hits))])[0] / LOOKUPS as f64;
        let miss = medians(&mut [Candidate::new("", || count(&self.misses))])[0] / LOOKUPS as f64;
        let build = medians_of(3, &mut [Candidate::new("", || S::build(&self.nets))])[0];
        Ok(Cost { hit, miss, bytes, build })
    }
}

impl Family {
    /// A range as long as they are where there are so many of them, anywhere in IPv4, or where IPv6 is handed out.
    fn net(self, random: &mut Random, size: usize) -> IpNet {
        let wide = size < 1_000;
        match self {
            Self::V4 => {
                let length = if wide { 12 } else { 22 } + random.below(7) as u8;
                let net = Ipv4Net::new(Ipv4Addr::from_bits(random.bits() as u32), length);
                net.expect("a prefix length").trunc().into()
            }
            Self::V6 => {
                // The registries' blocks: 2400::/12, 2600::/12, 2800::/12, 2a00::/12, 2c00::/12.
                let block = 0x2400 + 0x200 * random.below(5) as u128 + random.below(16) as u128;
                let bits = block << 112 | u128::from(random.bits()) << 48;
                let length = if wide { 28 } else { 40 } + random.below(9) as u8;
                Ipv6Net::new(Ipv6Addr::from_bits(bits), length).expect("a prefix length").trunc().into()
            }
        }
    }
}

/// Any address of the range.
fn within(net: IpNet, random: &mut Random) -> IpAddr {
    let bits = u128::from(random.bits()) << 64 | u128::from(random.bits());
    match net {
        IpNet::V4(net) => Ipv4Addr::from_bits(net.network().to_bits() | bits as u32 & net.hostmask().to_bits()).into(),
        IpNet::V6(net) => Ipv6Addr::from_bits(net.network().to_bits() | bits & net.hostmask().to_bits()).into(),
    }
}

fn time(nanoseconds: f64) -> String {
    format!("{} ns", grouped(nanoseconds))
}
