//! Card definitions in the store: making, changing, activating, archiving, deleting.

use octant_model::{Page, PageRequest, TenantId};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Revision, Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::check::{check_all, check_relations};
use crate::definition::{CardDefinition, CardProperty, CardRelation, CardSource, CardStatus, Content};
use crate::error::CardError;
use crate::naming::problem_in_address;
use crate::plan::obstacles;
use crate::store_segments::{self as segments, of_card};

/// The kind of card definitions in the store.
pub const KIND: Kind = Kind("card");

/// A card definition to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCard {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// What its cards are made of.
    pub content: Content,
}

/// What changes of a definition; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<Option<String>>,
    /// What its cards are made of.
    pub content: ContentChange,
    /// What it was made from; another revision is refused with [`StoreError::Changed`].
    pub expected: Option<Revision>,
}

/// What changes of what cards are made of; what is `None` stays, and each list is replaced as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentChange {
    /// The sources.
    pub sources: Option<Vec<CardSource>>,
    /// The properties.
    pub properties: Option<Vec<CardProperty>>,
    /// The relations.
    pub relations: Option<Vec<CardRelation>>,
}

impl From<Content> for ContentChange {
    fn from(content: Content) -> Self {
        let Content { sources, properties, relations } = content;
        Self { sources: Some(sources), properties: Some(properties), relations: Some(relations) }
    }
}

impl ContentChange {
    /// What comes of a content; `None` where nothing changes.
    fn of(self, before: &Content) -> Option<Content> {
        if self == Self::default() {
            return None;
        }
        Some(Content {
            sources: self.sources.unwrap_or_else(|| before.sources.clone()),
            properties: self.properties.unwrap_or_else(|| before.properties.clone()),
            relations: self.relations.unwrap_or_else(|| before.relations.clone()),
        })
    }
}

/// What the store keeps.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    status: CardStatus,
    content: Content,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    activating: Option<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    live: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    building: Option<u64>,
}

fn read(definition: Definition) -> Result<CardDefinition, CardError> {
    let damaged = |error| StoreError::Damaged(format!("card definition {}: {error}", definition.id));
    let body: Body = serde_json::from_str(&definition.body).map_err(damaged)?;
    Ok(CardDefinition {
        id: definition.id,
        name: body.name,
        description: body.description,
        status: body.status,
        content: body.content,
        pending: body.pending,
        activating: body.activating,
        live: body.live,
        building: body.building,
        version: definition.version,
        created_at: definition.created_at,
        updated_at: definition.updated_at,
    })
}

fn body(definition: &CardDefinition) -> String {
    let body = Body {
        name: definition.name.clone(),
        description: definition.description.clone(),
        status: definition.status,
        content: definition.content.clone(),
        pending: definition.pending.clone(),
        activating: definition.activating.clone(),
        live: definition.live,
        building: definition.building,
    };
    serde_json::to_string(&body).expect("a definition is texts and names")
}

fn unknown(id: &str) -> CardError {
    CardError::Unknown { what: "card definition", id: id.to_owned() }
}

/// One definition.
pub(crate) fn one(store: &dyn Store, tenant: &TenantId, id: &str) -> Result<CardDefinition, CardError> {
    store.definition(tenant, KIND, id)?.ok_or_else(|| unknown(id)).and_then(read)
}

/// The definitions by id.
pub(crate) fn list(
    store: &dyn Store,
    tenant: &TenantId,
    page: &PageRequest,
) -> Result<Page<CardDefinition>, CardError> {
    let found = store.definitions(tenant, KIND, page)?;
    let items = found.items.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, after: found.after, total: found.total })
}

