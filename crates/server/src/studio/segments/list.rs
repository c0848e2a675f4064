//! `/studio/segments`: the list of segments.

use axum::extract::State;
use octant_card::{Criteria, Segment, SegmentStatus};
use octant_model::TenantId;
use octant_studio::Section;
use octant_studio::page::segments::list::{self, SegmentRow, Segments};

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
        let found = state.cards.segments(&tenant, &asked)?;
        let rows = found.items.into_iter().map(|segment| row(&state, &tenant, segment));
        Ok::<_, Failure>(Segments {
            rows: rows.collect::<Result<_, _>>()?,
            paging: paging("/studio/segments", &[], &asked, found.after.as_deref()),
        })
    });
    Ok(Html::page(list::render(&signed.user.shell(Section::Segments), &view.await?)))
}

fn row(state: &AppState, tenant: &TenantId, segment: Segment) -> Result<SegmentRow, Failure> {
    Ok(SegmentRow {
        members: head::count(state, tenant, &segment)?,
        used_in: head::used_in(state, tenant, &segment.id)?,
        by_hand: matches!(segment.criteria, Criteria::Fixed(_)),
        archived: segment.status == SegmentStatus::Archived,
        id: segment.id,
        name: segment.name,
        card: segment.card,
    })
}
