//! `/v1/card-definitions/{id}/cards` and `/quality`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use octant_card::{CardPage, CardProblems, LanguageQuality, Live, PropertyQuality};
use octant_model::{Language, Page, TenantId};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::blocking;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;

/// A card with what it belongs to.
#[derive(Serialize)]
pub(crate) struct CardView {
    #[serde(flatten)]
    card: Value,
    /// The related cards by relation.
    relations: BTreeMap<String, RelatedView>,
    /// The segments that it is a member of.
    segments: Vec<String>,
}

#[derive(Serialize)]
struct RelatedView {
    card: String,
    ids: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct QualityView {
    cards: u64,
    properties: Vec<PropertyQuality>,
    languages: Vec<LanguageView>,
}

/// A language in which cards have values, with the destinations that show it.
#[derive(Serialize)]
struct LanguageView {
    language: String,
    cards: u64,
    destinations: Vec<String>,
}

/// A page of cards, whose JSON is finished.
pub(super) fn listed(page: CardPage, include_total: bool) -> Result<List<Box<RawValue>>, Failure> {
    let items = finished(page.cards)?;
    Ok(List::of(Page { items, after: page.after, total: include_total.then_some(page.total) }))
}

/// Texts that are JSON already.
pub(super) fn finished(cards: Vec<String>) -> Result<Vec<Box<RawValue>>, Failure> {
    let raw = |card| {
        RawValue::from_string(card).map_err(|error| Failure::internal(format!("a card is no JSON: {error}")))
    };
    cards.into_iter().map(raw).collect()
}

pub(crate) async fn list(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<Box<RawValue>>>, Failure> {
    let page = query.page()?;
    let search = query.filled("search")?.map(str::to_owned);
    let filter = match query.filled("filter")? {
        None => Value::Null,
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Failure::invalid().field("filter", format!("the filter is no JSON: {error}")))?,
    };
    let (cards, owner) = (state.cards(), Owner::from(&caller.actor));
    let work = move || {
        let live = cards.live(&caller.tenant, &id)?;
        let filter = live.filter(&filter, "filter")?;
        live.page(filter, search.as_deref(), page.after, page.limit)
    };
    Ok(Json(listed(queries::browse(&state, owner, work).await?, page.include_total)?))
}

pub(crate) async fn show(
    caller: Granted<scope::ReadCards>,
    Path((id, card)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Json<CardView>, Failure> {
    let work = move || {
        let (cards, tenant) = (&state.cards, &caller.tenant);
        let live = cards.live(tenant, &id)?;
        let card = cards.card(tenant, &id, &card)?;
        let related = cards.related(tenant, &live, &card)?.into_iter();
        let relations = related.map(|one| (one.relation, RelatedView { card: one.card, ids: one.ids }));
        let segments = cards.segments_of(tenant, &id)?.into_iter();
        let held = segments.filter(|segment| segment.membership(&live.content).holds(&live.content, &card));
        Ok::<_, Failure>(CardView {
            relations: relations.collect(),
            segments: held.map(|segment| segment.id).collect(),
            card: card.json(&live.content),
        })
    };
    Ok(Json(blocking::run(work).await?))
}

pub(crate) async fn quality(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<QualityView>, Failure> {
    let (here, owner) = (state.clone(), Owner::from(&caller.actor));
    let work = move || {
        let live = here.cards.live(&caller.tenant, &id)?;
        let languages = languages(&here, &caller.tenant, &live)?.into_iter().map(|(one, destinations)| {
            LanguageView { language: one.language, cards: one.cards, destinations }
        });
        Ok::<_, Failure>(QualityView {
            cards: live.count(),
            properties: live.quality()?,
            languages: languages.collect(),
        })
    };
    Ok(Json(queries::browse(&state, owner, work).await?))
}

/// The languages in which cards have values, each with the destinations that show it.
pub(crate) fn languages(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
) -> Result<Vec<(LanguageQuality, Vec<String>)>, Failure> {
    let mut shown = state.destinations.languages_shown(tenant, &live.id)?;
    let found = state.cards.languages(tenant, live)?.into_iter().map(|one| {
        let language = Language::new(one.language.clone()).ok();
        let destinations = language.and_then(|language| shown.remove(&language));
        (one, destinations.unwrap_or_default())
    });
    Ok(found.collect())
}

/// The cards with texts that do not convert to one property's type.
pub(crate) async fn problems(
    caller: Granted<scope::ReadCards>,
    Path((id, property)): Path<(String, String)>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<CardProblems>>, Failure> {
    let (page, cards, owner) = (query.page()?, state.cards(), Owner::from(&caller.actor));
    let work = move || {
        let live = cards.live(&caller.tenant, &id)?;
        let after = page.after.as_deref();
        let (items, after) = cards.problems(&caller.tenant, &live, &property, after, page.limit)?;
        let quality = if page.include_total { live.quality()? } else { Vec::new() };
        let total = quality.into_iter().find(|one| one.id == property).map(|one| one.problems);
        Ok::<_, Failure>(Page { items, after, total })
    };
    Ok(Json(List::of(queries::browse(&state, owner, work).await?)))
}