/// Every definition.
pub(crate) fn all(store: &dyn Store, tenant: &TenantId) -> Result<Vec<CardDefinition>, CardError> {
    let mut page = PageRequest::first(200);
    let mut all = Vec::new();
    loop {
        let found = list(store, tenant, &page)?;
        all.extend(found.items);
        match found.after {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}

/// Makes a draft.
pub(crate) fn create(
    store: &dyn Store,
    tenant: &TenantId,
    new: NewCard,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    if let Some(problem) = problem_in_address(&new.id) {
        return Err(CardError::invalid("id", problem));
    }
    let content = tidy(new.content);
    check_all(store, tenant, &content)?;
    let taken = all(store, tenant)?.iter().any(|known| known.id.eq_ignore_ascii_case(&new.id));
    if taken {
        return Err(CardError::Exists { what: "card definition", id: new.id });
    }
    let now = store.now();
    let made = CardDefinition {
        name: if new.name.trim().is_empty() { new.id.clone() } else { new.name },
        id: new.id,
        description: new.description,
        status: CardStatus::Draft,
        content,
        pending: None,
        activating: None,
        live: None,
        building: None,
        version: 0,
        created_at: now,
        updated_at: now,
    };
    let change = DefinitionChange::Create { kind: KIND, id: made.id.clone(), body: body(&made) };
    store.change_definitions(tenant, vec![change], actor)?;
    one(store, tenant, &made.id)
}

/// Changes a definition. The content of one that is active waits for an activation.
pub(crate) fn update(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    change: CardChange,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    Revision::check(change.expected.as_ref(), "card definition", id, &definition.editable())?;
    if let Some(name) = change.name {
        if name.trim().is_empty() {
            return Err(CardError::invalid("name", "the name is empty"));
        }
        definition.name = name;
    }
    definition.description = change.description.unwrap_or(definition.description);
    if let Some(content) = change.content.of(definition.next()) {
        let content = tidy(content);
        check_all(store, tenant, &content)?;
        change_content(&mut definition, content);
    }
    save(store, tenant, &definition, actor)
}

fn change_content(definition: &mut CardDefinition, content: Content) {
    match definition.status {
        CardStatus::Draft | CardStatus::Archived => definition.content = content,
        CardStatus::Active | CardStatus::PendingChanges => {
            let same = content == definition.content;
            definition.status = if same { CardStatus::Active } else { CardStatus::PendingChanges };
            definition.pending = (!same).then_some(content);
        }
        CardStatus::Updating => {
            // The build goes on as it was ordered; what differs from it waits for the next activation.
            let ordered = definition.activated().clone();
            definition.activating = (content != ordered).then_some(ordered);
            definition.pending = Some(content);
        }
    }
}

/// Properties are matched without regard to case, and kept in lower case.
pub(crate) fn tidy(mut content: Content) -> Content {
    for property in &mut content.properties {
        property.source_property = property.source_property.to_ascii_lowercase();
        property.delimiter = property.delimiter.take().filter(|delimiter| !delimiter.is_empty());
        if property.name.trim().is_empty() {
            property.name.clone_from(&property.id);
        }
    }
    for relation in &mut content.relations {
        if relation.name.trim().is_empty() {
            relation.name.clone_from(&relation.id);
        }
    }
    content
}

/// Begins to build what was changed last; the cards follow by themselves.
pub(crate) fn activate(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    match definition.status {
        CardStatus::Active => return Ok(definition),
        CardStatus::Updating if definition.activating.is_none() => return Ok(definition),
        CardStatus::Archived => {
            return Err(CardError::State(format!("{id} is archived; restore it first")));
        }
        // A build that was ordered before ends, as nothing refers to its generation any more.
        CardStatus::Draft | CardStatus::PendingChanges | CardStatus::Updating => {}
    }
    let since = store.activity_head()?;
    check_all(store, tenant, definition.next())?;
    check_relations(definition.next(), &all(store, tenant)?)?;
    let obstacles = obstacles(store, tenant, &definition)?;
    if !obstacles.is_empty() {
        return Err(CardError::State(format!("{id} cannot be activated: {}", obstacles.join("; "))));
    }
    definition.status = CardStatus::Updating;
    definition.activating = None;
    // The log's place belongs to this activation alone, also where an earlier definition had the same id.
    definition.building = Some(store.log_head(tenant)?.0 + 1);
    // What it relates to, and what leans on its properties, is as it was looked at.
    let unchanged = [KIND, segments::KIND].map(|kind| DefinitionChange::ExpectNoChange { kind, since });
    save_if(store, tenant, &definition, unchanged.into(), actor)
}

/// Takes a definition's cards away and keeps the definition.
pub(crate) fn archive(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    conditions: Vec<DefinitionChange>,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    definition.status = CardStatus::Archived;
    definition.content = definition.pending.take().unwrap_or(definition.content);
    definition.activating = None;
    (definition.live, definition.building) = (None, None);
    save_if(store, tenant, &definition, conditions, actor)
}

/// Makes an archived definition a draft again.
pub(crate) fn restore(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    if definition.status != CardStatus::Archived {
        return Err(CardError::State(format!("{id} is not archived")));
    }
    definition.status = CardStatus::Draft;
    save(store, tenant, &definition, actor)
}

/// Deletes a definition and its cards.
pub(crate) fn delete(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    mut changes: Vec<DefinitionChange>,
    actor: &Actor,
) -> Result<(), CardError> {
    let since = store.activity_head()?;
    one(store, tenant, id)?;
    let segments: Vec<String> = of_card(store, tenant, id)?.into_iter().map(|segment| segment.id).collect();
    if !segments.is_empty() {
        let names = segments.join(", ");
        return Err(CardError::State(format!("{id} has the segments {names}; delete them first")));
    }
    let relates = |one: &CardDefinition| {
        let contents = [Some(&one.content), one.pending.as_ref()].into_iter().flatten();
        contents.flat_map(|content| &content.relations).any(|relation| relation.card == id)
    };
    let others: Vec<String> = all(store, tenant)?
        .into_iter()
        .filter(|one| one.id != id && relates(one))
        .map(|one| one.id)
        .collect();
    if !others.is_empty() {
        let names = others.join(", ");
        return Err(CardError::State(format!("{names} relate to {id}; take these relations away first")));
    }
    changes.extend([KIND, segments::KIND].map(|kind| DefinitionChange::ExpectNoChange { kind, since }));
    changes.push(DefinitionChange::Delete { kind: KIND, id: id.to_owned() });
    store.change_definitions(tenant, changes, actor)?;
    Ok(())
}

/// Notes that the index of that generation is in use; false where the definition has gone another way meanwhile.
pub(crate) fn switch(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    generation: u64,
) -> Result<bool, CardError> {
    let Some(found) = store.definition(tenant, KIND, id)? else { return Ok(false) };
    let mut definition = read(found)?;
    if definition.building != Some(generation) {
        return Ok(false);
    }
    let built = definition.activated().clone();
    definition.activating = None;
    definition.pending = definition.pending.take().filter(|next| *next != built);
    definition.status =
        if definition.pending.is_some() { CardStatus::PendingChanges } else { CardStatus::Active };
    definition.content = built;
    (definition.live, definition.building) = (Some(generation), None);
    match save(store, tenant, &definition, &Actor::system()) {
        Ok(_) => Ok(true),
        Err(CardError::Store(StoreError::Stale { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

fn save(
    store: &dyn Store,
    tenant: &TenantId,
    definition: &CardDefinition,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    save_if(store, tenant, definition, Vec::new(), actor)
}

/// Keeps a changed definition, if the conditions hold.
fn save_if(
    store: &dyn Store,
    tenant: &TenantId,
    definition: &CardDefinition,
    mut changes: Vec<DefinitionChange>,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    changes.push(DefinitionChange::Update {
        kind: KIND,
        body: body(definition),
        id: definition.id.clone(),
        expected: Some(definition.version),
    });
    store.change_definitions(tenant, changes, actor)?;
    one(store, tenant, &definition.id)
}
