//! What people can change of a destination, as its revision is made from it.

use octant_store::Condition;
use serde_json::{Value as Json, json};

use crate::definition::Destination;
use crate::store_definitions::{KIND, NewDestination};

impl Destination {
    /// What can be changed of its settings, as their [`Revision`](octant_store::Revision) is made from it. A version's
    /// is made from its endpoints.
    #[must_use]
    pub fn editable(&self) -> Json {
        json!({
            "name": self.name,
            "protected": self.protected,
            "languages": self.languages,
            "fallbacks": self.fallbacks,
            "corsOrigins": self.cors_origins,
        })
    }

    /// The condition that the destination, with its versions, is still as it is here.
    #[must_use]
    pub fn condition(&self) -> Condition {
        Condition { kind: KIND, id: self.id.to_string(), version: self.stored }
    }
}

impl NewDestination {
    /// The same for settings that somebody wrote.
    #[must_use]
    pub fn editable(&self) -> Json {
        json!({
            "name": self.name,
            "protected": self.protected,
            "languages": self.languages,
            "fallbacks": self.fallbacks,
            "corsOrigins": self.cors_origins,
        })
    }
}
