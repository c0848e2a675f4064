//! The rules for destinations and their endpoints.

use std::collections::{HashMap, HashSet};

use octant_card::{Cards, Content, kind_of};
use octant_index::Kind;
use octant_model::{Language, TenantId};

use crate::client_names::{EndpointNames, name_collisions};
use crate::definition::{Destination, Endpoint, EndpointProperty, EndpointRelation};
use crate::error::{DestinationError, Gathered};

/// The most characters of an identifier.
const MAX_IDENTIFIER: usize = 64;

/// What is wrong with an identifier: 1 to 64 of `a-z A-Z 0-9 _ -`, a letter first.
pub(crate) fn identifier(text: &str) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let fits = (1..=MAX_IDENTIFIER).contains(&text.len())
        && text.bytes().all(allowed)
        && text.starts_with(|first: char| first.is_ascii_alphabetic());
    (!fits)
        .then(|| format!("{text:?} is none; write 1 to {MAX_IDENTIFIER} of a-z A-Z 0-9 _ -, a letter first"))
}

/// Checks the languages, fallbacks and origins. Languages that were there before stay whatever they are.
pub(crate) fn settings(destination: &Destination, previous: &[Language]) -> Result<(), DestinationError> {
    let mut told = Gathered::default();
    if let Some(problem) = identifier(&destination.identifier) {
        told.tell("identifier", problem);
    }
    if destination.name.trim().is_empty() {
        told.tell("name", "the name is empty");
    }
    if destination.languages.is_empty() {
        told.tell("languages", "a destination needs at least one language");
    }
    let mut seen: HashSet<&Language> = HashSet::new();
    for (place, language) in destination.languages.iter().enumerate() {
        if !seen.insert(language) {
            told.tell(format!("languages[{place}]"), format!("{language} is there twice"));
        } else if !previous.contains(language) {
            code(language, || format!("languages[{place}]"), &mut told);
        }
    }
    for (language, others) in &destination.fallbacks {
        if !seen.contains(language) {
            told.tell(format!("fallbacks.{language}"), "it is none of the destination's languages");
        }
        for (place, other) in others.iter().enumerate() {
            code(other, || format!("fallbacks.{language}[{place}]"), &mut told);
        }
    }
    for (place, origin) in destination.cors_origins.iter().enumerate() {
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        if rest.is_none_or(|host| host.is_empty() || host.contains(['/', ' ', ',', '?', '#'])) {
            let message = format!("{origin:?} is no origin; write it like https://shop.example.com");
            told.tell(format!("corsOrigins[{place}]"), message);
        }
    }
    told.into_result()
}

/// Checks that a language has the form of a code.
fn code(language: &Language, path: impl Fn() -> String, told: &mut Gathered) {
    if let Err(error) = Language::of_code(language.written()) {
        told.tell(path(), error.to_string());
    }
}

