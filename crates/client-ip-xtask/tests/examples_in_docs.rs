//! Every public item that people meet has an example in its documentation: whatever a published library shows at its root,
//! and the methods that they call first. Documentation tests run the examples.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use syn::{Attribute, ImplItem, Item, Type, UseTree, Visibility};

/// Methods that people call first, beside whatever a root shows.
const METHODS: [&str; 23] = [
    "Policy::new",
    "Policy::resolve",
    "Policy::explain",
    "Policy::trusts",
    "Policy::groups",
    "Policy::summary",
    "TrustedProxies::with_format",
    "TrustedProxies::with_trusted_hops",
    "TrustedProxies::with_entries_per_hop",
    "TrustedProxies::with_on_missing",
    "TrustedProxies::with_on_invalid",
    "TrustedProxies::with_proof",
    "SharedPolicy::replace",
    "SharedPolicy::announce",
    "Outcome::explain",
    "Client::direct",
    "Peer::new",
    "Format::for_header",
    "IpRanges::iter",
    "IpRanges::holds_everyone",
    "ResolveError::hint",
    "Trace::lines",
    "PolicyError::place",
];

/// Whether each item has an example, by its name, and by `Type::name` for methods.
type Items = BTreeMap<String, bool>;

fn has_example(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).any(|attribute| {
        let syn::Meta::NameValue(doc) = &attribute.meta else { return false };
        matches!(&doc.value, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if text.value().contains("```"))
    })
}

fn read(folder: &Path, items: &mut Items) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, items);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
            file.items.into_iter().for_each(|item| note(item, items));
        }
    }
}

fn note(item: Item, items: &mut Items) {
    let (name, attributes, visibility) = match item {
        Item::Struct(item) => (item.ident, item.attrs, item.vis),
        Item::Enum(item) => (item.ident, item.attrs, item.vis),
        Item::Trait(item) => (item.ident, item.attrs, item.vis),
        Item::Fn(item) => (item.sig.ident, item.attrs, item.vis),
        Item::Impl(block) if block.trait_.is_none() => {
            let Type::Path(of) = *block.self_ty else { return };
            let Some(of) = of.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
            for member in block.items {
                if let ImplItem::Fn(member) = member {
                    items.insert(format!("{of}::{}", member.sig.ident), has_example(&member.attrs));
                }
            }
            return;
        }
        _ => return,
    };
    if matches!(visibility, Visibility::Public(_)) {
        items.insert(name.to_string(), has_example(&attributes));
    }
}

/// The names that a root shows of its own crate.
fn shown(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) if path.ident == "client_ip_core" => {}
        UseTree::Path(path) => shown(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| shown(tree, names)),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(_) | UseTree::Glob(_) => panic!("a root names what it shows"),
    }
}

fn without_example(package: &str, methods: &[&str]) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("src");
    let mut items = Items::new();
    read(&source, &mut items);
    let root = syn::parse_file(&fs::read_to_string(source.join("lib.rs")).unwrap()).unwrap();
    let mut names: Vec<String> = methods.iter().map(|name| (*name).to_owned()).collect();
    for item in root.items {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => shown(&item.tree, &mut names),
            _ => {}
        }
    }
    assert!(names.len() > 5 + methods.len(), "{package} shows {names:?}");
    names.retain(|name| !items.get(name).unwrap_or_else(|| panic!("{package} has no {name}")));
    names.iter().map(|name| format!("{package}: {name}")).collect()
}

#[test]
fn every_item_that_people_meet_has_an_example() {
    let mut missing = without_example("client-ip-core", &METHODS);
    for adapter in ["client-ip-axum", "client-ip-actix", "client-ip-rocket"] {
        missing.extend(without_example(adapter, &[]));
    }
    assert!(missing.is_empty(), "without an example:\n{}", missing.join("\n"));
}
