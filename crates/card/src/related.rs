//! Relations, followed in both directions.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use octant_index::{Condition, FilterGroup, Query, Test, Value, Want};
use serde::Serialize;

use crate::definition::{CardRelation, kind_of};
use crate::document::any_language;
use crate::error::CardError;
use crate::filter_json::value_of;
use crate::live::Live;

/// The cards that a card is related to by one relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The relation's id.
    pub relation: String,
    /// The related definition.
    pub card: String,
    /// The keys of its cards.
    pub ids: Vec<String>,
}

impl Live {
    /// The first keys of the cards whose property has one of the values, in byte order. A value of another kind is the same
    /// where its text is: 12 and "12" are, 12.5 and "12.50" are not; seen from either side.
    fn with_values(&self, property: &str, values: &[Value], most: usize) -> Result<Vec<String>, CardError> {
        let Some(kind) = self.content.property(property).map(|property| kind_of(property.property_type))
        else {
            return Ok(Vec::new());
        };
        let as_kind = |value: &Value| {
            if value.kind() == kind {
                return Some(value.clone());
            }
            value_of(&value.key(), kind).ok().filter(|converted| converted.key() == value.key())
        };
        let any_of: Vec<Test> = values.iter().filter_map(as_kind).map(Test::Equals).collect();
        if any_of.is_empty() {
            return Ok(Vec::new());
        }
        let condition = Condition { field: property.to_owned(), any_of };
        let top = usize::try_from(self.index.count()).unwrap_or(usize::MAX).min(most);
        let query = Query {
            filter: vec![FilterGroup { must: vec![condition], must_not: Vec::new() }],
            top,
            want: Want::Ids,
            ..Query::all(any_language())
        };
        Ok(self.index.search(&query)?.hits.into_iter().map(|hit| hit.id).collect())
    }

    /// The keys of the cards of this definition that a card relates to by the values of its `from`: in the order of the
    /// values, those of one value by key. A key may have no card.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related(&self, relation: &CardRelation, from: &[Value]) -> Result<Vec<String>, CardError> {
        let mut related: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for value in from {
            let found = match relation.to.as_str() {
                "id" => vec![value.key()],
                property => self.with_values(property, std::slice::from_ref(value), usize::MAX)?,
            };
            related.extend(found.into_iter().filter(|key| seen.insert(key.clone())));
        }
        Ok(related)
    }

    /// What [`Self::related_existing`] says of each of many cards by their values, but no more than `most` keys of a
    /// card; they are looked up together, each value once.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related_of_many(
        &self,
        relation: &CardRelation,
        from: &[Vec<Value>],
        most: usize,
    ) -> Result<Vec<Vec<String>>, CardError> {
        let mut by_value: HashMap<String, Vec<String>> = HashMap::new();
        if relation.to == "id" {
            let keys: HashSet<String> = from.iter().flatten().map(Value::key).collect();
            let existing = self.index.existing(&Vec::from_iter(keys))?;
            by_value.extend(existing.into_iter().map(|key| (key.clone(), vec![key])));
        } else {
            for value in from.iter().flatten() {
                if let Entry::Vacant(new) = by_value.entry(value.key()) {
                    new.insert(self.with_values(&relation.to, std::slice::from_ref(value), most)?);
                }
            }
        }
        let of_card = |values: &Vec<Value>| {
            let mut seen = HashSet::new();
            let found = values.iter().filter_map(|value| by_value.get(&value.key())).flatten();
            found.filter(|key| seen.insert(*key)).take(most).cloned().collect()
        };
        Ok(from.iter().map(of_card).collect())
    }

    /// Those of [`Self::related`] that have a card.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related_existing(
        &self,
        relation: &CardRelation,
        from: &[Value],
    ) -> Result<Vec<String>, CardError> {
        let mut related = self.related(relation, from)?;
        let existing = self.index.existing(&related)?;
        related.retain(|key| existing.binary_search(key).is_ok());
        Ok(related)
    }

    /// The keys of the cards of this definition that relate to cards with those values of the relation's `to`.
    ///
    /// # Errors
    /// Those of the index.
    pub fn relating(&self, relation: &CardRelation, to: &[Value]) -> Result<Vec<String>, CardError> {
        match relation.from.as_str() {
            "id" => Ok(to.iter().map(Value::key).collect()),
            property => self.with_values(property, to, usize::MAX),
        }
    }
}
