//! `/studio/segments/{id}`: the cards in a segment.

use axum::extract::{Path, State};
use octant_model::{PageRequest, TenantId};
use octant_studio::Section;
use octant_studio::page::segments::members::{self, Members};

use super::head::head;
use super::preview;
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::cards::if_live;
use crate::studio::link::{page, paging};
use crate::studio::{Html, SignedIn, role};

/// The members.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let search = query.text("search")?.unwrap_or_default().trim().to_owned();
    let asked = page(&query)?;
    let (here, owner) = (state.clone(), Owner::from(&signed.user.actor()));
    let view = queries::browse(&here, owner, move || listed(&state, &tenant, &id, search, &asked)).await?;
    Ok(Html::page(members::render(&signed.user.shell(Section::Segments), &view)))
}

fn listed(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
    search: String,
    asked: &PageRequest,
) -> Result<Members, Failure> {
    let segment = state.cards.segment(tenant, id)?;
    let head = head(state, tenant, &segment)?;
    let Some(live) = if_live(state, tenant, &segment.card)? else {
        return Ok(Members { segment: head, search, ..Members::default() });
    };
    let membership = segment.membership(&live.content);
    let words = Some(search.as_str()).filter(|words| !words.is_empty());
    let found = live.members_with(&membership, words, asked.after.clone(), asked.limit)?;
    let path = format!("/studio/segments/{id}");
    Ok(Members {
        segment: head,
        rows: preview::members(state, tenant, &live, &found)?,
        paging: paging(&path, &[("search", &search)], asked, found.after.as_deref()),
        search,
    })
}
