//! `/studio/cards`: the list of card definitions.

use axum::extract::State;
use octant_card::{CardDefinition, CardError, Live};
use octant_model::{TenantId, Timestamp};
use octant_studio::Section;
use octant_studio::page::cards::list;

use super::head;
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::link::{page, paging};
use crate::studio::{Html, SignedIn, role};

/// The list.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (asked, tenant) = (page(&query)?, signed.user.tenant());
    let view = blocking::run(move || {
        let found = state.cards.definitions(&tenant, &asked)?;
        let rows = found.items.into_iter().map(|definition| row(&state, &tenant, definition));
        Ok::<_, CardError>(list::Cards {
            rows: rows.collect::<Result<_, _>>()?,
            paging: paging("/studio/cards", &[], &asked, found.after.as_deref()),
            now: Timestamp::now(),
        })
    });
    Ok(Html::page(list::render(&signed.user.shell(Section::Cards), &view.await?)))
}

fn row(state: &AppState, tenant: &TenantId, definition: CardDefinition) -> Result<list::CardRow, CardError> {
    Ok(list::CardRow {
        status: head::status(definition.status),
        cards: head::if_live(state, tenant, &definition.id)?.as_ref().map(Live::count),
        sources: definition.next().sources.iter().map(|source| source.id.clone()).collect(),
        description: definition.description.unwrap_or_default(),
        changed_at: definition.updated_at,
        id: definition.id,
        name: definition.name,
    })
}
