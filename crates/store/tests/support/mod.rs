//! What the store's tests share: a plain merge, and short ways to say what an import does.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use octant_model::{Entry, EntryKey, ImportId, PageRequest, Property, Sequence, SourceId, TenantId};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{
    Actor, ApplyOutcome, ImportRecord, LogRecord, Merge, Merged, NewImport, NewSource, SourceType, Store,
    StoreError,
};

/// A value: property, language, text; `None` clears.
pub(crate) type Value = (&'static str, Option<&'static str>, Option<String>);

/// What an import does to one entry.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Set(Vec<Value>),
    Delete,
}

/// The plainest merge that keeps the contract of [`Merge`].
pub(crate) struct PlainMerge {
    pub(crate) import: ImportId,
    pub(crate) entities: Vec<(String, Change)>,
}

impl Merge for PlainMerge {
    fn count(&self) -> usize {
        self.entities.len()
    }

    fn key(&self, index: usize) -> &str {
        &self.entities[index].0
    }

    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        let Change::Set(values) = &self.entities[index].1 else {
            return if current.is_some() { Merged::Deleted } else { Merged::Unchanged };
        };
        let mut properties: Vec<Property<'a>> =
            current.map(|entry| entry.properties.clone()).unwrap_or_default();
        let mut changed: Vec<&str> = Vec::new();
        for (id, language, value) in values {
            let place =
                properties.iter().position(|property| property.id == *id && property.language == *language);
            let before = place.map(|place| properties[place].value);
            if before == value.as_deref() {
                continue;
            }
            changed.push(id);
            if let Some(place) = place {
                properties.remove(place);
            }
            if let Some(value) = value {
                properties.push(Property { id, language: *language, value, import: self.import });
            }
        }
        properties.sort_by(Property::order);
        changed.sort_unstable();
        changed.dedup();
        if changed.is_empty() && current.is_some() {
            return Merged::Unchanged;
        }
        Merged::Changed { properties, changed }
    }

    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        if property == "name" { "Name" } else { property }
    }
}

pub(crate) fn tenant(name: &str) -> TenantId {
    TenantId::new(name).expect("a valid tenant")
}

pub(crate) fn source(name: &str) -> SourceId {
    SourceId::new(name).expect("a valid source")
}

pub(crate) fn actor() -> Actor {
    Actor("key:test".to_owned())
}

pub(crate) fn everything() -> PageRequest {
    PageRequest::first(10_000)
}

/// A text value without language.
pub(crate) fn text(id: &'static str, value: &str) -> Value {
    (id, None, Some(value.to_owned()))
}

pub(crate) fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(folder, &Options::default()).expect("the store opens")
}

/// Makes the tenant `local` and the source `products`.
pub(crate) fn set_up(store: &dyn Store) -> (TenantId, SourceId) {
    let (tenant, source) = (tenant("local"), source("products"));
    store.create_tenant(&tenant).expect("a tenant");
    let new = NewSource {
        id: source.clone(),
        name: "Products".to_owned(),
        description: None,
        source_type: SourceType::Generic,
    };
    store.create_source(&tenant, new, &actor()).expect("a source");
    (tenant, source)
}

pub(crate) fn new_import(tenant: &TenantId, source: &SourceId, received: usize) -> NewImport {
    NewImport {
        id: ImportId::generate(),
        tenant: tenant.clone(),
        source: source.clone(),
        provider: None,
        actor: actor(),
        correlation: None,
        idempotency: None,
        received: received as u64,
        rejected: 0,
        problems: Vec::new(),
    }
}

/// Applies an import and answers with its record.
pub(crate) fn import(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    entities: Vec<(String, Change)>,
) -> Result<ImportRecord, StoreError> {
    let new = new_import(tenant, source, entities.len());
    let merge = Arc::new(PlainMerge { import: new.id, entities });
    match store.apply_import(new, merge)? {
        ApplyOutcome::Applied { record, .. } => Ok(record),
        ApplyOutcome::IdempotencyConflict => panic!("no idempotency key was given"),
    }
}

pub(crate) fn set(key: &str, values: &[Value]) -> (String, Change) {
    (key.to_owned(), Change::Set(values.to_vec()))
}

pub(crate) fn delete(key: &str) -> (String, Change) {
    (key.to_owned(), Change::Delete)
}

/// An entry's values as text, such as `name@sv`.
pub(crate) type Shown = BTreeMap<String, String>;

pub(crate) fn shown(entry: &Entry<'_>) -> Shown {
    let name = |property: &Property<'_>| match property.language {
        None => property.id.to_owned(),
        Some(language) => format!("{}@{language}", property.id),
    };
    entry.properties.iter().map(|property| (name(property), property.value.to_owned())).collect()
}

/// All entries of a source by key.
pub(crate) fn entries(store: &dyn Store, tenant: &TenantId, source: &SourceId) -> BTreeMap<String, Shown> {
    let mut found = BTreeMap::new();
    store
        .scan_entries(tenant, source, None, "", &mut |key, _, entry| {
            found.insert(key.to_owned(), shown(entry));
            ControlFlow::Continue(())
        })
        .expect("the scan works");
    found
}

/// The log's records about entries behind a place: key, version, properties that changed.
pub(crate) fn entry_records(
    store: &dyn Store,
    tenant: &TenantId,
    after: Sequence,
) -> Vec<(String, u64, Vec<String>)> {
    let blocks = store.read_log(tenant, after, usize::MAX).expect("the log reads");
    let records = blocks.into_iter().flat_map(|block| block.records);
    records
        .filter_map(|record| match record {
            LogRecord::Entry(change) => Some((change.key.to_string(), change.version, change.properties)),
            _ => None,
        })
        .collect()
}

pub(crate) fn key(text: &str) -> EntryKey {
    EntryKey::new(text).expect("a valid key")
}

/// Fails where the store contradicts itself.
pub(crate) fn assert_sound(store: &dyn Store) {
    assert_eq!(store.verify().expect("it can be read"), Vec::<String>::new());
}
