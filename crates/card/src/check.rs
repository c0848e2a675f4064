//! The rules for card definitions.

use std::collections::HashSet;

use crate::definition::{CardProperty, Content};
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
