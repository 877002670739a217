//! The names of a group's headers as its operator spells them. Core shows them in the group's text and compares
//! without case.

use client_ip_core::TrustedProxies;

/// The header in which the group reports.
pub(crate) fn header(group: &TrustedProxies) -> String {
    group.to_string().split(' ').next().unwrap_or_default().to_owned()
}

/// The header in which it gives its proof.
pub(crate) fn proof_header(group: &TrustedProxies) -> Option<String> {
    group.proof_header()?;
    let text = group.to_string();
    let (_, proof) = text.rsplit_once(" proof ")?;
    proof.split(' ').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_spelled_as_the_operator_does() {
        let group = TrustedProxies::new(["loopback"], "x-FORWARDED-for").unwrap();
        assert_eq!((header(&group).as_str(), proof_header(&group)), ("x-FORWARDED-for", None));
        let group = group.with_proof("X-Origin-VERIFY", "proof proof").unwrap();
        assert_eq!(proof_header(&group).as_deref(), Some("X-Origin-VERIFY"));
    }
}