/// Checks endpoints against the cards that they show.
pub(crate) fn endpoints(
    cards: &Cards,
    tenant: &TenantId,
    endpoints: &[Endpoint],
) -> Result<(), DestinationError> {
    let mut told = Gathered::default();
    let mut seen = HashSet::new();
    for (place, endpoint) in endpoints.iter().enumerate() {
        let path = format!("endpoints[{place}]");
        if let Some(problem) = identifier(&endpoint.identifier) {
            told.tell(format!("{path}.identifier"), problem);
        } else if endpoint.identifier == "openapi" || endpoint.identifier == "docs" {
            told.tell(
                format!("{path}.identifier"),
                "openapi and docs stand for the version's own description",
            );
        } else if !seen.insert(endpoint.identifier.as_str()) {
            told.tell(format!("{path}.identifier"), format!("{:?} is there twice", endpoint.identifier));
        }
        match cards.definition(tenant, &endpoint.card) {
            Ok(definition) => {
                check_endpoint(cards, tenant, endpoint, definition.next(), &path, &mut told)?;
            }
            Err(octant_card::CardError::Unknown { .. }) => {
                told.tell(format!("{path}.card"), format!("there is no card {:?}", endpoint.card));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let names: Vec<EndpointNames<'_>> = endpoints.iter().map(Endpoint::names).collect();
    for collision in name_collisions(&names) {
        told.tell(collision.path, collision.message);
    }
    told.into_result()
}

fn check_endpoint(
    cards: &Cards,
    tenant: &TenantId,
    endpoint: &Endpoint,
    content: &Content,
    path: &str,
    told: &mut Gathered,
) -> Result<(), DestinationError> {
    let mut names: HashSet<String> = HashSet::from(["id".to_owned()]);
    for (place, property) in endpoint.properties.iter().enumerate() {
        check_property(property, content, &mut names, &format!("{path}.properties[{place}]"), told);
    }
    for (place, relation) in endpoint.relations.iter().enumerate() {
        let path = format!("{path}.relations[{place}]");
        check_name(relation.name(), &mut names, &path, told);
        match content.relation(&relation.relation) {
            None => {
                let known: Vec<&str> =
                    content.relations.iter().map(|relation| relation.id.as_str()).collect();
                let message = format!(
                    "there is no relation {:?}; the relations are {}",
                    relation.relation,
                    known.join(", ")
                );
                told.tell(format!("{path}.relation"), message);
            }
            Some(known) => match cards.definition(tenant, &known.card) {
                Ok(other) => check_related(relation, other.next(), &path, told),
                Err(octant_card::CardError::Unknown { .. }) => {
                    told.tell(format!("{path}.relation"), format!("there is no card {:?}", known.card));
                }
                Err(error) => return Err(error.into()),
            },
        }
    }
    for (place, id) in endpoint.segments.iter().enumerate() {
        let path = format!("{path}.segments[{place}]");
        match cards.segment(tenant, id) {
            Ok(segment) if segment.card == endpoint.card => {}
            Ok(segment) => told.tell(path, format!("{id:?} is a segment of {:?}", segment.card)),
            Err(octant_card::CardError::Unknown { .. }) => {
                told.tell(path, format!("there is no segment {id:?}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Checks that an endpoint's cards are activated, or being activated, with all that it shows; gathers what they are made
/// of.
pub(crate) fn activated(
    cards: &Cards,
    tenant: &TenantId,
    endpoint: &Endpoint,
    path: &str,
    contents: &mut HashMap<String, Content>,
) -> Result<(), DestinationError> {
    let mut told = Gathered::default();
    let content = activated_content(cards, tenant, &endpoint.card, &format!("{path}.card"), &mut told)?;
    for (place, own) in endpoint.properties.iter().enumerate() {
        let is_there = content.as_ref().is_none_or(|content| content.property(&own.id).is_some());
        if !is_there {
            told.tell(format!("{path}.properties[{place}].id"), not_activated(&endpoint.card));
        }
    }
    for (place, own) in endpoint.relations.iter().enumerate() {
        let path = format!("{path}.relations[{place}]");
        let Some(content) = &content else { continue };
        let Some(relation) = content.relation(&own.relation) else {
            told.tell(format!("{path}.relation"), not_activated(&endpoint.card));
            continue;
        };
        let other = activated_content(cards, tenant, &relation.card, &format!("{path}.relation"), &mut told)?;
        for (place, shown) in own.properties.iter().enumerate() {
            let is_there = other.as_ref().is_none_or(|other| other.property(shown.id()).is_some());
            if !is_there {
                told.tell(format!("{path}.properties[{place}].id"), not_activated(&relation.card));
            }
        }
        contents.extend(other.map(|other| (relation.card.clone(), other)));
    }
    contents.extend(content.map(|content| (endpoint.card.clone(), content)));
    told.into_result()
}

fn not_activated(card: &str) -> String {
    format!("the card {card:?} has it only after its next activation; activate it first")
}

fn activated_content(
    cards: &Cards,
    tenant: &TenantId,
    card: &str,
    path: &str,
    told: &mut Gathered,
) -> Result<Option<Content>, DestinationError> {
    let definition = cards.definition(tenant, card)?;
    if !definition.is_activated() {
        told.tell(path, format!("the card {card:?} is not active; activate it first"));
        return Ok(None);
    }
    Ok(Some(definition.activated().clone()))
}

fn check_property(
    property: &EndpointProperty,
    content: &Content,
    names: &mut HashSet<String>,
    path: &str,
    told: &mut Gathered,
) {
    check_name(property.name(), names, path, told);
    let Some(known) = content.property(&property.id) else {
        let known: Vec<&str> = content.properties.iter().map(|property| property.id.as_str()).collect();
        let message =
            format!("there is no property {:?}; the properties are {}", property.id, known.join(", "));
        return told.tell(format!("{path}.id"), message);
    };
    let is_text = kind_of(known.property_type) == Kind::Text;
    if property.searchable && !is_text {
        told.tell(format!("{path}.searchable"), "only texts can be searched");
    }
    if let Some(facet) = &property.facet {
        if facet.size == 0 || facet.size > 10_000 {
            told.tell(format!("{path}.facet.size"), "write a number from 1 to 10000");
        }
        for language in facet.label.keys() {
            code(language, || format!("{path}.facet.label.{language}"), told);
        }
        if facet.hierarchy.is_some() && !is_text {
            told.tell(format!("{path}.facet.hierarchy"), "only texts can be paths");
        }
        if facet.hierarchy.as_deref() == Some("") {
            told.tell(format!("{path}.facet.hierarchy"), "write what separates the steps, such as >");
        }
    }
}

fn check_related(relation: &EndpointRelation, content: &Content, path: &str, told: &mut Gathered) {
    let mut names: HashSet<String> = HashSet::from(["id".to_owned()]);
    for (place, property) in relation.properties.iter().enumerate() {
        let path = format!("{path}.properties[{place}]");
        check_name(property.name(), &mut names, &path, told);
        if content.property(property.id()).is_none() {
            let known: Vec<&str> = content.properties.iter().map(|property| property.id.as_str()).collect();
            let message =
                format!("there is no property {:?}; the properties are {}", property.id(), known.join(", "));
            told.tell(format!("{path}.id"), message);
        }
    }
}

/// Names in results: as identifiers, and not those of the query's own parameters.
fn check_name(name: &str, names: &mut HashSet<String>, path: &str, told: &mut Gathered) {
    if let Some(problem) = identifier(name) {
        told.tell(format!("{path}.as"), problem);
    } else if crate::request_fields::is_reserved(name) {
        let message = format!("{name:?} is a parameter of every query; give the property another name");
        told.tell(format!("{path}.as"), message);
    } else if !names.insert(name.to_owned()) {
        told.tell(format!("{path}.as"), format!("{name:?} is there twice"));
    }
}
