//! `/studio/new-segment`: the first step of a new segment: which cards, and how they are chosen.

use axum::extract::State;
use octant_card::CardError;
use octant_model::PageRequest;
use octant_studio::page::segments::list::{self, NewSegment};
use octant_studio::{Choice, Section};

use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::{Html, SignedIn, role};

/// The step.
pub(crate) async fn show(
    signed: SignedIn<role::Editor>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let wanted = query.text("card")?.unwrap_or_default().to_owned();
    let by_hand = query.text("kind")? == Some("picks");
    let view = blocking::run(move || {
        let found = state.cards.definitions(&tenant, &PageRequest::first(1_000))?;
        let live = found.items.into_iter().filter(octant_card::CardDefinition::is_live);
        let choice = |card: octant_card::CardDefinition| {
            let chosen = card.id == wanted;
            Choice::new(card.id, card.name).chosen(chosen)
        };
        Ok::<_, CardError>(NewSegment { cards: live.map(choice).collect(), by_hand })
    });
    Ok(Html::page(list::render_new(&signed.user.shell(Section::Segments), &view.await?)))
}
