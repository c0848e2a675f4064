//! The one spelling of what can be spelled in several ways, so that equal things compare equal and look equal.

use std::collections::BTreeMap;

use octant_model::language::canonical;
use octant_sdk::{CardContent, CardProperty, Endpoint, RelatedProperty, SourceGrant};

use super::setup::{
    CardSetup, DestinationSetup, PropertySetup, ProviderSetup, SegmentSetup, Setup, SourceSetup,
};

/// Brings a whole file into that form: names are there, except where the id is the name of a part; ids that are
/// matched without regard to case are in lower case; nothing says what holds anyway; sets are in order.
pub(crate) fn normal(mut setup: Setup) -> Setup {
    setup.sources.iter_mut().flatten().for_each(source);
    setup.providers.iter_mut().flatten().for_each(provider);
    setup.cards.iter_mut().flatten().for_each(card);
    setup.segments.iter_mut().flatten().for_each(segment);
    setup.destinations.iter_mut().flatten().for_each(destination);
    setup
}

fn source(source: &mut SourceSetup) {
    named(&mut source.name, &source.id);
    filled(&mut source.description);
    source.properties.iter_mut().for_each(property);
}

fn provider(provider: &mut ProviderSetup) {
    if let SourceGrant::Some(sources) = &mut provider.sources {
        sources.sort_unstable();
        sources.dedup();
    }
}

fn property(property: &mut PropertySetup) {
    // Without a name, a property shows the spelling of its id.
    if property.display_name.trim().is_empty() {
        property.display_name.clone_from(&property.id);
    }
    property.id.make_ascii_lowercase();
    if property.display_name == property.id {
        property.display_name.clear();
    }
    filled(&mut property.delimiter);
    filled(&mut property.description);
}

fn card(card: &mut CardSetup) {
    named(&mut card.name, &card.id);
    filled(&mut card.description);
    card.properties.iter_mut().for_each(card_property);
    for relation in &mut card.relations {
        unnamed(&mut relation.name, &relation.id);
    }
}

/// The same for what a definition holds at the server.
pub(crate) fn content(mut content: CardContent) -> CardContent {
    content.properties.iter_mut().for_each(card_property);
    for relation in &mut content.relations {
        unnamed(&mut relation.name, &relation.id);
    }
    content
}

fn card_property(property: &mut CardProperty) {
    property.source_property.make_ascii_lowercase();
    unnamed(&mut property.name, &property.id);
    filled(&mut property.delimiter);
}

fn segment(segment: &mut SegmentSetup) {
    named(&mut segment.name, &segment.id);
}

fn destination(destination: &mut DestinationSetup) {
    named(&mut destination.name, &destination.identifier);
    by_language(&mut destination.fallbacks);
    destination.fallbacks.values_mut().flatten().for_each(|language| *language = canonical(language));
    destination.endpoints.iter_mut().for_each(endpoint);
}

/// The same for an endpoint.
pub(crate) fn endpoint(endpoint: &mut Endpoint) {
    for property in &mut endpoint.properties {
        property.facet.iter_mut().for_each(|facet| by_language(&mut facet.label));
        property.shown_as = property.shown_as.take().filter(|name| *name != property.id);
    }
    for relation in &mut endpoint.relations {
        relation.shown_as = relation.shown_as.take().filter(|name| *name != relation.relation);
        relation.properties.iter_mut().for_each(related_property);
    }
}

fn related_property(property: &mut RelatedProperty) {
    if let RelatedProperty::Named { id, shown_as } = property
        && shown_as.as_ref().is_none_or(|name| name == id)
    {
        *property = RelatedProperty::Id(std::mem::take(id));
    }
}

/// Languages in their canonical spelling. Where a map has two spellings of one, the server refuses what stays.
fn by_language<T>(map: &mut BTreeMap<String, T>) {
    for (language, value) in std::mem::take(map) {
        let canonical = canonical(&language);
        let key = if map.contains_key(&canonical) { language } else { canonical };
        map.insert(key, value);
    }
}

/// A blank name is the id.
fn named(name: &mut String, id: &str) {
    if name.trim().is_empty() {
        id.clone_into(name);
    }
}

/// The id as a name goes without saying.
fn unnamed(name: &mut String, id: &str) {
    if name.trim().is_empty() || name == id {
        name.clear();
    }
}

/// A blank text is none.
fn filled(text: &mut Option<String>) {
    *text = text.take().filter(|text| !text.is_empty());
}
