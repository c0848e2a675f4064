//! The activity: who changed what of a tenant's set-up, with what it was before and after.

use octant_model::Timestamp;

use crate::import::Actor;
use crate::log::ChangeKind;

/// One change of a definition, a source or a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its number: a later change has a larger one.
    pub number: u64,
    /// When it became durable.
    pub at: Timestamp,
    /// Who made it.
    pub actor: Actor,
    /// What was changed: the text of a [`crate::Kind`], `source` or `property`.
    pub kind: String,
    /// The id of what was changed; for a property `source/property`.
    pub id: String,
    /// What happened to it.
    pub change: ChangeKind,
    /// What it was as JSON; `None` where it is new.
    pub before: Option<String>,
    /// What it is since then as JSON; `None` where it is gone.
    pub after: Option<String>,
}

/// Which part of the activity a list shows; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// What somebody changed.
    pub actor: Option<Actor>,
    /// Changes of one kind.
    pub kind: Option<String>,
    /// Changes of what has this id.
    pub id: Option<String>,
    /// At that time or later.
    pub from: Option<Timestamp>,
    /// Before that time.
    pub to: Option<Timestamp>,
}

/// What the activity may show of a definition's body: the body without what is secret.
pub type Shown = fn(&str) -> String;

/// For definitions that hold no secret: the body as it is.
#[must_use]
pub fn whole(body: &str) -> String {
    body.to_owned()
}
