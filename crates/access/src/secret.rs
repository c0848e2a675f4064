//! Secrets: made by chance, shown once, kept as hashes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::AccessError;

/// A secret in clear. It does not show itself when it is logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret of 256 bits by chance, behind a prefix that tells people and scanners what it is.
    pub(crate) fn generate(prefix: &str) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random_bytes())))
    }

    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// 32 bytes from the system's source of chance.
pub(crate) fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has a source of chance, or nothing secret can be made");
    bytes
}

/// The hash of a secret, for a purpose: hashes for two purposes tell nothing of each other.
pub(crate) fn hash(purpose: &str, secret: &str) -> String {
    let digest = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize();
    URL_SAFE_NO_PAD.encode(digest)
}

/// Compares two hashes in a time that does not depend on where they differ.
pub(crate) fn check(expected: &str, given: &str) -> Result<(), AccessError> {
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) { Ok(()) } else { Err(AccessError::Refused) }
}
