//! Where a page begins: `after`.

use octant_card::{is_blank, value_of};
use octant_index::{Kind, SortBy, SortKey, SortValue, Spec, Value};
use serde_json::Value as Json;

use super::given::{Given, scalar};
use super::sort::RELEVANCE;

/// The values after which the page begins; what is wrong with them is told.
pub(super) fn after(given: &mut Given<'_, '_>, spec: &Spec, sort: &[SortKey]) -> Option<Vec<SortValue>> {
    let written = values(given)?;
    let mut kinds: Vec<Kind> = sort
        .iter()
        .map(|key| match &key.by {
            SortBy::Field(name) => spec.field(name).map_or(Kind::Text, |field| field.kind),
            SortBy::Id | SortBy::Relevance => Kind::Text,
        })
        .collect();
    if sort.iter().any(|key| key.by == SortBy::Relevance) {
        given.tell("after", format!("after does not go with {RELEVANCE}; use skip"));
        return None;
    }
    if !sort.iter().any(|key| key.by == SortBy::Id) {
        kinds.push(Kind::Text);
    }
    if written.len() > kinds.len() {
        let message = format!(
            "it has {} values, and there are {} sort keys with the id that comes last",
            written.len(),
            kinds.len()
        );
        given.tell("after", message);
        return None;
    }
    let mut found = Vec::with_capacity(written.len());
    let is_id = |place: usize| sort.get(place).is_none_or(|key| key.by == SortBy::Id);
    for (place, (json, kind)) in written.iter().zip(kinds).enumerate() {
        match value(json, kind, is_id(place)) {
            Ok(value) => found.push(value),
            Err(message) => given.tell(format!("after[{place}]"), message),
        }
    }
    Some(found)
}

/// What was given: a list, or a single value; an address may also hold the list as JSON.
fn values(given: &Given<'_, '_>) -> Option<Vec<Json>> {
    let values = match given.json("after")? {
        Json::Array(values) => values.clone(),
        one => vec![one.clone()],
    };
    if given.request.from_address
        && let [Json::String(text)] = values.as_slice()
        && text.starts_with('[')
        && let Ok(Json::Array(values)) = serde_json::from_str(text)
    {
        return Some(values);
    }
    Some(values)
}

/// A sort value. A blank one stands for none: no property has it.
fn value(json: &Json, kind: Kind, is_id: bool) -> Result<SortValue, String> {
    if json.is_null() {
        return Ok(None);
    }
    let text = scalar(json).ok_or_else(|| format!("{json} is no single value"))?;
    if !is_id && is_blank(json) {
        return Ok(None);
    }
    let found: Value = value_of(&text, kind)?;
    Ok(Some(found))
}
