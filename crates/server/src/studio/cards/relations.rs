//! `/studio/cards/{id}/relations`: what a card's relations find, and what they do not.

use axum::extract::{Path, State};
use octant_card::{CardError, CardRelation, Preview, RelationPreview};
use octant_studio::Section;
use octant_studio::page::cards::relations::{self, RelationMatch, RelationReport, Relations};
use serde_json::Value as Json;

use super::head::{self, values};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::{Html, SignedIn, look, role};

/// How many cards are looked at.
const CARDS: usize = 1_000;
/// How many cards are shown of each kind.
const EXAMPLES: usize = 10;

/// The report.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || {
        let definition = state.cards.definition(&tenant, &id)?;
        let content = definition.next();
        let card = head::head(&state, &tenant, &definition)?;
        if content.relations.is_empty() {
            return Ok::<_, CardError>(Relations { card, ..Relations::default() });
        }
        let made = state.cards.preview(&tenant, content, CARDS)?;
        let reports = content.relations.iter().zip(&made.relations);
        Ok(Relations {
            card,
            relations: reports.map(|(relation, found)| report(relation, found, &made)).collect(),
            looked_at: made.cards.len() as u64,
            are_all: made.cards.len() < CARDS,
        })
    });
    Ok(Html::page(relations::render(&signed.user.shell(Section::Cards), &view.await?)))
}

fn report(relation: &CardRelation, found: &RelationPreview, made: &Preview) -> RelationReport {
    let (matched, unmatched) = (found.matches.len(), found.unmatched.len());
    let example = |card: &str, value: String, found: &[String]| RelationMatch {
        card: card.to_owned(),
        value: look::cut(&value, 200),
        found: found.iter().take(EXAMPLES).cloned().collect(),
    };
    let matches = found.matches.iter().take(EXAMPLES);
    let misses = found.unmatched.iter().take(EXAMPLES);
    RelationReport {
        id: relation.id.clone(),
        name: relation.name.clone(),
        card: relation.card.clone(),
        from: relation.from.clone(),
        to: relation.to.clone(),
        has_cards: found.live,
        matched: matched as u64,
        unmatched: unmatched as u64,
        without_value: made.cards.len().saturating_sub(matched + unmatched) as u64,
        matches: matches
            .map(|one| example(&one.card, value_of(relation, made, &one.card), &one.related))
            .collect(),
        misses: misses.map(|one| example(&one.card, one.values.join(", "), &[])).collect(),
    }
}

/// What a card looks for.
fn value_of(relation: &CardRelation, made: &Preview, card: &str) -> String {
    if relation.from == "id" {
        return card.to_owned();
    }
    let is_card = |json: &&Json| json.get("id").and_then(Json::as_str) == Some(card);
    let found = made.cards.iter().find(is_card).map(values);
    found.and_then(|values| values.get(&relation.from).map(look::whole)).unwrap_or_default()
}
