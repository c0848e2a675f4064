//! Who the client says it is.

use std::fmt;

/// What a [`crate::Client`] proves itself with. Debug output shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A data provider, whose id and secret are exchanged for tokens.
    Provider {
        /// The provider's id.
        id: String,
        /// The provider's secret.
        secret: String,
    },
    /// An organization key, sent as `x-api-key`. Only Octant takes it for imports.
    ApiKey(String),
}

impl Credentials {
    /// A data provider's id and secret.
    #[must_use]
    pub fn provider(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::Provider { id: id.into(), secret: secret.into() }
    }

    /// An organization key.
    #[must_use]
    pub fn api_key(key: impl Into<String>) -> Self {
        Self::ApiKey(key.into())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider { id, .. } => {
                formatter.debug_struct("Provider").field("id", id).finish_non_exhaustive()
            }
            Self::ApiKey(_) => formatter.write_str("ApiKey(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_secret() {
        let shown = format!("{:?} {:?}", Credentials::provider("id-1", "hush"), Credentials::api_key("hush"));
        assert!(shown.contains("id-1") && !shown.contains("hush"), "{shown}");
    }
}
