//! The rows of an endpoint's form: every property and relation of its card, with how the endpoint shows it.

use octant_card::{CardProperty, CardRelation, Content};
use octant_destination::{Destination, Endpoint, EndpointProperty, EndpointRelation, RelatedProperty};
use octant_model::Language;
use octant_studio::page::destinations::endpoint::{EndpointProperty as Row, EndpointRelation as RelationRow};
use octant_studio::{Choice, Field};

/// How many values a facet lists that was not told.
pub(super) const SIZE: &str = "10";

/// A card with the cards that it relates to.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// What the cards are made of.
    pub(super) content: Content,
    /// The properties of the related cards, in the order of the relations.
    pub(super) related: Vec<Vec<CardProperty>>,
}

/// The rows for an endpoint as it is stored: several for what it shows under several names. What the card does not have any more has no row.
pub(super) fn rows(
    destination: &Destination,
    shown: &Shown,
    endpoint: &Endpoint,
) -> (Vec<Row>, Vec<RelationRow>) {
    let property = |own: &CardProperty| -> Vec<Row> {
        let stored = endpoint.properties.iter().filter(|stored| stored.id == own.id);
        once_or_each(stored, |stored| row(&destination.languages, own, stored))
    };
    let relation = |own: &CardRelation, properties: &[CardProperty], stored: Option<&EndpointRelation>| {
        let choice = |property: &CardProperty| {
            let is_shown = |one: &RelatedProperty| one.id() == property.id;
            let chosen = stored.is_some_and(|stored| stored.properties.iter().any(is_shown));
            Choice::new(property.id.clone(), name(&property.name, &property.id)).chosen(chosen)
        };
        RelationRow {
            id: own.id.clone(),
            name: name(&own.name, &own.id),
            show: stored.is_some(),
            shown_as: Field::of(stored.and_then(|stored| stored.shown_as.clone()).unwrap_or_default()),
            properties: properties.iter().map(choice).collect(),
        }
    };
    let relations = shown.content.relations.iter().zip(&shown.related).flat_map(|(own, properties)| {
        let stored = endpoint.relations.iter().filter(|stored| stored.relation == own.id);
        once_or_each(stored, |stored| relation(own, properties, stored))
    });
    (shown.content.properties.iter().flat_map(property).collect(), relations.collect())
}

/// A row for each way in which something is shown, or one for what is not.
fn once_or_each<'s, S: 's, R>(
    stored: impl Iterator<Item = &'s S>,
    row: impl Fn(Option<&'s S>) -> R,
) -> Vec<R> {
    let rows: Vec<R> = stored.map(|stored| row(Some(stored))).collect();
    if rows.is_empty() { vec![row(None)] } else { rows }
}

fn row(languages: &[Language], own: &CardProperty, stored: Option<&EndpointProperty>) -> Row {
    let facet = stored.and_then(|stored| stored.facet.as_ref());
    let label = |language: &Language| {
        let text = facet.and_then(|facet| facet.label.get(language)).cloned().unwrap_or_default();
        (language.to_string(), Field::of(text))
    };
    Row {
        id: own.id.clone(),
        name: name(&own.name, &own.id),
        property_type: own.property_type.name(),
        show: stored.is_some(),
        shown_as: Field::of(stored.and_then(|stored| stored.shown_as.clone()).unwrap_or_default()),
        searchable: stored.is_some_and(|stored| stored.searchable),
        facet: facet.is_some(),
        size: Field::of(facet.map_or_else(|| SIZE.to_owned(), |facet| facet.size.to_string())),
        hierarchy: Field::of(facet.and_then(|facet| facet.hierarchy.clone()).unwrap_or_default()),
        labels: languages.iter().map(label).collect(),
    }
}

fn name(name: &str, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name.to_owned() }
}
