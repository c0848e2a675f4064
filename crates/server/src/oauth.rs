//! `/oauth2`: tokens as RFC 6749 has them.

pub(crate) mod client;
pub(crate) mod token;
