//! Which arrows may not be.

use crate::arrows::Arrow;
use std::collections::BTreeSet;

/// The arrows of the shortest circles: from where each ends, arrows lead back to where it begins. Longer circles show when
/// these are gone.
pub(crate) fn in_a_circle(arrows: &BTreeSet<Arrow>) -> Vec<&Arrow> {
    let back: Vec<(usize, &Arrow)> =
        arrows.iter().filter_map(|arrow| Some((way_back(arrow, arrows)?, arrow))).collect();
    let shortest = back.iter().map(|(len, _)| *len).min();
    back.into_iter().filter(|(len, _)| Some(*len) == shortest).map(|(_, arrow)| arrow).collect()
}

/// How many arrows lead from the end of this one to its beginning, if any do.
fn way_back(arrow: &Arrow, arrows: &BTreeSet<Arrow>) -> Option<usize> {
    let mut reached = BTreeSet::from([&arrow.to]);
    for len in 1.. {
        let next: BTreeSet<&String> =
            arrows.iter().filter(|next| reached.contains(&next.from)).map(|next| &next.to).collect();
        if next.contains(&arrow.from) {
            return Some(len);
        }
        let before = reached.len();
        reached.extend(next);
        if reached.len() == before {
            break;
        }
    }
    None
}

/// The arrows to the file that a crate begins with. What it shows, it shows to others: inside, a path names the file.
pub(crate) fn to_the_root<'a>(arrows: &'a BTreeSet<Arrow>, root: &str) -> Vec<&'a Arrow> {
    arrows.iter().filter(|arrow| arrow.to == root).collect()
}

/// A wing of the core, the lowest first: each may use those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wing {
    /// What all others speak of.
    Ground,
    /// What is written in headers. Knows nothing of trust.
    Read,
    /// Whom to believe, as data.
    Policy,
    /// Where text and trust meet.
    Walk,
    /// The verbs.
    Top,
    /// The front page, which shows the rest.
    Root,
}

fn wing(file: &str) -> Wing {
    let file = file.trim_start_matches("src/");
    match file.split(['/', '.']).next().unwrap_or_default() {
        "lib" => Wing::Root,
        "outcome" | "resolve" | "shared" | "untrusted_peers" => Wing::Top,
        "walk" => Wing::Walk,
        "policy" => Wing::Policy,
        "read" => Wing::Read,
        _ => Wing::Ground,
    }
}

/// The arrows of the core that no file may have: upward, and from a policy to the headers of a request.
pub(crate) fn upward(arrows: &BTreeSet<Arrow>) -> Vec<&Arrow> {
    let is_upward = |arrow: &&Arrow| {
        let (from, to) = (wing(&arrow.from), wing(&arrow.to));
        from < to || from == Wing::Policy && arrow.to == "src/headers.rs"
    };
    arrows.iter().filter(is_upward).collect()
}
