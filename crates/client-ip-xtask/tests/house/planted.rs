//! Crates that are made up, each with an arrow that has to be found, or with what only looks like one.

use crate::arrows::{Sources, Target};
use crate::rules::{in_a_circle, to_the_root, upward};

fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn target(files: &[(&str, &str)]) -> Target {
    Target::read("src/lib.rs", &sources(files)).unwrap()
}

fn arrows(files: &[(&str, &str)]) -> Vec<String> {
    target(files).arrows().iter().map(ToString::to_string).collect()
}

/// The arrows of `read/entries.rs`, which holds this.
fn arrows_of(text: &str) -> Vec<String> {
    arrows(&[
        ("src/lib.rs", "mod read; mod walk;"),
        ("src/read.rs", "mod entries;"),
        ("src/read/entries.rs", &format!("mod child; {text}")),
        ("src/read/entries/child.rs", ""),
        ("src/walk.rs", "pub(crate) mod taken;"),
        ("src/walk/taken.rs", ""),
    ])
}

#[test]
fn a_path_is_an_arrow_wherever_it_stands() {
    for (text, path) in [
        ("use crate::walk::Walk;", "crate::walk::Walk"),
        ("pub(crate) use crate::walk::Walk as Way;", "crate::walk::Walk"),
        ("use crate::walk::*;", "crate::walk"),
        ("use super::super::walk::Walk;", "super::super::walk::Walk"),
        ("use self::super::super::walk::Walk;", "self::super::super::walk::Walk"),
        ("use crate::{walk::{Walk, Other as _}};", "crate::walk::Other"),
        ("use {std::fmt, crate::walk};", "crate::walk"),
        ("use crate::walk::{self, Walk};", "crate::walk"),
        ("fn f() { use crate::walk::Walk; }", "crate::walk::Walk"),
        ("fn f() { crate::walk::walk(1)[0] }", "crate::walk::walk"),
        ("fn f() { g(0..super::super::walk::MAX) }", "super::super::walk::MAX"),
        ("fn f() -> Vec<crate::walk::Walk> { loop {} }", "crate::walk::Walk"),
        ("struct S(pub crate::walk::Walk);", "crate::walk::Walk"),
        ("struct S(pub(super) crate::walk::Walk);", "crate::walk::Walk"),
        ("impl crate::walk::Walk for <u8 as Into<u8>>::X {}", "crate::walk::Walk"),
        ("fn f() { println!(\"{}\", crate::walk::MAX) }", "crate::walk::MAX"),
        ("fn f() { crate::walk::say!() }", "crate::walk::say"),
        ("macro_rules! m { () => { $crate::walk::walk() } }", "crate::walk::walk"),
        ("macro_rules! m { () => { use $crate::walk::Walk; } }", "crate::walk::Walk"),
        ("#[serde(with = crate::walk::format)] struct S;", "crate::walk::format"),
        ("mod tests { use super::super::super::walk::Walk; }", "super::super::super::walk::Walk"),
        (
            "mod tests { mod inner { fn f() { super::super::super::super::walk::walk() } } }",
            "super::super::super::super::walk::walk",
        ),
    ] {
        let expected = format!("src/read/entries.rs -> src/walk.rs ({path})");
        assert!(arrows_of(text).contains(&expected), "{text}: {:?}", arrows_of(text));
    }
}

#[test]
fn a_child_is_used_by_its_name_alone() {
    for (text, path) in [
        ("use child::Child;", "child::Child"),
        ("pub(crate) use child::Child;", "child::Child"),
        ("use self::child::{Child};", "self::child::Child"),
        ("fn f() { child::f() }", "child::f"),
        ("fn f() { vec![child::f::<u8>()] }", "child::f"),
        ("mod tests { use super::child::Child; }", "super::child::Child"),
        ("mod tests { use super::*; fn f() { child::f() } }", "child::f"),
    ] {
        assert_eq!(arrows_of(text), [format!("src/read/entries.rs -> src/read/entries/child.rs ({path})")], "{text}");
    }
}

#[test]
fn an_arrow_ends_at_the_innermost_file_even_through_another_name() {
    let taken = |path: &str| format!("src/read/entries.rs -> src/walk/taken.rs ({path})");
    assert_eq!(arrows_of("use crate::walk::taken::Taken;"), [taken("crate::walk::taken::Taken")]);
    assert!(arrows_of("use crate::walk; fn f() { walk::taken::f() }").contains(&taken("walk::taken::f")));
    assert!(arrows_of("use crate::walk as way; fn f() { way::taken::f() }").contains(&taken("way::taken::f")));
    assert!(arrows_of("use crate::walk::{self as way}; fn f() { way::taken::f() }").contains(&taken("way::taken::f")));
}

#[test]
fn what_only_looks_like_a_path_is_no_arrow() {
    for text in [
        "",
        "//! [`crate::walk::walk`]",
        "/* crate::walk::walk() */",
        "const T: &str = \"crate::walk::walk\"; const U: &str = r#\"crate::walk::walk\"#;",
        "mod tests { use super::*; fn f() { super::g(); self::h(); } }",
        "use std::walk::Walk; use ::walk::Walk; use walk::Walk; fn f() { walk::walk(); std::child::f() }",
        "fn f(x: X) { x.child::<u8>(); y::child::f(); self.child(); <u8 as Y>::child::f() }",
        "pub(in crate::walk) fn f() {} pub(crate) fn g() {} pub(super) struct S { pub(self) child: u8 }",
        "fn f<'a>(child: &'a u8) -> impl Fn() + use<'a> { || () }",
        "macro_rules! m { ($child:ident) => { $child::f() } }",
    ] {
        assert_eq!(arrows_of(text), [""; 0], "{text}");
    }
}

