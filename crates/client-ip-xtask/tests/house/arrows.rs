//! The arrows between the files of a crate: one file names something of another.

use crate::paths::{File, Path};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Files by their name, with `/` between folders, and what they hold.
pub(crate) type Sources = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) to: String,
    /// As written, without the braces of a group.
    pub(crate) path: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {} ({})", self.from, self.to, self.path)
    }
}

/// A module by its names from the root on, which has none.
type Module = Vec<String>;

/// A library, a program or a test: what is compiled at once.
#[derive(Debug)]
pub(crate) struct Target {
    root: String,
    /// The modules that are files.
    modules: BTreeMap<Module, String>,
    files: BTreeMap<String, File>,
}

impl Target {
    /// Follows each `mod child;` from the root on.
    pub(crate) fn read(root: &str, sources: &Sources) -> Result<Self, String> {
        let (mut modules, mut files) = (BTreeMap::new(), BTreeMap::new());
        let mut open = vec![(Module::new(), root.to_owned())];
        while let Some((module, name)) = open.pop() {
            let source = sources.get(&name).ok_or_else(|| format!("{name} is missing"))?;
            let file = File::read(source).map_err(|error| format!("{name}: {error}"))?;
            let is_at_home = name == root || name.ends_with("/mod.rs");
            let folder = if is_at_home {
                name.rsplit_once('/').map_or("", |(folder, _)| folder)
            } else {
                &name[..name.len() - 3]
            };
            for child in &file.children {
                let path = [&[folder.to_owned()], child.as_slice()].concat().join("/");
                let path = path.trim_start_matches('/');
                let names = [format!("{path}.rs"), format!("{path}/mod.rs")];
                let found = names.into_iter().find(|name| sources.contains_key(name));
                let found = found.ok_or_else(|| format!("{name}: `mod {};` has no file", child.join("::")))?;
                open.push(([module.as_slice(), child].concat(), found));
            }
            modules.insert(module, name.clone());
            files.insert(name, file);
        }
        Ok(Self { root: root.to_owned(), modules, files })
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The file that the crate begins with.
    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    /// All arrows from one file to another one.
    pub(crate) fn arrows(&self) -> BTreeSet<Arrow> {
        let mut arrows = BTreeSet::new();
        for (module, name) in &self.modules {
            let paths = &self.files[name].paths;
            // Modules that a `use` has given a name to: a path may begin with it.
            let bound = paths.iter().filter_map(|path| {
                let to = self.resolve(path, module, &BTreeMap::new())?;
                Some((path.bound.as_deref()?, self.modules.contains_key(&to).then_some(to)?))
            });
            let bound = bound.collect();
            for path in paths {
                let Some(to) = self.resolve(path, module, &bound) else { continue };
                let to = self.holder(&to);
                if to != name {
                    arrows.insert(Arrow { from: name.clone(), to: to.to_owned(), path: path.words.join("::") });
                }
            }
        }
        arrows
    }

    /// The path from the root on, where it begins with a module of this crate.
    fn resolve(&self, path: &Path, module: &Module, bound: &BTreeMap<&str, Module>) -> Option<Module> {
        let mut at = [module.as_slice(), &path.inside].concat();
        let first = path.words.first()?.as_str();
        let rest = match first {
            "crate" => {
                at.clear();
                &path.words[1..]
            }
            "self" => &path.words[1..],
            "super" => &path.words[..],
            _ => {
                // A child of the inline module, or of a module around it.
                let around = (module.len()..=at.len()).rev().map(|len| [&at[..len], &[first.to_owned()]].concat());
                let child = around.into_iter().find(|child| self.modules.contains_key(child));
                at = child.or_else(|| bound.get(first).cloned())?;
                &path.words[1..]
            }
        };
        for word in rest {
            if word == "super" {
                at.pop();
            } else {
                at.push(word.clone());
            }
        }
        Some(at)
    }

    /// The file that holds what the path names: that of the innermost module on its way.
    fn holder(&self, path: &[String]) -> &str {
        (0..=path.len()).rev().find_map(|len| self.modules.get(&path[..len])).unwrap_or(&self.root)
    }
}
