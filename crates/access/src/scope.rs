//! Scopes: what a credential may do.

use serde::{Deserialize, Serialize};

macro_rules! scopes {
    ($($(#[$documentation:meta])* $name:ident = $text:literal,)*) => {
        /// What a credential may do (docs/api.md, "Scopes").
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Scope { $($(#[$documentation])* #[serde(rename = $text)] $name,)* }

        impl Scope {
            /// Every scope.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name as it is written.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The scope of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|scope| scope.name() == name)
            }
        }
    };
}

scopes! {
    /// Read sources, entries, imports.
    ReadSources = "read:sources",
    /// Write sources and entries.
    WriteSources = "write:sources",
    /// Read cards and segments.
    ReadCards = "read:cards",
    /// Write cards and segments.
    WriteCards = "write:cards",
    /// Write media.
    WriteMedia = "write:media",
    /// Read applications and data providers.
    ReadApplications = "read:applications",
    /// Write applications and data providers.
    WriteApplications = "write:applications",
    /// Read events.
    ReadEvents = "read:events",
    /// Pull events.
    ReadEventsPull = "read:events:pull",
    /// Stream events.
    ReadEventsSse = "read:events:sse",
    /// Read destinations.
    ReadDestinations = "read:destinations",
    /// Write destinations.
    WriteDestinations = "write:destinations",
    /// Everything about access.
    Admin = "admin",
}

impl std::fmt::Display for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
