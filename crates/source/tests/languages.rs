//! Languages in payloads: one language whatever its spelling, and none where the text is empty.

use std::ops::ControlFlow;

use octant_model::{SourceId, TenantId};
use octant_source::{ImportRequest, SourceError, TypedRequest, entries, import, typed_ingest};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, ImportCounts, NewSource, SourceType, Store};
use serde_json::{Value, json};

struct World {
    store: SqliteStore,
    tenant: TenantId,
    source: SourceId,
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(folder.path(), &Options::default()).expect("it opens");
        let tenant = TenantId::new("local").expect("valid");
        store.create_tenant(&tenant).expect("made");
        let source = SourceId::new("products").expect("valid");
        let new = NewSource {
            id: source.clone(),
            name: "P".to_owned(),
            description: None,
            source_type: SourceType::Generic,
        };
        store.create_source(&tenant, new, &Actor::system()).expect("made");
        Self { store, tenant, source, _folder: folder }
    }

    fn import(&self, properties: &Value) -> Result<ImportCounts, SourceError> {
        let body = json!({"entities": [{"key": "1", "properties": properties}]});
        let request = ImportRequest {
            tenant: self.tenant.clone(),
            source: self.source.clone(),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency_key: None,
            partial: false,
        };
        import(&self.store, request, body.to_string().into_bytes()).map(|accepted| accepted.record.counts)
    }

    fn typed(&self, properties: &Value) -> Result<Vec<&'static str>, SourceError> {
        let body = json!({"entries": [{"id": "1", "properties": properties}]}).to_string();
        let request = TypedRequest {
            tenant: self.tenant.clone(),
            source: self.source.clone(),
            actor: Actor::system(),
            correlation: None,
        };
        let accepted = typed_ingest(&self.store, request, body.as_bytes())?;
        Ok(accepted.new_properties.iter().map(|property| property.property_type.name()).collect())
    }

    /// The entry's values, as `property:language=text`.
    fn values(&self) -> Vec<String> {
        let mut values = Vec::new();
        self.store
            .scan_entries(&self.tenant, &self.source, None, "", &mut |_, _, entry| {
                let value = |value: &octant_model::Property<'_>| {
                    format!("{}:{}={}", value.id, value.language.unwrap_or_default(), value.value)
                };
                values.extend(entry.properties.iter().map(value));
                ControlFlow::Continue(())
            })
            .expect("a scan");
        values
    }

    /// The entry's values as the API shows them.
    fn shown(&self) -> Vec<Value> {
        let entry = entries::one(&self.store, &self.tenant, &self.source, "1").expect("it is there");
        entry.values.iter().map(|value| json!([value.language, value.value])).collect()
    }
}

#[test]
fn an_empty_language_is_none() {
    let world = World::new();
    world
        .import(&json!([{"id": "sku", "value": "x", "language": ""}, {"Id": "name", "Value": "y", "Language": "sv"}]))
        .expect("a public provider writes it in every property");
    assert_eq!(world.values(), ["name:sv=y", "sku:=x"]);
    let refused =
        world.import(&json!([{"id": "a", "value": "1", "language": ""}, {"id": "a", "value": "2"}]));
    assert!(refused.is_err(), "both have no language");
    world.typed(&json!([{"id": "sku", "value": "z", "language": ""}])).expect("the same in typed ingest");
    assert_eq!(world.values(), ["name:sv=y", "sku:=z"]);
}

#[test]
fn every_spelling_is_the_same_language() {
    let world = World::new();
    world.import(&json!([{"id": "name", "value": "x", "language": "sv_SE"}])).expect("taken");
    assert_eq!(world.values(), ["name:sv-SE=x"]);
    let again = world.import(&json!([{"id": "name", "value": "x", "language": "SV-se"}])).expect("taken");
    assert_eq!((again.unchanged, again.updated), (1, 0));
    world.import(&json!([{"id": "name", "value": "y", "language": "sv-SE"}])).expect("taken");
    world.typed(&json!([{"id": "name", "value": "z", "language": "sv_se"}])).expect("taken");
    assert_eq!(world.values(), ["name:sv-SE=z"]);
    assert_eq!(world.shown(), [json!(["sv-SE", "z"])]);
    let properties = world.store.properties(&world.tenant, &world.source).expect("a list");
    assert_eq!(properties[0].languages, [(Some("sv-SE".to_owned()), 1)]);
    world.import(&json!([{"id": "name", "value": null, "language": "Sv_sE"}])).expect("taken");
    assert_eq!(world.values(), [""; 0]);
    assert_eq!(world.store.verify(), Ok(Vec::new()));
}

#[test]
fn two_spellings_of_one_language_are_a_duplicate() {
    let world = World::new();
    let both = json!([{"id": "name", "value": "x", "language": "sv_SE"}, {"id": "Name", "value": "x", "language": "sv-se"}]);
    match world.import(&both) {
        Err(SourceError::Invalid(violations)) => assert_eq!(violations[0].code, "property_repeated"),
        other => panic!("it is taken: {other:?}"),
    }
    match world.typed(&both) {
        Err(SourceError::InvalidFields(fields)) => {
            assert!(fields["entries[0].properties[1].id"][0].contains("comes twice"), "{fields:?}");
        }
        other => panic!("it is taken: {other:?}"),
    }
    assert_eq!(world.values(), [""; 0]);
}

#[test]
fn a_blank_text_is_no_value_of_any_type() {
    let world = World::new();
    let types = world.typed(&json!([{"id": "a", "value": ""}, {"id": "b", "value": "  "}])).expect("taken");
    assert_eq!(types, ["Text", "Text"]);
    let world = World::new();
    let two = json!({"entries": [
        {"id": "1", "properties": [{"id": "price", "value": ""}]},
        {"id": "2", "properties": [{"id": "price", "value": 12}]},
    ]});
    let request = TypedRequest {
        tenant: world.tenant.clone(),
        source: world.source.clone(),
        actor: Actor::system(),
        correlation: None,
    };
    let accepted = typed_ingest(&world.store, request, two.to_string().as_bytes()).expect("taken");
    assert_eq!(accepted.new_properties[0].property_type.name(), "Integer", "the blank one tells nothing");
    assert_eq!(world.values(), ["price:=", "price:=12"], "it is kept as it came");
    assert_eq!(world.shown(), [json!([null, null])], "and does not stand in the way of the entry");
}