#[test]
fn a_file_is_found_in_either_place() {
    let files = [("src/lib.rs", "mod a;"), ("src/a/mod.rs", "mod b; use b::B;"), ("src/a/b.rs", "")];
    assert_eq!(arrows(&files), ["src/a/mod.rs -> src/a/b.rs (b::B)"]);
    let error = Target::read("src/lib.rs", &sources(&[("src/lib.rs", "mod a;")])).unwrap_err();
    assert_eq!(error, "src/lib.rs: `mod a;` has no file");
}

#[test]
fn a_circle_is_found_with_its_arrows_and_no_others() {
    let lib = ("src/lib.rs", "mod a; mod b; mod c; pub use a::A;");
    let circle = |files: &[(&str, &str)]| -> Vec<String> {
        in_a_circle(&target(files).arrows()).into_iter().map(ToString::to_string).collect()
    };
    let (a, b, c) = ("use crate::b::B; use crate::c::C;", "fn f() { vec![crate::c::c()] }", "use super::{a::A};");
    assert_eq!(circle(&[lib, ("src/a.rs", a), ("src/b.rs", b), ("src/c.rs", "")]), [""; 0]);
    assert_eq!(
        circle(&[lib, ("src/a.rs", "use crate::b::B;"), ("src/b.rs", b), ("src/c.rs", c)]),
        [
            "src/a.rs -> src/b.rs (crate::b::B)",
            "src/b.rs -> src/c.rs (crate::c::c)",
            "src/c.rs -> src/a.rs (super::a::A)"
        ]
    );
    // A long circle waits until a short one is gone.
    let short = "use crate::b::B; fn f() { crate::d::f() }";
    assert_eq!(
        circle(&[
            ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
            ("src/a.rs", short),
            ("src/b.rs", b),
            ("src/c.rs", c),
            ("src/d.rs", "use super::a::*;")
        ]),
        ["src/a.rs -> src/d.rs (crate::d::f)", "src/d.rs -> src/a.rs (super::a)"]
    );
    // A parent that uses its child, which uses its parent.
    assert_eq!(
        circle(&[
            ("src/lib.rs", "mod a;"),
            ("src/a.rs", "mod b; pub(crate) use b::B;"),
            ("src/a/b.rs", "use super::*;")
        ]),
        ["src/a.rs -> src/a/b.rs (b::B)", "src/a/b.rs -> src/a.rs (super)"]
    );
}

#[test]
fn a_use_of_the_root_is_found() {
    for (text, path) in [
        ("use crate::Walk;", "crate::Walk"),
        ("use super::Walk;", "super::Walk"),
        ("fn f() { crate::error::f() }", "crate::error::f"),
    ] {
        let arrows = target(&[("src/lib.rs", "mod a; pub mod error {}"), ("src/a.rs", text)]).arrows();
        let found: Vec<String> = to_the_root(&arrows, "src/lib.rs").into_iter().map(ToString::to_string).collect();
        assert_eq!(found, [format!("src/a.rs -> src/lib.rs ({path})")]);
    }
}

#[test]
fn an_arrow_upward_is_found_and_the_same_one_downward_is_right() {
    let found = |from: &str, to: &str| -> Vec<String> {
        let name = |file: &str| file.replace('/', "::");
        let text = format!("fn f() {{ vec![crate::{}::f()] }}", name(to));
        let mut files = vec![
            ("src/lib.rs", "mod ip; mod client; mod headers; mod policy; mod read; mod shared; mod walk;"),
            ("src/policy.rs", "mod text;"),
            ("src/read.rs", "mod v4;"),
        ];
        let from = format!("src/{from}.rs");
        let names = ["ip", "client", "headers", "policy/text", "read/v4", "shared", "walk"]
            .map(|name| format!("src/{name}.rs"));
        files.extend(names.iter().map(|name| (name.as_str(), if *name == from { text.as_str() } else { "" })));
        upward(&target(&files).arrows()).into_iter().map(ToString::to_string).collect()
    };
    for (low, high) in [
        ("read/v4", "policy/text"),
        ("read/v4", "walk"),
        ("read/v4", "shared"),
        ("policy/text", "walk"),
        ("policy/text", "shared"),
        ("walk", "shared"),
        ("client", "read/v4"),
        ("client", "policy/text"),
        ("client", "walk"),
        ("client", "shared"),
    ] {
        let path = high.replace('/', "::");
        assert_eq!(found(low, high), [format!("src/{low}.rs -> src/{high}.rs (crate::{path}::f)")]);
        assert_eq!(found(high, low), [""; 0], "{high} -> {low}");
    }
    assert_eq!(found("policy/text", "headers"), ["src/policy/text.rs -> src/headers.rs (crate::headers::f)"]);
    assert_eq!([found("walk", "headers"), found("client", "ip"), found("policy/text", "ip")].concat(), [""; 0]);
}
