//! Destinations in the store: making, changing, publishing, stopping, deleting.

use std::collections::{BTreeMap, HashMap};

use octant_card::{CARD_KIND, Cards, Content, SEGMENT_KIND};
use octant_model::{Language, Page, PageRequest, TenantId};
use octant_store::{Actor, Definition, DefinitionChange as StoredChange, Kind, Revision, Store, StoreError};
use uuid::Uuid;

use crate::check;
use crate::definition::{Destination, Endpoint, Version, VersionStatus};
use crate::error::DestinationError;
use crate::shape::Shape;
use crate::stored;

/// The kind of destinations in the store.
pub const KIND: Kind = Kind("destination");

/// How many versions answer at the same time.
const MAX_PUBLISHED: usize = 3;

/// A destination to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDestination {
    /// Its identifier in addresses.
    pub identifier: String,
    /// Its name for people; the identifier where it is empty.
    pub name: String,
    /// Whether queries need a token.
    pub protected: bool,
    /// The languages; the first is the default.
    pub languages: Vec<Language>,
    /// The fallbacks by language.
    pub fallbacks: BTreeMap<Language, Vec<Language>>,
    /// The origins of pages that may query it.
    pub cors_origins: Vec<String>,
}

/// A change of a destination; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationChange {
    /// The new name.
    pub name: Option<String>,
    /// Whether queries need a token.
    pub protected: Option<bool>,
    /// The new languages; published versions keep theirs.
    pub languages: Option<Vec<Language>>,
    /// The new fallbacks; published versions keep theirs.
    pub fallbacks: Option<BTreeMap<Language, Vec<Language>>>,
    /// The new origins.
    pub cors_origins: Option<Vec<String>>,
    /// What it was made from; another revision is refused with [`StoreError::Changed`].
    pub expected: Option<Revision>,
}

fn read(definition: &Definition) -> Result<Destination, DestinationError> {
    let damaged = |error| StoreError::Damaged(format!("destination {}: {error}", definition.id));
    let mut destination = stored::read(&definition.body).map_err(damaged)?;
    destination.created_at = definition.created_at;
    destination.updated_at = definition.updated_at;
    destination.stored = definition.version;
    Ok(destination)
}

fn unknown(id: &str) -> DestinationError {
    DestinationError::Unknown { what: "destination", id: id.to_owned() }
}

fn unknown_version(name: &str) -> DestinationError {
    DestinationError::Unknown { what: "version", id: name.to_owned() }
}

/// Every destination, by identifier.
pub(crate) fn all(store: &dyn Store, tenant: &TenantId) -> Result<Vec<Destination>, DestinationError> {
    let mut page = PageRequest::first(200);
    let mut all = Vec::new();
    loop {
        let found = store.definitions(tenant, KIND, &page)?;
        for definition in &found.items {
            all.push(read(definition)?);
        }
        match found.after {
            Some(after) => page.after = Some(after),
            None => break,
        }
    }
    all.sort_by(|one: &Destination, two| one.identifier.cmp(&two.identifier));
    Ok(all)
}

/// A page of destinations, by id.
pub(crate) fn list(
    store: &dyn Store,
    tenant: &TenantId,
    page: &PageRequest,
) -> Result<Page<Destination>, DestinationError> {
    let found = store.definitions(tenant, KIND, page)?;
    let items = found.items.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, after: found.after, total: found.total })
}

/// The destination of that id or identifier.
pub(crate) fn one(store: &dyn Store, tenant: &TenantId, id: &str) -> Result<Destination, DestinationError> {
    if let Some(found) = store.definition(tenant, KIND, &id.to_ascii_lowercase())? {
        return read(&found);
    }
    all(store, tenant)?.into_iter().find(|known| known.identifier == id).ok_or_else(|| unknown(id))
}

pub(crate) fn create(
    store: &dyn Store,
    tenant: &TenantId,
    new: NewDestination,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let now = store.now();
    let made = Destination {
        id: Uuid::now_v7(),
        name: if new.name.trim().is_empty() { new.identifier.clone() } else { new.name },
        identifier: new.identifier,
        protected: new.protected,
        languages: new.languages,
        fallbacks: new.fallbacks,
        cors_origins: new.cors_origins,
        versions: vec![draft("v1".to_owned(), Vec::new())],
        created_at: now,
        updated_at: now,
        stored: 0,
    };
    check::settings(&made, &[])?;
    if all(store, tenant)?.iter().any(|known| known.identifier.eq_ignore_ascii_case(&made.identifier)) {
        return Err(DestinationError::Exists(made.identifier));
    }
    let change = StoredChange::Create { kind: KIND, id: made.id.to_string(), body: body(&made) };
    store.change_definitions(tenant, vec![change], actor)?;
    one(store, tenant, &made.id.to_string())
}

