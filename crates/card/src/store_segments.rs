//! Segments in the store: making, changing, deleting.

use octant_model::{EntryKey, Page, PageRequest, TenantId};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Revision, Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::error::{CardError, Gathered};
use crate::naming::problem_in_address;
use crate::segment::{Criteria, NewSegment, Segment, SegmentChange, SegmentStatus};
use crate::store_definitions;

/// The kind of segments in the store.
pub const KIND: Kind = Kind("segment");

/// The most cards that a segment picks one by one: so many are looked for at once.
const MAX_FIXED: usize = 100_000;

#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    card: String,
    criteria: Criteria,
    status: SegmentStatus,
}

fn read(definition: Definition) -> Result<Segment, CardError> {
    let damaged = |error| StoreError::Damaged(format!("segment {}: {error}", definition.id));
    let body: Body = serde_json::from_str(&definition.body).map_err(damaged)?;
    Ok(Segment {
        id: definition.id,
        name: body.name,
        card: body.card,
        criteria: body.criteria,
        status: body.status,
        created_at: definition.created_at,
        updated_at: definition.updated_at,
        version: definition.version,
    })
}

fn body(segment: &Segment) -> String {
    let body = Body {
        name: segment.name.clone(),
        card: segment.card.clone(),
        criteria: segment.criteria.clone(),
        status: segment.status,
    };
    serde_json::to_string(&body).expect("a segment is texts and JSON")
}

pub(crate) fn one(store: &dyn Store, tenant: &TenantId, id: &str) -> Result<Segment, CardError> {
    let unknown = || CardError::Unknown { what: "segment", id: id.to_owned() };
    store.definition(tenant, KIND, id)?.ok_or_else(unknown).and_then(read)
}

pub(crate) fn list(
    store: &dyn Store,
    tenant: &TenantId,
    page: &PageRequest,
) -> Result<Page<Segment>, CardError> {
    let found = store.definitions(tenant, KIND, page)?;
    let items = found.items.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, after: found.after, total: found.total })
}

/// Every segment of a card definition.
pub(crate) fn of_card(store: &dyn Store, tenant: &TenantId, card: &str) -> Result<Vec<Segment>, CardError> {
    let mut page = PageRequest::first(200);
    let mut all = Vec::new();
    loop {
        let found = list(store, tenant, &page)?;
        all.extend(found.items.into_iter().filter(|segment| segment.card == card));
        match found.after {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}

/// Checks criteria against the card that they are for.
pub(crate) fn check(
    store: &dyn Store,
    tenant: &TenantId,
    card: &str,
    criteria: &Criteria,
) -> Result<(), CardError> {
    let unknown = |error| match error {
        CardError::Unknown { .. } => CardError::invalid("card", format!("there is no card {card:?}")),
        other => other,
    };
    let definition = store_definitions::one(store, tenant, card).map_err(unknown)?;
    if let Criteria::Fixed(ids) = criteria {
        check_fixed(ids)?;
    }
    criteria.check(&definition.content)
}

fn check_fixed(ids: &[String]) -> Result<(), CardError> {
    if ids.len() > MAX_FIXED {
        return Err(CardError::invalid("criteria.fixed", format!("at most {MAX_FIXED} cards can be picked")));
    }
    let mut told = Gathered::default();
    for (place, id) in ids.iter().enumerate() {
        if let Err(problem) = EntryKey::new(id.clone()) {
            told.tell(format!("criteria.fixed[{place}]"), problem.to_string());
        }
    }
    told.into_result()
}

pub(crate) fn create(
    store: &dyn Store,
    tenant: &TenantId,
    new: NewSegment,
    actor: &Actor,
) -> Result<Segment, CardError> {
    let NewSegment { id, name, card, criteria } = new;
    if let Some(problem) = problem_in_address(&id) {
        return Err(CardError::invalid("id", problem));
    }
    let since = store.activity_head()?;
    check(store, tenant, &card, &criteria)?;
    let name = if name.trim().is_empty() { id.clone() } else { name };
    let body = Body { name, card, criteria, status: SegmentStatus::Active };
    let body = serde_json::to_string(&body).expect("a segment is texts and JSON");
    let change = DefinitionChange::Create { kind: KIND, id: id.clone(), body };
    // The card may go, or become another, meanwhile.
    let unchanged = DefinitionChange::ExpectNoChange { kind: store_definitions::KIND, since };
    match store.change_definitions(tenant, vec![unchanged, change], actor) {
        Err(StoreError::AlreadyExists { .. }) => Err(CardError::Exists { what: "segment", id }),
        Err(error) => Err(error.into()),
        Ok(_) => one(store, tenant, &id),
    }
}

pub(crate) fn update(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    change: SegmentChange,
    mut changes: Vec<DefinitionChange>,
    actor: &Actor,
) -> Result<Segment, CardError> {
    let since = store.activity_head()?;
    let mut segment = one(store, tenant, id)?;
    Revision::check(change.expected.as_ref(), "segment", id, &segment.editable())?;
    if let Some(name) = change.name {
        if name.trim().is_empty() {
            return Err(CardError::invalid("name", "the name is empty"));
        }
        segment.name = name;
    }
    let criteria_changed = change.criteria.is_some();
    segment.criteria = change.criteria.unwrap_or(segment.criteria);
    segment.status = change.status.unwrap_or(segment.status);
    // What comes back into use may not fit the card any more.
    if criteria_changed || change.status == Some(SegmentStatus::Active) {
        check(store, tenant, &segment.card, &segment.criteria)?;
        changes.push(DefinitionChange::ExpectNoChange { kind: store_definitions::KIND, since });
    }
    changes.push(DefinitionChange::Update {
        kind: KIND,
        id: id.to_owned(),
        body: body(&segment),
        expected: Some(segment.version),
    });
    store.change_definitions(tenant, changes, actor)?;
    one(store, tenant, id)
}

pub(crate) fn delete(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    mut changes: Vec<DefinitionChange>,
    actor: &Actor,
) -> Result<(), CardError> {
    one(store, tenant, id)?;
    changes.push(DefinitionChange::Delete { kind: KIND, id: id.to_owned() });
    store.change_definitions(tenant, changes, actor)?;
    Ok(())
}
