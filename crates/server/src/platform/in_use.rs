//! What destinations lean on does not go.

use octant_model::{SourceId, TenantId};
use octant_store::{Actor, StoreError, until_fresh};

use super::behind::Behind;
use crate::error::{Code, Failure};
use crate::state::AppState;

/// Refuses what would take away the cards that a destination shows.
pub(crate) fn check_card(state: &AppState, tenant: &TenantId, id: &str) -> Result<(), Failure> {
    let users = state.destinations.users_of(tenant, Some(id), None)?;
    refuse(&users, &format!("show the cards of {id}"))
}

/// Refuses what would take away a segment that narrows an endpoint, which would be empty then.
pub(crate) fn check_segment(state: &AppState, tenant: &TenantId, id: &str) -> Result<(), Failure> {
    let users = state.destinations.users_of(tenant, None, Some(id))?;
    refuse(&users, &format!("are narrowed by {id}"))
}

/// Why a source stays.
enum Kept {
    Stale(StoreError),
    For(Failure),
}

impl<E: Into<Failure>> From<E> for Kept {
    fn from(error: E) -> Self {
        Self::For(error.into())
    }
}

/// Begins to delete a source, in one change with the condition that nothing that shows it was changed meanwhile: one
/// that makes cards only by `force`, and none whose cards a published version shows.
pub(crate) fn delete_source(
    state: &AppState,
    tenant: &TenantId,
    source: &SourceId,
    force: bool,
    actor: &Actor,
) -> Result<(), Failure> {
    let is_stale = |kept: &Kept| matches!(kept, Kept::Stale(_));
    let done = until_fresh(is_stale, || {
        let behind = Behind::of(state, tenant, source)?;
        check_source(source, &behind, force)?;
        match state.store.begin_source_purge(tenant, source, behind.conditions, actor) {
            Err(error @ StoreError::Stale { .. }) => Err(Kept::Stale(error)),
            begun => Ok(begun?),
        }
    });
    done.map_err(|kept| match kept {
        Kept::Stale(error) => error.into(),
        Kept::For(failure) => failure,
    })
}

fn check_source(source: &SourceId, behind: &Behind, force: bool) -> Result<(), Failure> {
    let published = behind.published();
    let detail = if !published.is_empty() {
        format!("{} show cards of {source}; stop these versions first", published.join(", "))
    } else if !behind.cards.is_empty() && !force {
        let cards: Vec<&str> = behind.cards.iter().map(|card| card.id.as_str()).collect();
        let cards = cards.join(", ");
        format!("{source} makes the cards {cards}; archive or change these first, or delete with ?force=true")
    } else {
        return Ok(());
    };
    Err(Failure::conflict(Code::InUse, detail))
}

fn refuse(users: &[String], how: &str) -> Result<(), Failure> {
    if users.is_empty() {
        return Ok(());
    }
    let detail = format!("The destinations {} {how}; stop these versions first", users.join(", "));
    Err(Failure::conflict(Code::InUse, detail))
}