pub(crate) fn draft(name: String, endpoints: Vec<Endpoint>) -> Version {
    let status = VersionStatus::Draft;
    Version {
        id: Uuid::now_v7(),
        name,
        status,
        publishing: false,
        endpoints,
        shapes: None,
        published_at: None,
        published_by: None,
    }
}

fn body(destination: &Destination) -> String {
    serde_json::to_string(destination).expect("a destination is texts, numbers and flags")
}

fn save(
    store: &dyn Store,
    tenant: &TenantId,
    destination: &Destination,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    save_if(store, tenant, destination, Vec::new(), actor)
}

/// Keeps a changed destination, if the conditions hold.
fn save_if(
    store: &dyn Store,
    tenant: &TenantId,
    destination: &Destination,
    mut changes: Vec<StoredChange>,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let id = destination.id.to_string();
    changes.push(StoredChange::Update {
        kind: KIND,
        id: id.clone(),
        body: body(destination),
        expected: Some(destination.stored),
    });
    store.change_definitions(tenant, changes, actor)?;
    one(store, tenant, &id)
}

/// The condition that cards and segments are as they were looked at.
fn unchanged_cards(since: u64) -> Vec<StoredChange> {
    [CARD_KIND, SEGMENT_KIND].map(|kind| StoredChange::ExpectNoChange { kind, since }).into()
}

pub(crate) fn update(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    change: DestinationChange,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let mut destination = one(store, tenant, id)?;
    Revision::check(change.expected.as_ref(), KIND.0, id, &destination.editable())?;
    destination.name = change.name.unwrap_or(destination.name);
    destination.protected = change.protected.unwrap_or(destination.protected);
    let previous = destination.languages.clone();
    destination.languages = change.languages.unwrap_or(destination.languages);
    destination.fallbacks = change.fallbacks.unwrap_or(destination.fallbacks);
    destination.cors_origins = change.cors_origins.unwrap_or(destination.cors_origins);
    check::settings(&destination, &previous)?;
    save(store, tenant, &destination, actor)
}

pub(crate) fn delete(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    may: &dyn Fn(&Destination) -> bool,
    actor: &Actor,
) -> Result<Option<Destination>, DestinationError> {
    let destination = one(store, tenant, id)?;
    if !may(&destination) {
        return Ok(Some(destination));
    }
    let expected = StoredChange::Expect(destination.condition());
    let change = StoredChange::Delete { kind: KIND, id: destination.id.to_string() };
    store.change_definitions(tenant, vec![expected, change], actor)?;
    Ok(None)
}

/// A draft with the endpoints of the newest version.
pub(crate) fn add_version(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let mut destination = one(store, tenant, id)?;
    let is_open = |version: &&Version| version.status == VersionStatus::Draft && !version.publishing;
    if let Some(open) = destination.versions.iter().find(is_open) {
        return Err(DestinationError::State(format!("{} is a draft still; go on with it", open.name)));
    }
    let number = |version: &Version| version.name.strip_prefix('v').and_then(|text| text.parse::<u32>().ok());
    let next = destination.versions.iter().filter_map(number).max().unwrap_or_default() + 1;
    let endpoints = destination.versions.last().map(|newest| newest.endpoints.clone()).unwrap_or_default();
    destination.versions.push(draft(format!("v{next}"), endpoints));
    save(store, tenant, &destination, actor)
}

/// Deletes a draft that was never published. The last version stays: a destination has at least one.
pub(crate) fn remove_version(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    version: &str,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let mut destination = one(store, tenant, id)?;
    let found = version_mut(&mut destination, version)?;
    if found.status != VersionStatus::Draft || found.publishing {
        return Err(DestinationError::State(format!("{version} was published and stays; stop it instead")));
    }
    if destination.versions.len() == 1 {
        return Err(DestinationError::State(format!(
            "{version} is the only version; delete the destination"
        )));
    }
    destination.versions.retain(|one| !one.is(version));
    save(store, tenant, &destination, actor)
}

