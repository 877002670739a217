//! Names of headers that cost nothing to hand on.

use http::HeaderName;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// The name of a header in a policy. Each client holds a clone. A clone changes no shared counter, because the name lives as
/// long as the process.
#[derive(Clone)]
pub(crate) enum InternedName {
    Static(&'static HeaderName),
    /// One of the names beyond the bound, which are counted.
    Counted(Arc<HeaderName>),
}

/// The headers that platforms write.
static KNOWN: [HeaderName; 11] = [
    http::header::FORWARDED,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("cf-connecting-ip"),
    HeaderName::from_static("cloudfront-viewer-address"),
    HeaderName::from_static("fastly-client-ip"),
    HeaderName::from_static("fly-client-ip"),
    HeaderName::from_static("true-client-ip"),
    HeaderName::from_static("x-azure-socketip"),
    HeaderName::from_static("x-client-ip"),
    HeaderName::from_static("x-envoy-external-address"),
];

/// How many other names a process keeps for good, and how long each can be: policies come from operators, but nothing
/// that is kept for good may be without a bound.
const MOST_NAMES: usize = 64;
const LONGEST_NAME: usize = 128;

impl InternedName {
    pub(crate) fn of(name: HeaderName) -> Self {
        static OTHERS: Mutex<Vec<&'static HeaderName>> = Mutex::new(Vec::new());
        if let Some(known) = KNOWN.iter().find(|known| **known == name) {
            return Self::Static(known);
        }
        let mut others = OTHERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = others.iter().find(|known| ***known == name) {
            return Self::Static(known);
        }
        if others.len() >= MOST_NAMES || name.as_str().len() > LONGEST_NAME {
            return Self::Counted(Arc::new(name));
        }
        let text: &'static str = Box::leak(name.as_str().into());
        let name: &'static HeaderName = Box::leak(Box::new(HeaderName::from_static(text)));
        others.push(name);
        Self::Static(name)
    }
}

impl Deref for InternedName {
    type Target = HeaderName;

    #[inline]
    fn deref(&self) -> &HeaderName {
        match self {
            Self::Static(name) => name,
            Self::Counted(name) => name,
        }
    }
}

impl PartialEq for InternedName {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for InternedName {}

impl Hash for InternedName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for InternedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_name_whether_it_is_kept_or_counted() {
        // One test, since all of a process share the bound.
        let long = "x".repeat(LONGEST_NAME + 1);
        for text in ["x-forwarded-for", "forwarded", "via", "x-of-my-own", &long] {
            let name = HeaderName::from_bytes(text.as_bytes()).unwrap();
            let (first, second) = (InternedName::of(name.clone()), InternedName::of(name.clone()));
            assert_eq!((&*first, &*second, &first), (&name, &name, &second));
            let is_one = std::ptr::eq(&raw const *first, &raw const *second);
            assert_eq!(is_one, text.len() <= LONGEST_NAME, "{text}");
        }

        // No more are kept for good than the bound.
        let names = (0..2 * MOST_NAMES).map(|number| HeaderName::try_from(format!("x-kept-{number}")).unwrap());
        let is_kept = |name: &HeaderName| matches!(InternedName::of(name.clone()), InternedName::Static(_));
        let kept = names.filter(is_kept).count();
        assert!((1..=MOST_NAMES).contains(&kept), "{kept}");
    }
}
