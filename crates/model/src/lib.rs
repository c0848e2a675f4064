//! Octant's vocabulary: what every other crate means by a source, an entry's key, a property, a language.
//!
//! Everything here is a value with rules and no behaviour: ids validate on construction, so code that holds one
//! trusts it. This crate knows nothing of storage, HTTP or the other crates, and it is the only one that the
//! client library shares with the server: the rules of docs/api.md stand here once.
//!
//! Read first: [`id`], [`language`], [`rule`], [`Entry`].

pub mod decimal;
pub mod entry;
pub mod id;
pub mod instant;
pub mod language;
pub mod page;
pub mod property_type;
pub mod rule;
pub mod time;
pub mod whole;

pub use decimal::Decimal;
pub use entry::{Entry, Property};
pub use id::{EntryKey, ImportId, InvalidId, PropertyId, ProviderId, Sequence, SourceId, TenantId};
pub use instant::Instant;
pub use language::Language;
pub use page::{Page, PageRequest};
pub use property_type::PropertyType;
pub use time::Timestamp;
