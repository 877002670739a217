//! What client-ip costs, measured: the requests, who is compared with, and where the figures are kept.

pub mod cases;
#[cfg(feature = "peers")]
pub mod frameworks;
pub mod page;
#[cfg(feature = "peers")]
pub mod peers;
pub mod plot;
#[cfg(feature = "peers")]
pub mod range_sets;
pub mod results;
#[cfg(feature = "peers")]
pub mod servers;
#[cfg(feature = "peers")]
pub mod threads;
pub mod timing;
