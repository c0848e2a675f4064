//! The onboarding client: pushes entities into Octant, or into any server that speaks the same protocol.
//!
//! A [`Client`] holds an address and [`Credentials`]. [`Client::import`] gives an [`Importer`], into which entities
//! are pushed one by one; it checks them with the server's own rules, packs them into payloads, sends several of
//! them at a time, tries again where that helps, and reports what became of them. Nothing is held in memory but
//! the payloads under way.
//!
//! ```no_run
//! use octant_sdk::{Client, Credentials, Entity, ImportOptions};
//!
//! # async fn push() -> Result<(), octant_sdk::Error> {
//! let credentials = Credentials::provider("0197f5c0-0000-7000-8000-000000000000", "the provider's secret");
//! let client = Client::new("http://127.0.0.1:8080", credentials)?;
//!
//! let mut import = client.import("products", ImportOptions { wait: true, ..ImportOptions::default() })?;
//! import
//!     .push(Entity::new("mh01").with("sku", "MH01").with_localized("name", "sv", "Huvtröja").clearing("campaign"))
//!     .await?;
//! let report = import.finish().await?;
//! println!("{} created, {} updated", report.counts.created, report.counts.updated);
//! # Ok(())
//! # }
//! ```
//!
//! Several payloads of one import are several imports for the server: each is taken whole or not at all, and all
//! carry the same correlation id. Payloads that hold the same key are never under way at the same time, so what was
//! pushed later is also applied later.
//!
//! This crate knows nothing of the server's crates; it shares only the rules for names, in `octant-model`.
//! Read first: [`Client`], [`Importer`], [`Error`].

mod cards;
mod client;
mod credentials;
mod destinations;
mod entity;
mod entries;
mod error;
mod import;
mod in_flight;
mod payload;
mod platform;
mod query;
mod refusal;
mod retry;
mod retry_after;
mod sources;
mod status;
mod token;
mod transport;
mod violation;

pub use cards::{
    CardContent, CardDefinition, CardDefinitionChange, CardProperty, CardRelation, CardSource, CardStatus,
    NewCardDefinition, NewSegment, Segment, SegmentStatus,
};
pub use client::{Client, ClientBuilder};
pub use credentials::Credentials;
pub use destinations::{
    Building, Destination, DestinationApplication, DestinationSettings, Endpoint, EndpointProperty,
    EndpointRelation, Facet, NewDestinationApplication, RelatedProperty, Version, VersionStatus,
};
pub use entity::{Entity, EntityProperty};
pub use entries::{StoredEntry, StoredValue};
pub use error::Error;
pub use import::{ImportOptions, ImportReport, Importer, Progress, ProgressCallback, Rejection};
pub use payload::PayloadLimits;
pub use platform::{DataProvider, NewDataProvider, PropertySettings, Source, SourceGrant, SourceProperty};
pub use query::{EndpointAddress, QueryToken};
pub use refusal::{Problem, Refusal};
pub use retry::RetryPolicy;
pub use sources::{NewSource, SourceStatus, SourceType};
pub use status::{ImportCounts, ImportState, ImportStatus};
pub use violation::{Rule, Violation};

/// The most entities that [`PayloadLimits`] puts into one payload unless told otherwise.
pub const PAYLOAD_ENTITIES: usize = 1_000;
/// The most bytes that [`PayloadLimits`] puts into one payload unless told otherwise: the protocol's 20 MB.
pub const PAYLOAD_BYTES: usize = 20_000_000;
