//! Card definitions in the store: making, changing, activating, archiving, deleting.

use octant_model::{Page, PageRequest, TenantId};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::check::check;
use crate::definition::{CardDefinition, CardStatus, Content};
use crate::error::CardError;
use crate::naming::problem;

pub(crate) const KIND: Kind = Kind("card");

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
    if let Some(problem) = problem(&new.id) {
        return Err(CardError::invalid("id", problem));
    }
    let content = tidy(new.content);
    check(&content)?;
    let taken = all(store, tenant)?.iter().any(|known| known.id.eq_ignore_ascii_case(&new.id));
    if taken {
        return Err(CardError::Exists { what: "card definition", id: new.id });
    }
    let now = octant_model::Timestamp::now();
    let made = CardDefinition {
        name: if new.name.trim().is_empty() { new.id.clone() } else { new.name },
        id: new.id,
        description: new.description,
        status: CardStatus::Draft,
        content,
        pending: None,
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
    name: Option<String>,
    description: Option<Option<String>>,
    content: Option<Content>,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    if let Some(name) = name {
        if name.trim().is_empty() {
            return Err(CardError::invalid("name", "the name is empty"));
        }
        definition.name = name;
    }
    if let Some(description) = description {
        definition.description = description;
    }
    if let Some(content) = content {
        let content = tidy(content);
        check(&content)?;
        change_content(&mut definition, content)?;
    }
    save(store, tenant, &definition, actor)
}

fn change_content(definition: &mut CardDefinition, content: Content) -> Result<(), CardError> {
    match definition.status {
        CardStatus::Draft | CardStatus::Archived => definition.content = content,
        CardStatus::Active | CardStatus::PendingChanges => {
            let same = content == definition.content;
            definition.status = if same { CardStatus::Active } else { CardStatus::PendingChanges };
            definition.pending = (!same).then_some(content);
        }
        CardStatus::Updating => {
            return Err(CardError::State(format!(
                "{} is being updated; change it when that is done",
                definition.id
            )));
        }
    }
    Ok(())
}

/// Properties are matched without regard to case, and kept in lower case.
fn tidy(mut content: Content) -> Content {
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
        CardStatus::Active | CardStatus::Updating => return Ok(definition),
        CardStatus::Archived => {
            return Err(CardError::State(format!("{id} is archived; restore it first")));
        }
        CardStatus::Draft | CardStatus::PendingChanges => {}
    }
    check_neighbours(store, tenant, &definition)?;
    definition.status = CardStatus::Updating;
    definition.building = Some(definition.version + 1);
    save(store, tenant, &definition, actor)
}

/// What a definition leans on must be there when it is activated.
fn check_neighbours(
    store: &dyn Store,
    tenant: &TenantId,
    definition: &CardDefinition,
) -> Result<(), CardError> {
    let mut told = crate::error::Gathered::default();
    let content = definition.next();
    for (place, source) in content.sources.iter().enumerate() {
        let found = match octant_model::SourceId::new(source.id.clone()) {
            Ok(id) => store.source(tenant, &id)?.is_some(),
            Err(_) => false,
        };
        if !found {
            told.tell(format!("sources[{place}].id"), format!("there is no source {:?}", source.id));
        }
    }
    let others = all(store, tenant)?;
    for (place, relation) in content.relations.iter().enumerate() {
        let path = format!("relations[{place}]");
        let other = others.iter().find(|other| other.id == relation.card);
        let Some(other) = other else {
            let known: Vec<&str> = others.iter().map(|other| other.id.as_str()).collect();
            let message = format!("there is no card {:?}; the cards are {}", relation.card, known.join(", "));
            told.tell(format!("{path}.card"), message);
            continue;
        };
        if relation.to != "id" && other.next().property(&relation.to).is_none() {
            let known: Vec<&str> =
                other.next().properties.iter().map(|property| property.id.as_str()).collect();
            let message = format!(
                "{} has no property {:?}; its properties are id, {}",
                other.id,
                relation.to,
                known.join(", ")
            );
            told.tell(format!("{path}.to"), message);
        }
    }
    told.into_result()
}

/// Takes a definition's cards away and keeps the definition.
pub(crate) fn archive(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    actor: &Actor,
) -> Result<CardDefinition, CardError> {
    let mut definition = one(store, tenant, id)?;
    definition.status = CardStatus::Archived;
    definition.content = definition.pending.take().unwrap_or(definition.content);
    (definition.live, definition.building) = (None, None);
    save(store, tenant, &definition, actor)
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
pub(crate) fn delete(store: &dyn Store, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), CardError> {
    one(store, tenant, id)?;
    let change = DefinitionChange::Delete { kind: KIND, id: id.to_owned() };
    store.change_definitions(tenant, vec![change], actor)?;
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
    definition.status = CardStatus::Active;
    definition.content = definition.pending.take().unwrap_or(definition.content);
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
    let change = DefinitionChange::Update {
        kind: KIND,
        body: body(definition),
        id: definition.id.clone(),
        expected: Some(definition.version),
    };
    store.change_definitions(tenant, vec![change], actor)?;
    one(store, tenant, &definition.id)
}
