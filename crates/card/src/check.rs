//! The rules for card definitions.

use std::collections::HashSet;

use octant_model::{PageRequest, SourceId, TenantId};
use octant_store::{SourceFilter, Store};

use crate::definition::{CardDefinition, CardProperty, Content};
use crate::error::{CardError, Gathered};
use crate::naming::problem;

/// Checks a definition's content by itself.
///
/// # Errors
/// [`CardError::Invalid`] with every broken rule.
pub(crate) fn check(content: &Content) -> Result<(), CardError> {
    let mut told = Gathered::default();
    if content.sources.is_empty() {
        told.tell("sources", "a card needs at least one source");
    }
    let mut sources = HashSet::new();
    for (place, source) in content.sources.iter().enumerate() {
        if !sources.insert(source.id.as_str()) {
            told.tell(format!("sources[{place}].id"), format!("{:?} is there twice", source.id));
        }
    }
    let mut ids = HashSet::new();
    for (place, property) in content.properties.iter().enumerate() {
        let path = format!("properties[{place}]");
        check_id(&property.id, &path, &mut ids, &mut told);
        check_property(property, &sources, &path, &mut told);
    }
    for (place, relation) in content.relations.iter().enumerate() {
        let path = format!("relations[{place}]");
        check_id(&relation.id, &path, &mut ids, &mut told);
        if relation.from != "id" && content.property(&relation.from).is_none() {
            let known: Vec<&str> = content.properties.iter().map(|property| property.id.as_str()).collect();
            let message = format!(
                "there is no property {:?}; the properties are id, {}",
                relation.from,
                known.join(", ")
            );
            told.tell(format!("{path}.from"), message);
        }
        if let Some(problem) = problem(&relation.card) {
            told.tell(format!("{path}.card"), problem);
        }
        if relation.to.is_empty() {
            told.tell(format!("{path}.to"), "it is empty; write a property of the other card, or id");
        }
    }
    told.into_result()
}

/// Checks a content by itself and against the sources that there are.
///
/// # Errors
/// [`CardError::Invalid`] with every broken rule.
pub(crate) fn check_all(store: &dyn Store, tenant: &TenantId, content: &Content) -> Result<(), CardError> {
    check(content)?;
    let mut told = Gathered::default();
    for (place, source) in content.sources.iter().enumerate() {
        let found = match SourceId::new(source.id.clone()) {
            Ok(id) => store.source(tenant, &id)?.is_some(),
            Err(_) => false,
        };
        if !found {
            let known = some_sources(store, tenant)?;
            let message = format!("there is no source {:?}; there are {known}", source.id);
            told.tell(format!("sources[{place}].id"), message);
        }
    }
    told.into_result()
}

/// The ids of the first sources, for messages.
fn some_sources(store: &dyn Store, tenant: &TenantId) -> Result<String, CardError> {
    let page = store.sources(tenant, &SourceFilter::default(), &PageRequest::first(20))?;
    let mut names: Vec<String> = page.items.into_iter().map(|source| source.id.to_string()).collect();
    if names.is_empty() {
        return Ok("none yet".to_owned());
    }
    names.extend(page.after.map(|_| "others".to_owned()));
    Ok(names.join(", "))
}

/// Checks what a content relates to.
///
/// # Errors
/// [`CardError::Invalid`] with every broken rule.
pub(crate) fn check_relations(content: &Content, others: &[CardDefinition]) -> Result<(), CardError> {
    let mut told = Gathered::default();
    let names = |ids: Vec<&str>| ids.join(", ");
    for (place, relation) in content.relations.iter().enumerate() {
        let path = format!("relations[{place}]");
        let Some(other) = others.iter().find(|other| other.id == relation.card) else {
            let known = names(others.iter().map(|other| other.id.as_str()).collect());
            told.tell(
                format!("{path}.card"),
                format!("there is no card {:?}; there are {known}", relation.card),
            );
            continue;
        };
        if relation.to != "id" && other.next().property(&relation.to).is_none() {
            let known = names(other.next().properties.iter().map(|property| property.id.as_str()).collect());
            let message =
                format!("{} has no property {:?}; its properties are id, {known}", other.id, relation.to);
            told.tell(format!("{path}.to"), message);
        }
    }
    told.into_result()
}

fn check_id<'c>(id: &'c str, path: &str, ids: &mut HashSet<&'c str>, told: &mut Gathered) {
    if let Some(problem) = problem(id) {
        told.tell(format!("{path}.id"), problem);
    } else if !ids.insert(id) {
        told.tell(format!("{path}.id"), format!("{id:?} is there twice among properties and relations"));
    }
}

fn check_property(property: &CardProperty, sources: &HashSet<&str>, path: &str, told: &mut Gathered) {
    if !sources.contains(property.source.as_str()) {
        let mut known: Vec<&str> = sources.iter().copied().collect();
        known.sort_unstable();
        let message =
            format!("{:?} is none of the card's sources, which are {}", property.source, known.join(", "));
        told.tell(format!("{path}.source"), message);
    }
    if let Err(problem) = octant_model::rule::check_id(&property.source_property) {
        told.tell(format!("{path}.sourceProperty"), format!("the property id {}", problem.describe()));
    }
    let given = property.delimiter.as_deref().is_some_and(|delimiter| !delimiter.is_empty());
    match (property.property_type.is_list(), given) {
        (true, false) => told.tell(format!("{path}.delimiter"), "a list needs a delimiter"),
        (false, true) => told.tell(format!("{path}.delimiter"), "only a list takes a delimiter"),
        _ => {}
    }
}
