//! One of several texts.

use proptest::prelude::*;

/// One of these.
pub(crate) fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}
