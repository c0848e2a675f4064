#![doc = include_str!("../README.md")]
#![warn(unnameable_types)]

mod cards;
mod client;
mod credentials;
mod destinations;
mod entity;
mod entries;
mod error;
mod import;
mod in_flight;
mod number;
mod options;
mod payload;
mod platform;
mod query;
mod refusal;
mod report;
mod retry;
mod retry_after;
mod serialize;
mod sources;
mod status;
mod token;
mod transport;
mod typed;
mod value;
mod violation;
mod waiting;
mod wire;

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
pub use error::{Error, TimedOut};
pub use import::Importer;
pub use number::{InvalidNumber, Number};
pub use options::{ImportOptions, Progress, ProgressCallback, WaitFor};
pub use payload::PayloadLimits;
pub use platform::{DataProvider, NewDataProvider, PropertySettings, Source, SourceGrant, SourceProperty};
pub use query::{EndpointAddress, QueryToken};
pub use refusal::{Problem, Refusal};
pub use report::{ImportReport, Rejection};
pub use retry::RetryPolicy;
pub use serialize::{Localized, SerializeError};
pub use sources::{NewSource, SourceStatus, SourceType};
pub use status::{ImportCounts, ImportState, ImportStatus};
pub use typed::{FoundProperty, TypedAccepted};
pub use value::Value;
pub use violation::{Rule, Violation};

// What signatures name of other crates, so that this crate is all that a user needs.
pub use octant_model::rule::NameProblem;
pub use octant_model::time::InvalidTimestamp;
pub use octant_model::{ImportId, InvalidId, PropertyType, ProviderId, SourceId, Timestamp};
pub use url::Url;
pub use uuid::Uuid;
pub use {serde, serde_json, uuid};

/// The most entities that [`PayloadLimits`] puts into one payload unless told otherwise.
pub const PAYLOAD_ENTITIES: usize = 1_000;
/// The most bytes that [`PayloadLimits`] puts into one payload unless told otherwise: the protocol's 20 MB.
pub const PAYLOAD_BYTES: usize = 20_000_000;
