//! Revisions: what somebody saw of a definition, so that a change made from it does not overwrite a newer one.

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A digest of the editable part of a definition, 32 hexadecimal digits.
///
/// It is made of content and not of a counter: what Octant itself writes into a definition, such as that a build has
/// finished, is no reason to refuse somebody's change, and neither is a change that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Revision(String);

impl Revision {
    /// The revision of what can be changed of something.
    #[must_use]
    pub fn of(editable: &impl Serialize) -> Self {
        Self::of_json(
            &serde_json::to_string(editable).expect("what can be changed is texts, numbers and lists"),
        )
    }

    /// The revision of the same, written as compact JSON.
    #[must_use]
    pub fn of_json(json: &str) -> Self {
        let digest = Sha256::digest(json);
        Self(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The revision as somebody wrote it; one that was never given out matches nothing.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Refuses a change of what is not as it was seen.
    ///
    /// # Errors
    /// [`crate::StoreError::Changed`].
    pub fn check(
        expected: Option<&Self>,
        what: &'static str,
        id: &str,
        editable: &impl Serialize,
    ) -> Result<(), crate::StoreError> {
        match expected {
            Some(expected) if *expected != Self::of(editable) => {
                Err(crate::StoreError::Changed { what, id: id.to_owned() })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
