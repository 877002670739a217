//! What client-ip costs, measured: the requests, and where the figures are kept.

pub mod cases;
pub mod counting;
pub mod page;
