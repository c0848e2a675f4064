//! `/studio/cards/{id}/cards/{cardId}`: one card.

use axum::extract::{Path, State};
use octant_card::{Card, CardError, CardProperty, Live};
use octant_model::{EntryKey, PropertyType, SourceId, TenantId};
use octant_studio::Section;
use octant_studio::page::cards::one::{self, CardPage, CardValue, RelatedCards};
use serde_json::Value as Json;

use super::browse::titles;
use super::head::{self, if_live, instance, values};
use super::pictures;
use super::preview::why;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::{Html, SignedIn, look, role};

/// The most cards that a relation lists.
const RELATED: usize = 50;
/// The most pictures.
const PICTURES: usize = 12;

/// The card.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((id, card)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || page(&state, &tenant, &id, &card)).await?;
    Ok(Html::page(one::render(&signed.user.shell(Section::Cards), &view)))
}

fn page(state: &AppState, tenant: &TenantId, id: &str, key: &str) -> Result<CardPage, Failure> {
    let definition = state.cards.definition(tenant, id)?;
    let live = state.cards.live(tenant, id)?;
    let card = state.cards.card(tenant, id, key)?;
    let json = card.json(&live.content);
    let mut pictures = look::pictures(&values(&json));
    pictures.extend(pictures::related(state, tenant, &live, &card)?);
    pictures.truncate(PICTURES);
    Ok(CardPage {
        card: head::head(state, tenant, &definition)?,
        title: instance(&live.content, key, &json).0,
        pictures,
        properties: live.content.properties.iter().map(|own| value(own, &card, &json)).collect(),
        relations: related(state, tenant, &live, &card)?,
        segments: segments(state, tenant, &live, &card)?,
        entries: entries(state, tenant, &live, key)?,
        id: card.id,
    })
}

fn value(property: &CardProperty, card: &Card, json: &Json) -> CardValue {
    let found = json.get("properties").and_then(|values| values.get(&property.id));
    let shown = match found {
        None => Vec::new(),
        Some(Json::Object(languages)) => {
            let shown = |(language, value): (&String, &Json)| {
                (Some(language.clone()).filter(|language| !language.is_empty()), look::whole(value))
            };
            languages.iter().map(shown).collect()
        }
        Some(Json::String(text)) if property.property_type == PropertyType::Timestamp => {
            vec![(None, look::moment(text))]
        }
        Some(value) => vec![(None, look::whole(value))],
    };
    let problem = card.problems.iter().find(|problem| problem.property == property.id);
    CardValue {
        id: property.id.clone(),
        name: property.name.clone(),
        property_type: property.property_type.name(),
        values: shown,
        problem: problem.map(|problem| (problem.text.clone(), why(property.property_type).to_owned())),
    }
}

fn related(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    card: &Card,
) -> Result<Vec<RelatedCards>, CardError> {
    let found = state.cards.related(tenant, live, card)?;
    let shown = |mut one: octant_card::Related| {
        one.ids.truncate(RELATED);
        let found = match if_live(state, tenant, &one.card)? {
            Some(other) => titles(state, tenant, &other, &one.ids)?,
            None => Vec::new(),
        };
        let name = live.content.relation(&one.relation).map(|relation| relation.name.clone());
        Ok(RelatedCards { name: name.unwrap_or(one.relation), card: one.card, found })
    };
    found.into_iter().map(shown).collect()
}

fn segments(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    card: &Card,
) -> Result<Vec<(String, String)>, CardError> {
    let all = state.cards.segments_of(tenant, &live.id)?.into_iter();
    let held = all.filter(|segment| segment.membership(&live.content).holds(&live.content, card));
    Ok(held.map(|segment| (segment.id, segment.name)).collect())
}

/// The sources that have an entry of the key.
fn entries(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    key: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let Ok(entry) = EntryKey::new(key) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for source in &live.content.sources {
        let Ok(id) = SourceId::new(source.id.clone()) else { continue };
        if state.store.source(tenant, &id)?.is_none() {
            continue;
        }
        let entries = state.store.entries(tenant, &id, std::slice::from_ref(&entry))?;
        if entries.iter().any(Option::is_some) {
            found.push((source.id.clone(), key.to_owned()));
        }
    }
    Ok(found)
}
