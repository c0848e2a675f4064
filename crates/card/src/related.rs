//! Relations, followed to the related cards.

use std::collections::{HashMap, HashSet};

use octant_index::Value;
use serde::Serialize;

use crate::definition::{CardRelation, kind_of};
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
    /// The keys of the cards whose property has the value, for each of some values, in byte order. A value of another kind
    /// is the same where its text is: 12 and "12" are, 12.5 and "12.50" are not.
    fn with_each(&self, property: &str, values: &[Value]) -> Result<Vec<Vec<String>>, CardError> {
        let mut found: Vec<Vec<String>> = vec![Vec::new(); values.len()];
        let Some(kind) = self.content.property(property).map(|property| kind_of(property.property_type))
        else {
            return Ok(found);
        };
        let as_kind = |(place, value): (usize, &Value)| {
            if value.kind() == kind {
                return Some((place, value.clone()));
            }
            let converted = value_of(&value.key(), kind).ok();
            converted.filter(|converted| converted.key() == value.key()).map(|converted| (place, converted))
        };
        let (places, asked): (Vec<usize>, Vec<Value>) = values.iter().enumerate().filter_map(as_kind).unzip();
        for (place, keys) in places.into_iter().zip(self.index.ids_with_each(property, &asked)?) {
            found[place] = keys;
        }
        Ok(found)
    }

    /// The keys of the cards of this definition that each of many cards relates to by the values of its `from`: in the order
    /// of the values, those of one value by key. They are looked up together, each value once. A key may have no card.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related_of_each(
        &self,
        relation: &CardRelation,
        from: &[Vec<Value>],
    ) -> Result<Vec<Vec<String>>, CardError> {
        let values: HashMap<String, &Value> =
            from.iter().flatten().map(|value| (value.key(), value)).collect();
        let (keys, values): (Vec<String>, Vec<Value>) =
            values.into_iter().map(|(key, value)| (key, value.clone())).unzip();
        let found = match relation.to.as_str() {
            "id" => keys.iter().map(|key| vec![key.clone()]).collect(),
            property => self.with_each(property, &values)?,
        };
        let by_value: HashMap<String, Vec<String>> = keys.into_iter().zip(found).collect();
        let of_card = |values: &Vec<Value>| {
            let mut seen = HashSet::new();
            let found = values.iter().filter_map(|value| by_value.get(&value.key())).flatten();
            found.filter(|key| seen.insert(*key)).cloned().collect()
        };
        Ok(from.iter().map(of_card).collect())
    }

    /// Those of [`Self::related_of_each`] that have a card, but no more than `most` of each.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related_of_many(
        &self,
        relation: &CardRelation,
        from: &[Vec<Value>],
        most: usize,
    ) -> Result<Vec<Vec<String>>, CardError> {
        let mut related = self.related_of_each(relation, from)?;
        if relation.to == "id" {
            let keys: HashSet<&String> = related.iter().flatten().collect();
            let existing = self.index.existing(&keys.into_iter().cloned().collect::<Vec<_>>())?;
            related.iter_mut().for_each(|keys| keys.retain(|key| existing.binary_search(key).is_ok()));
        }
        related.iter_mut().for_each(|keys| keys.truncate(most));
        Ok(related)
    }

    /// What [`Self::related_of_many`] says of one card, without a limit.
    ///
    /// # Errors
    /// Those of the index.
    pub fn related_existing(
        &self,
        relation: &CardRelation,
        from: &[Value],
    ) -> Result<Vec<String>, CardError> {
        Ok(self.related_of_many(relation, &[from.to_vec()], usize::MAX)?.pop().unwrap_or_default())
    }
}
