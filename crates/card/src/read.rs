//! Reading cards, trying definitions and segments, judging data.

use std::collections::BTreeMap;

use octant_index::{Filter, Query, TextSearch, Value, Want};
use octant_model::TenantId;
use octant_store::Store;
use serde::Serialize;
use serde_json::Value as Json;

use crate::build::{ScanError, scan};
use crate::card::{Card, Problem};
use crate::check::check;
use crate::definition::Content;
use crate::document::{PROBLEM, any_language, json};
use crate::error::CardError;
use crate::live::Live;
use crate::segment::{Membership, properties};

/// A page of cards.
#[derive(Debug, Clone, PartialEq)]
pub struct CardPage {
    /// The cards as JSON, by key.
    pub cards: Vec<String>,
    /// Their keys.
    pub ids: Vec<String>,
    /// Where to go on; `None` at the end.
    pub after: Option<String>,
    /// How many there are in all.
    pub total: u64,
}

/// What a definition would make of real entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Some cards, as JSON.
    pub cards: Vec<Json>,
    /// What did not convert in them, by card.
    pub problems: Vec<(String, Problem)>,
}

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
    /// Some of these cards.
    pub examples: Vec<String>,
}

/// How many cards a report names for a problem.
const EXAMPLES: usize = 20;

impl Card {
    /// The card as JSON, localized values by language.
    #[must_use]
    pub fn json(&self) -> Json {
        json(self)
    }
}

impl Live {
    /// A page of cards by key, those that pass the filter and hold the words.
    ///
    /// # Errors
    /// Those of the index.
    pub fn page(
        &self,
        filter: Filter,
        search: Option<&str>,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        let words = |terms: &str| TextSearch {
            terms: vec![terms.to_owned()],
            fields: Vec::new(),
            typos: false,
            prefix: true,
        };
        let query = Query {
            filter,
            text: search.map(words),
            after: after.map(|id| vec![Some(Value::Text(id))]),
            top: limit,
            total: true,
            ..Query::all(any_language())
        };
        let answer = self.index.search(&query)?;
        let ids: Vec<String> = answer.hits.iter().map(|hit| hit.id.clone()).collect();
        let after = answer.after.is_some().then(|| ids.last().cloned()).flatten();
        let cards = answer.hits.into_iter().map(|hit| hit.shown).collect();
        Ok(CardPage { cards, ids, after, total: answer.total.unwrap_or_default() })
    }

    /// The members of a segment, a page at a time; only their keys.
    ///
    /// # Errors
    /// Those of the index.
    pub fn members(
        &self,
        membership: &Membership,
        after: Option<String>,
        limit: usize,
    ) -> Result<CardPage, CardError> {
        let mut query = Query {
            after: after.map(|id| vec![Some(Value::Text(id))]),
            top: limit,
            total: true,
            want: Want::Ids,
            ..Query::all(any_language())
        };
        match membership {
            Membership::Dynamic(filter) => query.filter.clone_from(filter),
            Membership::Fixed(ids) => {
                query.ids =
                    Some(octant_index::IdSearch { ids: ids.iter().cloned().collect(), ignore_case: false });
            }
            Membership::Nobody => {
                return Ok(CardPage { cards: Vec::new(), ids: Vec::new(), after: None, total: 0 });
            }
        }
        let answer = self.index.search(&query)?;
        let ids: Vec<String> = answer.hits.into_iter().map(|hit| hit.id).collect();
        let after = answer.after.is_some().then(|| ids.last().cloned()).flatten();
        Ok(CardPage { cards: Vec::new(), ids, after, total: answer.total.unwrap_or_default() })
    }

    /// How well the entries fill the definition's properties.
    ///
    /// # Errors
    /// Those of the index.
    pub fn quality(&self) -> Result<Vec<PropertyQuality>, CardError> {
        let mut report = Vec::with_capacity(self.content.properties.len());
        for property in &self.content.properties {
            let with_problem = self.index.ids_with_key(PROBLEM, std::slice::from_ref(&property.id))?;
            let present = serde_json::json!([{"must": {(property.id.clone()): [{"exists": true}]}}]);
            let filter = crate::filter_json::filter(&present, &properties(&self.content), "filter")?;
            let query = Query { filter, total: true, top: 0, ..Query::all(any_language()) };
            report.push(PropertyQuality {
                id: property.id.clone(),
                filled: self.index.search(&query)?.total.unwrap_or_default(),
                problems: with_problem.len() as u64,
                examples: with_problem.into_iter().take(EXAMPLES).collect(),
            });
        }
        Ok(report)
    }
}

/// Tries a content on the first entries.
pub(crate) fn preview(
    store: &dyn Store,
    tenant: &TenantId,
    content: &Content,
    limit: usize,
) -> Result<Preview, CardError> {
    check(content)?;
    let mut preview = Preview { cards: Vec::new(), problems: Vec::new() };
    let outcome = scan(store, tenant, content, &mut |cards: Vec<Card>| {
        for card in cards {
            if preview.cards.len() == limit {
                return Err(());
            }
            preview.cards.push(card.json());
            preview.problems.extend(card.problems.iter().map(|problem| (card.id.clone(), problem.clone())));
        }
        Ok(())
    });
    match outcome {
        Ok(()) | Err(ScanError::Visitor(())) => Ok(preview),
        Err(ScanError::Store(error)) => Err(error.into()),
    }
}

/// The differences of two contents' properties: those that come, go, and are made otherwise.
pub(crate) fn differences(now: &Content, next: &Content) -> [Vec<String>; 3] {
    let by_id = |content: &Content| -> BTreeMap<String, crate::definition::CardProperty> {
        content.properties.iter().map(|property| (property.id.clone(), property.clone())).collect()
    };
    let (now, next) = (by_id(now), by_id(next));
    let added = next.keys().filter(|id| !now.contains_key(*id)).cloned().collect();
    let removed = now.keys().filter(|id| !next.contains_key(*id)).cloned().collect();
    let changed = next
        .iter()
        .filter(|(id, property)| now.get(*id).is_some_and(|before| before != *property))
        .map(|(id, _)| id.clone())
        .collect();
    [added, removed, changed]
}