/// Says what a draft shows.
pub(crate) fn put_endpoints(
    store: &dyn Store,
    cards: &Cards,
    tenant: &TenantId,
    id: &str,
    version: &str,
    (endpoints, expected): (Vec<Endpoint>, Option<&Revision>),
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let since = store.activity_head()?;
    let mut destination = one(store, tenant, id)?;
    let found = version_mut(&mut destination, version)?;
    Revision::check(expected, "version", version, &found.endpoints)?;
    if found.status != VersionStatus::Draft || found.publishing {
        return Err(DestinationError::State(format!(
            "{version} was published and keeps its shape; add a version"
        )));
    }
    check::endpoints(cards, tenant, &endpoints)?;
    found.endpoints = endpoints;
    save_if(store, tenant, &destination, unchanged_cards(since), actor)
}

fn version_mut<'d>(
    destination: &'d mut Destination,
    name: &str,
) -> Result<&'d mut Version, DestinationError> {
    let found = destination.versions.iter_mut().find(|version| version.is(name));
    found.ok_or_else(|| unknown_version(name))
}

/// Fixes a version's shape and begins to build its indexes.
pub(crate) fn publish(
    store: &dyn Store,
    cards: &Cards,
    tenant: &TenantId,
    id: &str,
    version: &str,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let since = store.activity_head()?;
    let mut destination = one(store, tenant, id)?;
    let answering = |version: &Version| version.status == VersionStatus::Published || version.publishing;
    let published = destination.versions.iter().filter(|version| answering(version)).count();
    let found = destination.version(version).ok_or_else(|| unknown_version(version))?.clone();
    if answering(&found) {
        return Ok(destination);
    }
    if published >= MAX_PUBLISHED {
        let message = format!("{MAX_PUBLISHED} versions are published already; stop one first");
        return Err(DestinationError::State(message));
    }
    let shapes = match &found.shapes {
        Some(shapes) => shapes.clone(),
        None => shapes(cards, tenant, &destination, &found)?,
    };
    let found = version_mut(&mut destination, version)?;
    (found.shapes, found.publishing) = (Some(shapes), true);
    (found.published_at, found.published_by) = (None, Some(actor.0.clone()));
    save_if(store, tenant, &destination, unchanged_cards(since), actor)
}

pub(crate) fn shapes(
    cards: &Cards,
    tenant: &TenantId,
    destination: &Destination,
    version: &Version,
) -> Result<Vec<Shape>, DestinationError> {
    if version.endpoints.is_empty() {
        return Err(DestinationError::invalid("endpoints", "a version needs at least one endpoint"));
    }
    check::endpoints(cards, tenant, &version.endpoints)?;
    let languages: Vec<(Language, Vec<Language>)> = destination
        .languages
        .iter()
        .map(|language| (language.clone(), destination.chain(language)))
        .collect();
    let mut shapes = Vec::with_capacity(version.endpoints.len());
    let mut contents: HashMap<String, Content> = HashMap::new();
    for (place, endpoint) in version.endpoints.iter().enumerate() {
        check::activated(cards, tenant, endpoint, &format!("endpoints[{place}]"), &mut contents)?;
        if let Some(content) = contents.get(&endpoint.card) {
            let related = |card: &str| contents.get(card).cloned();
            shapes.push(Shape::of(endpoint, languages.clone(), content, &related));
        }
    }
    Ok(shapes)
}

/// Notes that a version's indexes are all complete. False where it went another way meanwhile.
pub(crate) fn published(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    version: &str,
) -> Result<bool, DestinationError> {
    let mut destination = one(store, tenant, id)?;
    let found = version_mut(&mut destination, version)?;
    if !found.publishing {
        return Ok(false);
    }
    (found.status, found.publishing) = (VersionStatus::Published, false);
    found.published_at = Some(store.now());
    save(store, tenant, &destination, &Actor::system())?;
    Ok(true)
}

/// Ends a version's answers.
pub(crate) fn stop(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    version: &str,
    actor: &Actor,
) -> Result<Destination, DestinationError> {
    let mut destination = one(store, tenant, id)?;
    let found = version_mut(&mut destination, version)?;
    if found.status == VersionStatus::Draft && !found.publishing {
        return Err(DestinationError::State(format!("{version} is a draft and answers nothing")));
    }
    (found.status, found.publishing) = (VersionStatus::Stopped, false);
    save(store, tenant, &destination, actor)
}
