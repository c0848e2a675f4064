//! How well the entries fill a definition (docs/api.md, "Data quality").

use std::collections::BTreeSet;

use octant_index::{Condition, FilterGroup, Query, Test};
use octant_model::{SourceId, TenantId};
use octant_store::Store;
use serde::Serialize;

use crate::card::Problem;
use crate::document::{LANGUAGE, PROBLEM, any_language};
use crate::error::CardError;
use crate::live::Live;

/// How well the entries fill a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyQuality {
    /// The property's id.
    pub id: String,
    /// How many cards have a value.
    pub filled: u64,
    /// How many cards have a text that does not convert.
    pub problems: u64,
}

/// A language in which cards have values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageQuality {
    /// The language, in its canonical spelling.
    pub language: String,
    /// How many cards have a value in it.
    pub cards: u64,
}

/// A card with what did not convert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardProblems {
    /// The card's key.
    pub id: String,
    /// What did not convert.
    pub problems: Vec<Problem>,
}

impl Live {
    /// How many texts do not convert, a card counted once for each property.
    ///
    /// # Errors
    /// Those of the index.
    pub fn problem_count(&self) -> Result<u64, CardError> {
        let ids = self.content.properties.iter().map(|property| &property.id);
        ids.map(|id| Ok(self.index.count_with_key(PROBLEM, id)?)).sum()
    }

    /// How well the entries fill the definition's properties.
    ///
    /// # Errors
    /// Those of the index.
    pub fn quality(&self) -> Result<Vec<PropertyQuality>, CardError> {
        let mut report = Vec::with_capacity(self.content.properties.len());
        for property in &self.content.properties {
            let present = Condition { field: property.id.clone(), any_of: vec![Test::Exists(true)] };
            let query = Query {
                filter: vec![FilterGroup { must: vec![present], must_not: Vec::new() }],
                total: true,
                top: 0,
                ..Query::all(any_language())
            };
            report.push(PropertyQuality {
                id: property.id.clone(),
                filled: self.index.search(&query)?.total.unwrap_or_default(),
                problems: self.index.count_with_key(PROBLEM, &property.id)?,
            });
        }
        Ok(report)
    }

    /// The languages in which cards have values of localized properties.
    ///
    /// # Errors
    /// Those of the index and the store.
    pub(crate) fn languages(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
    ) -> Result<Vec<LanguageQuality>, CardError> {
        let mut known: BTreeSet<String> = BTreeSet::new();
        for source in &self.content.sources {
            let localized: Vec<&str> = self
                .content
                .properties
                .iter()
                .filter(|own| own.source == source.id && own.property_type.is_localized())
                .map(|own| own.source_property.as_str())
                .collect();
            let id = SourceId::new(source.id.clone())
                .map_err(|_| CardError::Unknown { what: "source", id: source.id.clone() })?;
            let mut records = store.properties(tenant, &id)?;
            records.retain(|record| localized.contains(&record.id.as_str()));
            known
                .extend(records.into_iter().flat_map(|record| record.languages).filter_map(|(code, _)| code));
        }
        let mut report = Vec::new();
        for language in known {
            let cards = self.index.count_with_key(LANGUAGE, &language)?;
            if cards > 0 {
                report.push(LanguageQuality { language, cards });
            }
        }
        Ok(report)
    }

    /// The cards with texts that do not convert to a property's type, by key, a page at a time; where to go on.
    ///
    /// # Errors
    /// [`CardError::Unknown`] for a property that the definition does not have; those of the index and the store.
    pub fn problems(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        property: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<CardProblems>, Option<String>), CardError> {
        if self.content.property(property).is_none() {
            return Err(CardError::Unknown { what: "property", id: property.to_owned() });
        }
        let all = self.index.ids_with_key(PROBLEM, &[property.to_owned()])?;
        let rest = all.into_iter().skip_while(|id| after.is_some_and(|after| id.as_str() <= after));
        let mut ids: Vec<String> = rest.take(limit + 1).collect();
        let more = ids.len() > limit;
        ids.truncate(limit);
        let after = ids.last().filter(|_| more).cloned();
        let of_property = |card: crate::card::Card| CardProblems {
            id: card.id,
            problems: card.problems.into_iter().filter(|problem| problem.property == property).collect(),
        };
        let found = self.cards(store, tenant, &ids)?;
        // A card that was mended a moment ago is still listed in the index.
        let cards = found.into_iter().flatten().map(of_property).filter(|card| !card.problems.is_empty());
        Ok((cards.collect(), after))
    }
}
