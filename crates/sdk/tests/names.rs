//! Everything in a signature can be named and made by somebody who depends on `octant_sdk` alone.

use std::time::Duration;

use octant_sdk::serde::{Deserialize, Serialize};
use octant_sdk::{
    Building, CardContent, CardDefinition, CardDefinitionChange, CardProperty, CardRelation, CardSource,
    CardStatus, Client, ClientBuilder, Credentials, DataProvider, Destination, DestinationApplication,
    DestinationSettings, Endpoint, EndpointAddress, EndpointProperty, EndpointRelation, Entity,
    EntityProperty, Error, Facet, FoundProperty, ImportCounts, ImportId, ImportOptions, ImportReport,
    ImportState, ImportStatus, Importer, InvalidId, InvalidNumber, InvalidTimestamp, Localized, NameProblem,
    NewCardDefinition, NewDataProvider, NewDestinationApplication, NewSegment, NewSource, Number,
    PayloadLimits, Problem, Progress, ProgressCallback, PropertySettings, PropertyType, ProviderId,
    QueryToken, Refusal, Rejection, RelatedProperty, RetryPolicy, Rule, Segment, SegmentStatus,
    SerializeError, Source, SourceGrant, SourceId, SourceProperty, SourceStatus, SourceType, StoredEntry,
    StoredValue, TimedOut, Timestamp, TypedAccepted, Url, Uuid, Value, Version, VersionStatus, Violation,
    WaitFor, serde_json, uuid,
};

/// A struct that a user keeps; it compiles if every type has a name.
#[expect(dead_code, reason = "only its types matter")]
struct Kept {
    client: (Client, ClientBuilder, Credentials, RetryPolicy, Url),
    entity: (Entity, EntityProperty, Value, Number, Localized<Vec<String>>),
    import: (Importer, ImportOptions, PayloadLimits, ProgressCallback, Progress, WaitFor),
    report: (ImportReport, Rejection, ImportCounts, ImportStatus, ImportState, ImportId, Uuid),
    errors: (Error, Refusal, Problem, Violation, Rule, NameProblem, TimedOut, SerializeError),
    invalid: (InvalidId, InvalidNumber, InvalidTimestamp, uuid::Error),
    sources: (Source, NewSource, SourceId, SourceStatus, SourceType, SourceProperty, PropertySettings),
    providers: (DataProvider, NewDataProvider, ProviderId, SourceGrant),
    entries: (StoredEntry, StoredValue, TypedAccepted, FoundProperty, PropertyType, Timestamp),
    cards: (CardDefinition, NewCardDefinition, CardDefinitionChange, CardContent, CardStatus),
    card: (CardSource, CardProperty, CardRelation),
    segments: (Segment, NewSegment, SegmentStatus, serde_json::Value),
    destinations: (Destination, DestinationSettings, Version, VersionStatus, Building),
    applications: (DestinationApplication, NewDestinationApplication, QueryToken),
    endpoint:
        (Endpoint, EndpointProperty, EndpointRelation, RelatedProperty, Facet, EndpointAddress<'static>),
}

#[test]
fn what_a_call_takes_can_be_made() {
    let source = SourceId::new("products").expect("an id");
    let correlation = Uuid::new_v4();
    let options = ImportOptions { correlation: Some(correlation), ..ImportOptions::default() };
    let client = Client::builder("http://127.0.0.1:1", Credentials::api_key("key"))
        .retry(RetryPolicy::never())
        .timeout(Duration::from_secs(1))
        .build()
        .expect("a client");
    let address: &Url = client.address();
    assert_eq!(address.as_str(), "http://127.0.0.1:1/");
    let import = client.import(source.as_str(), options).expect("an import");
    assert_eq!(import.report().correlation, correlation);
    let grant = SourceGrant::Some(vec![source]);
    assert_eq!(serde_json::to_value(grant).expect("JSON"), serde_json::json!(["products"]));
    let provider: Result<ProviderId, uuid::Error> = "no id".parse();
    assert!(provider.is_err());
    let time: Result<Timestamp, InvalidTimestamp> = "2024-01-31".parse();
    assert_eq!(Value::from(time.expect("a time")).as_str().map(|text| &text[..10]), Some("2024-01-31"));
    let broken: InvalidId = SourceId::new("@").expect_err("no id");
    assert_eq!(broken.problem, NameProblem::RestrictedCharacters);
}

#[test]
fn a_struct_derives_through_the_exported_serde() {
    #[derive(Serialize, Deserialize)]
    #[serde(crate = "octant_sdk::serde")]
    struct Product {
        name: Localized,
        price: Option<f64>,
    }
    let read: Product = serde_json::from_str(r#"{"name":{"sv":"Stol"},"price":12.5}"#).expect("a product");
    let entity = Entity::from_serialize("1", &read).expect("an entity");
    assert_eq!(entity, Entity::new("1").with_localized("name", "sv", "Stol").with("price", 12.5));
}
