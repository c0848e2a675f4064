//! An answer as it is shown: results as cards, facets as lists to tick.

use octant_card::kind_of;
use octant_destination::Shape;
use octant_index::Kind;
use octant_studio::page::destinations::explorer::{Facet, FacetValue, Filter, Result as Card};
use serde_json::{Map, Value as Json};

use super::wanted::Wanted;
use crate::studio::look;

/// The most letters of such a value; the JSON below has all of it.
const FACT: usize = 60;
/// How many values a result shows besides its title.
const FACTS: usize = 6;

/// The results.
pub(super) fn results(shape: &Shape, answer: &Json) -> Vec<Card> {
    let results = answer.get("results").and_then(Json::as_array).into_iter().flatten();
    results.filter_map(Json::as_object).map(|result| card(shape, result)).collect()
}

fn card(shape: &Shape, result: &Map<String, Json>) -> Card {
    let id = result.get("id").and_then(Json::as_str).unwrap_or_default();
    let texts = shape.fields.iter().filter(|field| kind_of(field.property_type) == Kind::Text);
    let title = look::title(&texts.map(|field| field.name.as_str()), result, id);
    let is_fact = |value: &&Json| {
        let text = look::whole(value);
        !text.is_empty() && text != title && !look::is_picture(&text)
    };
    let facts = shape.fields.iter().filter_map(|field| {
        let value = result.get(&field.name).filter(is_fact)?;
        Some((field.name.clone(), look::cut(&look::short(value), FACT)))
    });
    Card {
        id: id.to_owned(),
        picture: look::pictures(result).into_iter().next(),
        facts: facts.take(FACTS).collect(),
        json: serde_json::to_string_pretty(result).unwrap_or_default(),
        title,
    }
}

/// The facets, with what is chosen of each.
pub(super) fn facets(shape: &Shape, wanted: &Wanted, answer: &Json) -> Vec<Facet> {
    let facets = answer.get("facets").and_then(Json::as_array).into_iter().flatten();
    facets.map(|facet| list(shape, wanted, facet)).collect()
}

fn list(shape: &Shape, wanted: &Wanted, facet: &Json) -> Facet {
    let text = |name: &str| facet.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let property = text("propertyId");
    let field = shape.fields.iter().find(|field| field.name == property);
    let hierarchy = field.and_then(|field| field.facet.as_ref()?.hierarchy.as_deref());
    let values = facet.get("values").and_then(Json::as_array).into_iter().flatten();
    let value = |value: &Json| {
        let key = value.get("key").and_then(Json::as_str).unwrap_or_default().to_owned();
        let steps = hierarchy.map_or(0, |mark| key.matches(mark).count());
        let last = hierarchy.and_then(|mark| key.rsplit(mark).next()).unwrap_or(&key).trim();
        FacetValue {
            count: value.get("count").and_then(Json::as_u64).unwrap_or_default(),
            chosen: wanted.filters.iter().any(|(known, chosen)| *known == property && *chosen == key),
            depth: u8::try_from(steps).unwrap_or(u8::MAX),
            shown: last.to_owned(),
            key,
        }
    };
    let mut values: Vec<FacetValue> = values.map(value).collect();
    if hierarchy.is_some() {
        // Each step stands below the one that it belongs to.
        values.sort_by(|one, two| one.key.cmp(&two.key));
    }
    // What is listed may be a part where there are as many as are listed at the most.
    let is_part =
        field.and_then(|field| field.facet.as_ref()).is_some_and(|facet| values.len() >= facet.size);
    let search = wanted.search_in(&property).map(str::to_owned).or_else(|| is_part.then(String::new));
    Facet { header: text("header"), search, values, property }
}

/// The chosen filters, each with the address without it.
pub(super) fn chosen(wanted: &Wanted, facets: &[Facet], path: &str) -> Vec<Filter> {
    let filter = |(property, key): &(String, String)| {
        let facet = facets.iter().find(|facet| facet.property == *property);
        Filter {
            header: facet.map_or_else(|| property.clone(), |facet| facet.header.clone()),
            value: key.clone(),
            without: wanted.without(property, key).address(path),
        }
    };
    wanted.filters.iter().map(filter).collect()
}
