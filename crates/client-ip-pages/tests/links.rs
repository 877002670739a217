//! Every link of every page leads somewhere: to a file that is there, and to a heading that is there.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// Where the repository is published. Pages of published packages link to it, since they are shown elsewhere too.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The pages, as paths from the root: what git tracks, or would.
fn pages() -> Vec<PathBuf> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"];
    let output = Command::new("git").args(arguments).current_dir(root()).output().expect("git runs");
    assert!(output.status.success(), "git: {}", String::from_utf8_lossy(&output.stderr));
    let paths = String::from_utf8(output.stdout).expect("UTF-8");
    // One that was moved stays tracked until the next commit.
    paths.split_terminator('\0').map(PathBuf::from).filter(|path| root().join(path).is_file()).collect()
}

/// The lines of a page that are not in a fenced block.
fn prose(page: &str) -> String {
    let mut fence = None;
    let mut kept = String::new();
    for line in page.lines() {
        let begins = ["```", "~~~"].into_iter().find(|fence| line.trim_start().starts_with(fence));
        match (fence, begins) {
            (None, Some(_)) => fence = begins,
            (Some(open), Some(close)) if open == close => fence = None,
            (None, None) => kept.extend([line, "\n"]),
            _ => {}
        }
    }
    kept
}

/// The same without what stands between backticks.
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        kept.push_str(&rest[..at]);
        let count = rest[at..].bytes().take_while(|b| *b == b'`').count();
        let inside = &rest[at + count..];
        rest = inside.split_once(&rest[at..at + count]).map_or(inside, |(_, behind)| behind);
    }
    kept + rest
}

/// Where the links of a page lead: `[text](target)`, images too, and `[name]: target`.
fn targets(page: &str) -> Vec<String> {
    let text = without_code(&prose(page));
    let inline = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '\n']).next());
    let named = text.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split_once("]: "));
    inline.chain(named.map(|(_, target)| target)).map(str::to_owned).collect()
}

/// The anchors of a page, as GitHub makes them of its headings.
fn anchors(page: &str) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let text = prose(page);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let title = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        let anchor: String = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        let count = seen.entry(anchor.clone()).or_default();
        *count += 1;
        if *count == 1 { anchor } else { format!("{anchor}-{}", *count - 1) }
    };
    headings.map(anchor).collect()
}

/// A path from the root without `.` and `..`. `None` where it leaves the root.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => plain.pop().then_some(())?,
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}

/// The folder of the published package that this page is packed with.
fn package(page: &Path) -> Option<&Path> {
    let folder = page.parent()?;
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).ok()?;
    (manifest.contains("[package]") && !manifest.contains("publish = false")).then_some(folder)
}

/// What is wrong with a link, if anything.
fn complaint(page: &Path, target: &str) -> Option<String> {
    let in_repository = target
        .strip_prefix(REPOSITORY)
        .and_then(|rest| ["/blob/main/", "/tree/main/"].into_iter().find_map(|prefix| rest.strip_prefix(prefix)));
    if in_repository.is_none() && target.contains("://") {
        return None;
    }
    let (path, fragment) = match in_repository.unwrap_or(target).split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (in_repository.unwrap_or(target), None),
    };
    let from = if in_repository.is_some() { Path::new("") } else { page.parent().unwrap_or(Path::new("")) };
    let path = if path.is_empty() { Some(page.to_owned()) } else { plain(&from.join(path)) };
    let Some(path) = path else { return Some("leaves the repository".to_owned()) };
    if !root().join(&path).exists() {
        return Some(format!("{} is not there", path.display()));
    }
    if in_repository.is_none() && package(page).is_some_and(|folder| !path.starts_with(folder)) {
        return Some(format!("leaves the package; write {REPOSITORY}/blob/main/{}", path.display()));
    }
    let fragment = fragment.filter(|_| path.extension().is_some_and(|extension| extension == "md"))?;
    let headings = anchors(&fs::read_to_string(root().join(&path)).expect("a page"));
    let is_there = headings.iter().any(|anchor| anchor == fragment);
    (!is_there).then(|| format!("{} has no heading #{fragment}; it has {}", path.display(), headings.join(", ")))
}

#[test]
fn every_link_leads_somewhere() {
    let (mut count, mut complaints) = (0, Vec::new());
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).expect("a page");
        for target in targets(&text) {
            count += 1;
            let complaint = complaint(&page, &target);
            complaints.extend(complaint.map(|complaint| format!("{}: {target}: {complaint}", page.display())));
        }
    }
    assert!(complaints.is_empty(), "{} links lead nowhere\n{}", complaints.len(), complaints.join("\n"));
    assert!(count >= 60, "only {count} links were found");
}

#[test]
fn links_are_found_where_readers_see_them() {
    let page =
        "# A\n[`a](b)`, still\n`code](no)`](one) ![image](two.svg \"title\")\n```sh\n[no](no)\n```\n[name]: three#a\n";
    assert_eq!(targets(page), ["one", "two.svg", "three#a"]);
}

#[test]
fn anchors_are_those_of_github() {
    let page = "# Rocket's `client_ip()`\n```sh\n# a comment\n```\n## Two principles\n## Two principles\n";
    assert_eq!(anchors(page), ["rockets-client_ip", "two-principles", "two-principles-1"]);
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let readme = Path::new("README.md");
    let core = Path::new("crates/client-ip-core/README.md");
    let told = |page, target: &str| complaint(page, target).unwrap_or_default();
    assert_eq!(told(readme, "docs/nowhere.md"), "docs/nowhere.md is not there");
    assert_eq!(told(readme, "../README.md"), "leaves the repository");
    assert!(told(readme, "SECURITY.md#nowhere").starts_with("SECURITY.md has no heading #nowhere"));
    assert!(told(core, "../../SECURITY.md").starts_with("leaves the package; write https://"));
    let on_the_web = format!("{REPOSITORY}/blob/main/nowhere.md");
    assert_eq!(told(core, &on_the_web), "nowhere.md is not there");
    for target in ["SECURITY.md#reporting", "#what-it-costs", "crates", "https://example.com/nowhere"] {
        assert_eq!(complaint(readme, target), None, "{target}");
    }
}
