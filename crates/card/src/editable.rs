//! What people can change of definitions and segments, as their revisions are made from it.

use octant_store::Condition;
use serde_json::{Value as Json, json};

use crate::definition::{CardDefinition, Content};
use crate::segment::{Criteria, Segment};
use crate::store_definitions::{KIND, tidy};

impl CardDefinition {
    /// What can be changed of it, as its [`Revision`](octant_store::Revision) is made from it: what its cards are made
    /// of after the next activation.
    #[must_use]
    pub fn editable(&self) -> Json {
        card(&self.name, self.description.as_deref(), self.next().clone())
    }

    /// The condition that the definition is still as it is here.
    #[must_use]
    pub fn condition(&self) -> Condition {
        Condition { kind: KIND, id: self.id.clone(), version: self.version }
    }
}

/// The same for a definition that somebody wrote.
#[must_use]
pub fn card(name: &str, description: Option<&str>, content: Content) -> Json {
    let Content { sources, properties, relations } = tidy(content);
    json!({
        "name": name,
        "description": description,
        "sources": sources,
        "properties": properties,
        "relations": relations,
    })
}

impl Segment {
    /// What can be changed of it, as its [`Revision`](octant_store::Revision) is made from it.
    #[must_use]
    pub fn editable(&self) -> Json {
        segment(&self.name, &self.criteria)
    }
}

/// The same for a segment that somebody wrote.
#[must_use]
pub fn segment(name: &str, criteria: &Criteria) -> Json {
    json!({"name": name, "criteria": criteria})
}
