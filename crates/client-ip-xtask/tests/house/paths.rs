//! The paths that stand in a file, wherever they stand: in a `use`, an expression, a type, a macro. The file is cut into
//! tokens as the compiler does it, so that comments and texts are no paths.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A path of two words or more, or whatever a `use` names.
#[derive(Debug)]
pub(crate) struct Path {
    /// The inline modules that it stands in, the outermost first.
    pub(crate) inside: Vec<String>,
    pub(crate) words: Vec<String>,
    /// The name that a `use` gives to it.
    pub(crate) bound: Option<String>,
}

/// What one file holds.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// `mod child;`, each behind the inline modules that it stands in.
    pub(crate) children: Vec<Vec<String>>,
    pub(crate) paths: Vec<Path>,
}

impl File {
    pub(crate) fn read(source: &str) -> Result<Self, String> {
        let tokens: TokenStream = source.parse().map_err(|error| format!("{error}"))?;
        let mut file = Self::default();
        file.scan(tokens, &[]);
        Ok(file)
    }

    fn scan(&mut self, tokens: TokenStream, inside: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let (second, third) = (tokens.get(at + 1), tokens.get(at + 2));
            at += match (word(Some(token)).as_deref(), word(second), third) {
                (Some("mod"), Some(name), Some(TokenTree::Group(body))) if body.delimiter() == Delimiter::Brace => {
                    self.scan(body.stream(), &[inside, &[name]].concat());
                    3
                }
                (Some("mod"), Some(name), end) if is(end, ';') => {
                    self.children.push([inside, &[name]].concat());
                    3
                }
                // `impl Trait + use<'a>` imports nothing.
                (Some("use"), ..) if !is(second, '<') => {
                    let rest = &tokens[at + 1..];
                    let end = rest.iter().position(|token| is(Some(token), ';')).unwrap_or(rest.len());
                    self.read_use(&rest[..end], &[], inside);
                    end + 1
                }
                (Some("pub"), ..) if is_visibility(second) => 2,
                (Some(_), ..) => self.read_path(&tokens, at, inside),
                (None, ..) => {
                    if let TokenTree::Group(group) = token {
                        self.scan(group.stream(), inside);
                    }
                    1
                }
            };
        }
    }

    /// Reads a path in an expression or a type, and gives how many tokens long it is.
    fn read_path(&mut self, tokens: &[TokenTree], at: usize, inside: &[String]) -> usize {
        let mut words = Vec::from_iter(word(tokens.get(at)));
        let mut len = 1;
        while is_separator(tokens, at + len) {
            let Some(next) = word(tokens.get(at + len + 2)) else { break };
            words.push(next);
            len += 3;
        }
        let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        let goes_on = at > 1 && is_separator(tokens, at - 2);
        let is_method = is(before(1), '.') && !is(before(2), '.');
        let is_variable = is(before(1), '$') && words[0] != "crate";
        if is_separator(tokens, at + 1) && !goes_on && !is_method && !is_variable {
            self.paths.push(Path { inside: inside.to_vec(), words, bound: None });
        }
        len
    }

    /// Reads what stands between `use` and `;`, or one level of its groups.
    fn read_use(&mut self, tokens: &[TokenTree], before: &[String], inside: &[String]) {
        'branches: for branch in tokens.split(|token| is(Some(token), ',')) {
            let mut words = before.to_vec();
            let mut bound = None;
            // `::name` is another crate.
            let mut at = if is_separator(branch, 0) { branch.len() } else { 0 };
            while let Some(token) = branch.get(at) {
                match word(Some(token)) {
                    Some(word) if word == "self" && !words.is_empty() => bound = words.last().cloned(),
                    Some(name) if name == "as" => {
                        bound = word(branch.get(at + 1));
                        break;
                    }
                    Some(word) => {
                        bound = Some(word.clone());
                        words.push(word);
                    }
                    None if is(Some(token), '*') => bound = None,
                    None => {
                        if let TokenTree::Group(group) = token {
                            let group: Vec<TokenTree> = group.stream().into_iter().collect();
                            self.read_use(&group, &words, inside);
                            continue 'branches;
                        }
                    }
                }
                at += 1;
            }
            if words.len() > before.len() || bound.is_some() || branch.iter().any(|token| is(Some(token), '*')) {
                self.paths.push(Path { inside: inside.to_vec(), words, bound });
            }
        }
    }
}

fn word(token: Option<&TokenTree>) -> Option<String> {
    let Some(TokenTree::Ident(ident)) = token else { return None };
    let text = ident.to_string();
    Some(text.strip_prefix("r#").map_or(text.clone(), str::to_owned))
}

fn is(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether `::` stands here.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_joint = matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
    is_joint && is(tokens.get(at), ':') && is(tokens.get(at + 1), ':')
}

/// Whether this is the rest of `pub(crate)`, `pub(super)` or `pub(in path)`, which import nothing.
fn is_visibility(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    match word(inner.first()).as_deref() {
        Some("in") => true,
        Some("crate" | "super" | "self") => inner.len() == 1,
        _ => false,
    }
}
