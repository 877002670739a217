//! The policy that the command line names.

use crate::arguments::PolicySource;
use crate::failure::Failure;
use crate::policy_file;
use client_ip_core::Policy;
use std::env;

/// Where a policy comes from that the command line does not name.
const VARIABLE: &str = "CLIENT_IP_POLICY";

impl PolicySource {
    /// The policy that the arguments name, if they name one.
    pub(crate) fn given(&self) -> Result<Option<Policy>, Failure> {
        match (&self.text, &self.file) {
            (Some(text), _) => read_text(text, "--policy").map(Some),
            (None, Some(file)) => policy_file::read(file, self.key.as_deref()).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The same, or else the one of the environment.
    pub(crate) fn required(&self) -> Result<Policy, Failure> {
        if let Some(policy) = self.given()? {
            return Ok(policy);
        }
        let text = env::var_os(VARIABLE)
            .ok_or_else(|| Failure::new(format_args!("no policy: give --policy, --policy-file or {VARIABLE}")))?;
        let text = text.to_str().ok_or_else(|| Failure::new("is no UTF-8").within(VARIABLE))?;
        read_text(text, VARIABLE)
    }
}

fn read_text(text: &str, source: &str) -> Result<Policy, Failure> {
    text.parse().map_err(|error| Failure::new(error).within(source))
}
