//! Header lines -> entries -> addresses. Text that anybody may have written; nothing here knows whom to trust.

pub(crate) mod address;
pub(crate) mod bytes;
pub(crate) mod entries;
pub(crate) mod forwarded;
pub(crate) mod plain_v4;
pub(crate) mod v4;
pub(crate) mod v6;
