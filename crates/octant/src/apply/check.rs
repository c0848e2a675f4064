//! What a file must hold by itself: each thing once, and nothing without its id.

use std::collections::HashSet;

use octant_model::SourceId;
use octant_sdk::Endpoint;

use super::setup::{CardSetup, SegmentSetup, Setup};

/// Everything that is wrong with a file whatever the server has.
pub(crate) fn alone(setup: &Setup) -> Vec<String> {
    let mut told = Vec::new();
    for (place, source) in setup.sources.iter().flatten().enumerate() {
        let path = format!("sources[{place}]");
        if let Err(error) = SourceId::new(&*source.id) {
            told.push(format!("{path}.id: {error}"));
        }
        once(source.properties.iter().map(|one| &*one.id), &format!("{path}.properties"), "id", &mut told);
    }
    for (place, card) in setup.cards.iter().flatten().enumerate() {
        check_card(card, &format!("cards[{place}]"), &mut told);
    }
    for (place, segment) in setup.segments.iter().flatten().enumerate() {
        check_segment(segment, &format!("segments[{place}]"), &mut told);
    }
    for (place, destination) in setup.destinations.iter().flatten().enumerate() {
        let path = format!("destinations[{place}]");
        let applications = destination.applications.iter().flatten().map(String::as_str);
        once(applications, &format!("{path}.applications"), "", &mut told);
        check_endpoints(&destination.endpoints, &format!("{path}.endpoints"), &mut told);
        if destination.published && destination.endpoints.is_empty() {
            told.push(format!(
                "{path}.endpoints: a destination needs an endpoint to be published; name one, or write published: false"
            ));
        }
    }
    once(setup.sources.iter().flatten().map(|one| &*one.id), "sources", "id", &mut told);
    once(setup.providers.iter().flatten().map(|one| &*one.name), "providers", "name", &mut told);
    once(setup.cards.iter().flatten().map(|one| &*one.id), "cards", "id", &mut told);
    once(setup.segments.iter().flatten().map(|one| &*one.id), "segments", "id", &mut told);
    let identifiers = setup.destinations.iter().flatten().map(|one| &*one.identifier);
    once(identifiers, "destinations", "identifier", &mut told);
    told
}

fn check_card(card: &CardSetup, path: &str, told: &mut Vec<String>) {
    once(card.sources.iter().map(|one| &*one.id), &format!("{path}.sources"), "id", told);
    once(card.properties.iter().map(|one| &*one.id), &format!("{path}.properties"), "id", told);
    once(card.relations.iter().map(|one| &*one.id), &format!("{path}.relations"), "id", told);
}

fn check_segment(segment: &SegmentSetup, path: &str, told: &mut Vec<String>) {
    let criteria = &segment.criteria;
    let given = ["fixed", "dynamic"].iter().filter(|name| criteria.get(**name).is_some()).count();
    if given != 1 {
        told.push(format!("{path}.criteria: write either fixed, a list of card ids, or dynamic, a filter"));
    }
}

fn check_endpoints(endpoints: &[Endpoint], path: &str, told: &mut Vec<String>) {
    once(endpoints.iter().map(|one| &*one.identifier), path, "identifier", told);
    for (place, endpoint) in endpoints.iter().enumerate() {
        let path = format!("{path}[{place}]");
        // A property may be shown twice, under two names.
        let names = endpoint.properties.iter().map(|one| one.shown_as.as_deref().unwrap_or(&one.id));
        once(names, &format!("{path}.properties"), "as", told);
        let names = endpoint.relations.iter().map(|one| one.shown_as.as_deref().unwrap_or(&one.relation));
        once(names, &format!("{path}.relations"), "as", told);
    }
}

/// Tells of names that are there twice, or are blank.
fn once<'n>(names: impl Iterator<Item = &'n str>, path: &str, member: &str, told: &mut Vec<String>) {
    let mut seen = HashSet::new();
    let dot = if member.is_empty() { "" } else { "." };
    for (place, name) in names.enumerate() {
        if name.trim().is_empty() {
            told.push(format!("{path}[{place}]{dot}{member}: it is empty"));
        } else if !seen.insert(name.to_ascii_lowercase()) {
            told.push(format!("{path}[{place}]{dot}{member}: {name:?} is there twice"));
        }
    }
}
