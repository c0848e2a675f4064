//! What destinations lean on does not go.

use octant_destination::DESTINATION_KIND;
use octant_model::{SourceId, TenantId};
use octant_store::{Actor, DefinitionChange, StoreError, until_fresh};

use super::behind::Behind;
use crate::error::{Code, Failure};
use crate::state::AppState;

/// Makes a change that would take away the cards that destinations show, where none does, and none does meanwhile.
///
/// # Errors
/// 409 where one does.
pub(crate) fn unless_card_is_shown<T>(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
    change: impl Fn(&[DefinitionChange]) -> Result<T, octant_card::CardError>,
) -> Result<T, Failure> {
    let users = || Ok(state.destinations.users_of(tenant, Some(id), None)?);
    unless_used(state, users, &format!("show the cards of {id}"), change)
}

/// The same for a segment that narrows an endpoint, which would be empty then.
///
/// # Errors
/// 409 where one is narrowed.
pub(crate) fn unless_segment_narrows<T>(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
    change: impl Fn(&[DefinitionChange]) -> Result<T, octant_card::CardError>,
) -> Result<T, Failure> {
    let users = || Ok(state.destinations.users_of(tenant, None, Some(id))?);
    unless_used(state, users, &format!("are narrowed by {id}"), change)
}

fn unless_used<T>(
    state: &AppState,
    users: impl Fn() -> Result<Vec<String>, Failure>,
    how: &str,
    change: impl Fn(&[DefinitionChange]) -> Result<T, octant_card::CardError>,
) -> Result<T, Failure> {
    until_fresh(
        |failure: &Failure| failure.code() == Code::Stale.name(),
        || {
            let since = state.store.activity_head()?;
            let users = users()?;
            if users.is_empty() {
                let unchanged = DefinitionChange::ExpectNoChange { kind: DESTINATION_KIND, since };
                return Ok(change(&[unchanged])?);
            }
            let detail = format!("The destinations {} {how}; stop these versions first", users.join(", "));
            Err(Failure::conflict(Code::InUse, detail))
        },
    )
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
