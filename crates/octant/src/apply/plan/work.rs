//! The calls that a plan consists of.

use octant_model::{ProviderId, SourceId};
use octant_sdk::{
    CardDefinitionChange, DestinationSettings, Endpoint, NewCardDefinition, NewSegment, NewSource,
    PropertySettings, SourceGrant,
};
use serde_json::Value;

/// Which version of a destination is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    /// The one of that name.
    Named(String),
    /// The newest at that time: the one that an earlier step made.
    Newest,
}

/// One call. Cards and segments are named by their id, destinations by their identifier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Work {
    CreateSource(NewSource),
    UpdateSource {
        id: SourceId,
        name: Option<String>,
        description: Option<String>,
    },
    PutProperty {
        source: SourceId,
        id: String,
        settings: PropertySettings,
    },
    CreateProvider {
        name: String,
        sources: SourceGrant,
    },
    UpdateProvider {
        id: ProviderId,
        sources: SourceGrant,
    },
    CreateCard(NewCardDefinition),
    UpdateCard {
        id: String,
        change: CardDefinitionChange,
    },
    RestoreCard(String),
    ActivateCard(String),
    ArchiveCard(String),
    /// Waits until its cards are built.
    AwaitCard(String),
    CreateSegment(NewSegment),
    UpdateSegment {
        id: String,
        name: Option<String>,
        criteria: Option<Value>,
    },
    ArchiveSegment(String),
    RestoreSegment(String),
    CreateDestination {
        identifier: String,
        settings: DestinationSettings,
    },
    UpdateDestination {
        identifier: String,
        settings: DestinationSettings,
    },
    AddVersion(String),
    PutEndpoints {
        identifier: String,
        version: Version,
        endpoints: Vec<Endpoint>,
    },
    CreateApplication {
        identifier: String,
        version: Version,
        name: String,
    },
    DeleteApplication {
        identifier: String,
        version: String,
        name: String,
        client_id: String,
    },
    Publish {
        identifier: String,
        version: Version,
    },
    /// Waits until the version answers that an earlier step published.
    AwaitPublished(String),
    /// Waits until a version answers that is being published already.
    AwaitVersion {
        identifier: String,
        version: String,
    },
    /// Waits until all that a destination answers shows its cards and segments as they are.
    AwaitShown(String),
    Stop {
        identifier: String,
        version: String,
    },
    DeleteDestination(String),
    DeleteSegment(String),
    DeleteCard(String),
    DeleteProvider(ProviderId),
    DeleteSource(SourceId),
    /// Waits until its last entry is gone.
    AwaitPurged(SourceId),
}
