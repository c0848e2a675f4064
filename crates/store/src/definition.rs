//! Definitions: the small documents that say how a tenant is set up (providers, keys, cards, destinations).

use octant_model::Timestamp;

/// What a definition defines, such as `provider`; chosen by the crate whose definition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(pub &'static str);

/// A stored definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its id within the tenant and kind.
    pub id: String,
    /// 1 when created, one more with every change.
    pub version: u64,
    /// Its content as JSON, in the form of the crate whose definition it is.
    pub body: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Definition {
    /// The condition that the definition is still as it is here.
    #[must_use]
    pub fn expected(self, kind: Kind) -> DefinitionChange {
        DefinitionChange::Expect(Condition { kind, id: self.id, version: self.version })
    }
}

/// That a definition is there and has that version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it defines.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// The version that a decision was made from.
    pub version: u64,
}

/// One change of a definition; several are made together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionChange {
    /// Refused with [`crate::StoreError::AlreadyExists`] where the id is taken.
    Create {
        /// What it defines.
        kind: Kind,
        /// Its id.
        id: String,
        /// Its content as JSON.
        body: String,
    },
    /// Refused with [`crate::StoreError::NotFound`], or with [`crate::StoreError::Stale`] where the stored version
    /// is not `expected`.
    Update {
        /// What it defines.
        kind: Kind,
        /// Its id.
        id: String,
        /// Its new content as JSON.
        body: String,
        /// The version that the change was made from; `None` changes whatever is there.
        expected: Option<u64>,
    },
    /// Refused with [`crate::StoreError::NotFound`].
    Delete {
        /// What it defines.
        kind: Kind,
        /// Its id.
        id: String,
    },
    /// A condition of the changes beside it, which changes nothing itself. Refused with [`crate::StoreError::Stale`]
    /// where the definition is gone or has another version.
    ///
    /// A decision that rests on another definition names it here, so that two requests which each rest on what the
    /// other one removes cannot both succeed.
    Expect(Condition),
    /// The same for a decision that rests on what there is not, such as a destination that shows a card. Refused with
    /// [`crate::StoreError::Stale`] where anything of the kind was made, changed or deleted meanwhile.
    ExpectNoChange {
        /// What it defines.
        kind: Kind,
        /// What [`crate::Store::activity_head`] said before the decision was made.
        since: u64,
    },
}
