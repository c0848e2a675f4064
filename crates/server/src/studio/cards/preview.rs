//! What a definition would make of real entries.

use octant_card::{CardError, CardProblem, Content, Preview as Made};
use octant_model::{PropertyType, TenantId};
use octant_studio::page::cards::preview::{Preview, PreviewRow, PreviewValue};
use serde_json::Value as Json;

use super::head::values;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::look;
use crate::studio::problems::Problems;

/// How many entries are tried.
const ROWS: usize = 10;

/// Tries the content; what is wrong with it takes the place of the cards.
pub(super) fn preview(
    state: &AppState,
    tenant: &TenantId,
    content: &Content,
    written: Problems,
) -> Result<Preview, Failure> {
    let refused = |problems: Problems| Preview { refused: problems.rest(), ..Preview::default() };
    if !written.is_empty() {
        return Ok(refused(written));
    }
    match state.cards.preview(tenant, content, ROWS) {
        Ok(made) => Ok(view(content, &made)),
        Err(CardError::Invalid(fields)) => Ok(refused(fields.into())),
        Err(error) => Err(error.into()),
    }
}

fn view(content: &Content, made: &Made) -> Preview {
    let column = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
    Preview {
        columns: content.properties.iter().map(|own| column(&own.name, &own.id)).collect(),
        rows: made.cards.iter().map(|card| row(content, card, &made.problems)).collect(),
        problems: made.problems.len() as u64,
        refused: None,
    }
}

fn row(content: &Content, card: &Json, problems: &[CardProblem]) -> PreviewRow {
    let key = card.get("id").and_then(Json::as_str).unwrap_or_default();
    let values = values(card);
    let value = |property: &octant_card::CardProperty| {
        let is_own = |one: &&CardProblem| one.card == key && one.problem.property == property.id;
        match (problems.iter().find(is_own), values.get(&property.id)) {
            (Some(one), _) => PreviewValue::Problem {
                text: one.problem.text.clone(),
                why: why(property.property_type).to_owned(),
            },
            (None, Some(value)) => PreviewValue::Value(look::short(value)),
            (None, None) => PreviewValue::Missing,
        }
    };
    PreviewRow { key: key.to_owned(), values: content.properties.iter().map(value).collect() }
}

/// Why a text is no value of a type.
pub(super) fn why(property_type: PropertyType) -> &'static str {
    match property_type {
        PropertyType::Boolean => "neither true nor false, yes nor no, 1 nor 0",
        PropertyType::Integer => "not a whole number",
        PropertyType::Decimal => "not a number written with a point",
        PropertyType::Timestamp => "not a date or time such as 2024-01-31",
        PropertyType::Text
        | PropertyType::LocalizedText
        | PropertyType::List
        | PropertyType::LocalizedList => "not text",
    }
}
