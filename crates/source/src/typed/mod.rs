//! Typed ingest (docs/api.md, "Typed ingest"): entries whose values are native JSON, held to their properties' types.

mod check;
mod infer;
mod language;
mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use octant_model::{Entry, ImportId, PropertyId, PropertyType, SourceId, TenantId, Timestamp};
use octant_store::{
    Actor, ApplyOutcome, Merge, Merged, NewImport, PropertyRecord, PropertySettings, SourceStatus, Store,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::error::{FieldErrors, SourceError};
use crate::merge::merged;

/// The body of a request.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object with the list entries")]
struct Body<'a> {
    #[serde(borrow)]
    entries: Vec<EntryGiven<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object with an id and properties")]
struct EntryGiven<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    properties: Vec<ValueGiven<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object with an id and a value")]
struct ValueGiven<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    /// Absent is the same as `null`.
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    /// Empty is the same as absent.
    #[serde(borrow, default, deserialize_with = "filled")]
    language: Option<Cow<'a, str>>,
}

fn filled<'de: 'a, 'a, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'a, str>>, D::Error> {
    let given = Option::<Cow<'a, str>>::deserialize(deserializer)?;
    Ok(given.filter(|text| !text.is_empty()))
}

/// A property that typed ingest found and added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProperty {
    /// Its id.
    pub id: PropertyId,
    /// The spelling in which it came.
    pub spelling: String,
    /// What its first value says that it is.
    pub property_type: PropertyType,
    /// Where its lists are split, if it is one.
    pub delimiter: Option<String>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedAccepted {
    /// The job's id: the client's, or a new one.
    pub correlation: Uuid,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How many entries came.
    pub entries: u64,
    /// Properties that were not there before, by id.
    pub new_properties: Vec<NewProperty>,
}

/// Who sends what where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedRequest {
    /// Whose source it is.
    pub tenant: TenantId,
    /// Where it goes.
    pub source: SourceId,
    /// Who sends it.
    pub actor: Actor,
    /// The job that it belongs to.
    pub correlation: Option<Uuid>,
}

/// Takes entries into a source: all of them or none. Values are kept as text, as any import keeps them.
///
/// # Errors
/// [`SourceError::InvalidFields`] with every broken rule by its path; [`SourceError::UnknownSource`];
/// [`SourceError::Purging`] for a source, or a property, that is being deleted.
pub fn ingest(store: &dyn Store, request: TypedRequest, body: &[u8]) -> Result<TypedAccepted, SourceError> {
    let TypedRequest { tenant, source, actor, correlation } = request;
    match store.source(&tenant, &source)? {
        None => return Err(SourceError::UnknownSource(source.to_string())),
        Some(found) if found.status == SourceStatus::Purging => {
            return Err(SourceError::Purging(source.to_string()));
        }
        Some(_) => {}
    }
    let body = read(body)?;
    let known = store.properties(&tenant, &source).map_err(SourceError::of_store)?;
    let checked = check::check(&body, &known, source.as_str())?;
    // Types first: should the process end in between, the repeated request finds them set and changes nothing else.
    for property in &checked.new_properties {
        let settings = PropertySettings {
            display_name: property.spelling.clone(),
            description: None,
            property_type: Some(property.property_type),
            delimiter: property.delimiter.clone(),
        };
        store
            .put_property(&tenant, &source, &property.id, settings, None, &actor)
            .map_err(SourceError::of_store)?;
    }
    let (id, correlation) = (ImportId::accepted(store.now()), correlation.unwrap_or_else(Uuid::new_v4));
    let new = NewImport {
        id,
        tenant,
        source,
        provider: None,
        actor,
        correlation: Some(correlation),
        idempotency: None,
        received: checked.entries.len() as u64,
        rejected: 0,
        problems: Vec::new(),
    };
    let entries = checked.entries.len() as u64;
    let import = TypedImport { id, entries: checked.entries, spellings: checked.spellings };
    match store.apply_import(new, Arc::new(import)).map_err(SourceError::of_store)? {
        ApplyOutcome::Applied { record, .. } => Ok(TypedAccepted {
            correlation,
            accepted_at: record.id.accepted_at(),
            entries,
            new_properties: checked.new_properties,
        }),
        ApplyOutcome::IdempotencyConflict => Err(SourceError::IdempotencyConflict),
    }
}

/// Reads a body; an error names the place, such as `entries[1].id`.
fn read(bytes: &[u8]) -> Result<Body<'_>, SourceError> {
    if let Ok(body) = serde_json::from_slice(bytes) {
        return Ok(body);
    }
    // Finding the place takes longer, and is done only where there is something to tell.
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let outcome: Result<Body<'_>, _> = serde_path_to_error::deserialize(&mut json);
    let (path, error) = match outcome {
        Ok(body) => match json.end() {
            Ok(()) => return Ok(body),
            Err(error) => ("body".to_owned(), error),
        },
        Err(error) => {
            // Where the body as a whole is no JSON, the line and the column tell more than the place.
            let is_json = serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
            let path = error.path().to_string();
            let place = if is_json && path != "." { path } else { "body".to_owned() };
            (place, error.into_inner())
        }
    };
    Err(SourceError::InvalidFields(FieldErrors::from([(path, vec![error.to_string()])])))
}

/// An entry that keeps every rule.
#[derive(Debug)]
struct TypedEntry {
    key: String,
    /// In [`octant_model::Property::order`].
    values: Vec<TypedGiven>,
}

#[derive(Debug)]
struct TypedGiven {
    property: String,
    language: Option<String>,
    /// `None` clears.
    text: Option<String>,
}

struct TypedImport {
    id: ImportId,
    entries: Vec<TypedEntry>,
    /// By property id, the spelling first seen.
    spellings: BTreeMap<String, String>,
}

impl Merge for TypedImport {
    fn count(&self) -> usize {
        self.entries.len()
    }

    fn key(&self, index: usize) -> &str {
        &self.entries[index].key
    }

    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        let given = self.entries[index].values.iter();
        let given = given.map(|one| (one.property.as_str(), one.language.as_deref(), one.text.as_deref()));
        merged(self.id, given, current)
    }

    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        self.spellings.get(property).map_or(property, String::as_str)
    }
}

/// The property of that id, in any case.
fn find<'a>(known: &'a [PropertyRecord], id: &str) -> Option<&'a PropertyRecord> {
    known.binary_search_by(|record| record.id.as_str().cmp(id)).ok().map(|place| &known[place])
}
