//! The header lines of one request, as the walk asks for them. Knows nothing of what they mean.

use http::{HeaderMap, HeaderName};

/// Read access to the header lines of one request, in message order.
///
/// Implemented for [`http::HeaderMap`], and for plain pairs of name and value (slices, arrays and
/// vectors of them), which can hold any byte:
///
/// ```
/// use client_ip_core::Policy;
///
/// let policy: Policy = "X-Forwarded-For from 192.0.2.0/24".parse()?;
/// let headers = [("X-Forwarded-For", "6.6.6.6"), ("x-forwarded-for", "203.0.113.9")];
/// let client = policy.resolve([192, 0, 2, 1], &headers)?;
/// assert_eq!(client.ip().to_string(), "203.0.113.9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Headers {
    /// The values of all lines with this name, in message order: each line on its own, not split at
    /// commas and not joined. Names are compared without case, and `_` is not `-`.
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]>;
}

impl Headers for HeaderMap {
    #[inline]
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        self.get_all(name).into_iter().map(|value| value.as_bytes())
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        let name = name.as_str().as_bytes();
        self.iter().filter(move |(n, _)| n.as_ref().eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> Headers for [(N, V); COUNT] {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        self.as_slice().lines(name)
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        self.as_slice().lines(name)
    }
}

impl<H: Headers + ?Sized> Headers for &H {
    fn lines<'a>(&'a self, name: &'a HeaderName) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        H::lines(self, name)
    }
}
