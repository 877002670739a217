//! How long a test waits for what should happen at once.

use std::time::Duration;

/// Longer than anything takes here: it decides how long a failure takes, and not what is one.
pub const PATIENCE: Duration = Duration::from_secs(20);
