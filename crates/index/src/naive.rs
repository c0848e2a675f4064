//! What every answer must be, said over plain documents without any index. Full text is not part of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use octant_model::Language;

use crate::answer::{Answer, Facet, FacetCount, Hit};
use crate::collation::Collation;
use crate::document::Document;
use crate::filter::{Filter, FilterGroup, Test};
use crate::query::{FacetMode, FacetRequest, Query, SortBy, Want};
use crate::search::{FacetOrder, listed};
use crate::spec::{Field, Spec};
use crate::value::{SortValue, Value};

/// Answers a query that asks for nothing that the specification does not have.
#[must_use]
pub fn search(spec: &Spec, documents: &[Document], query: &Query) -> Answer {
    let order = Sorting { collation: Collation::of(&query.language), query };
    let found: Vec<&Document> =
        documents.iter().filter(|document| matches(spec, document, query, &query.filter)).collect();
    let mut page: Vec<&Document> =
        found.iter().copied().filter(|document| order.is_after(document)).collect();
    page.sort_by(|one, two| order.compare(&order.values(one), &order.values(two)));
    let more = page.len() >= query.skip.saturating_add(query.top) && query.top > 0;
    let page: Vec<&Document> = page.into_iter().skip(query.skip).take(query.top).collect();
    let place = spec.languages.iter().position(|language| *language == query.language).unwrap_or(0);
    let hit = |document: &&Document| {
        let shown = document.shown.get(place).or(document.shown.first()).cloned().unwrap_or_default();
        Hit { id: document.id.clone(), shown: if query.want == Want::Ids { String::new() } else { shown } }
    };
    Answer {
        hits: page.iter().map(hit).collect(),
        total: query.total.then_some(found.len() as u64),
        facets: query.facets.iter().map(|facet| count(spec, documents, query, facet)).collect(),
        after: page.last().filter(|_| more).map(|last| order.shown(last)),
    }
}

fn matches(spec: &Spec, document: &Document, query: &Query, filter: &Filter) -> bool {
    let passes =
        filter.is_empty() || filter.iter().any(|group| group.matches(spec, document, &query.language));
    let wanted = query.ids.as_ref().is_none_or(|search| {
        search.ids.iter().any(|id| match search.ignore_case {
            true => id.to_lowercase() == document.id.to_lowercase(),
            false => *id == document.id,
        })
    });
    let period = query.period;
    passes
        && wanted
        && period.since.is_none_or(|since| document.changed_at >= since)
        && period.before.is_none_or(|before| document.changed_at < before)
}

fn count(spec: &Spec, documents: &[Document], query: &Query, request: &FacetRequest) -> Facet {
    let Some(field) = spec.field(&request.field) else {
        return Facet { field: request.field.clone(), values: Vec::new() };
    };
    let own = |filter: &Filter| -> BTreeSet<String> {
        let conditions = filter.iter().flat_map(|group| &group.must);
        let tests =
            conditions.filter(|condition| condition.field == request.field).flat_map(|one| &one.any_of);
        let equals = tests.filter_map(|test| match test {
            Test::Equals(value) => field.sought(value).map(|value| Field::facet_key(&value)),
            Test::Within(_) | Test::Exists(_) | Test::Nested(_) => None,
        });
        equals.collect()
    };
    let selected: Vec<String> = own(&query.filter).into_iter().collect();
    let filter: Filter = match query.facet_mode {
        FacetMode::Disjunctive if !selected.is_empty() => {
            query.filter.iter().map(|group| without(group, &request.field)).collect()
        }
        _ => query.filter.clone(),
    };
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for document in documents.iter().filter(|document| matches(spec, document, query, &filter)) {
        for key in keys(field, document, &query.language) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut all: Vec<FacetCount> = counts.into_iter().map(|(key, count)| FacetCount { key, count }).collect();
    all.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.key.cmp(&two.key)));
    let collation = Collation::of(&query.language);
    let order = FacetOrder::of(field.kind, &query.language, &collation);
    Facet { field: request.field.clone(), values: listed(&all, request, &selected, &order) }
}

fn without(group: &FilterGroup, field: &str) -> FilterGroup {
    let must = group.must.iter().filter(|condition| condition.field != field).cloned().collect();
    FilterGroup { must, must_not: group.must_not.clone() }
}

fn keys(field: &Field, document: &Document, language: &Language) -> BTreeSet<String> {
    let values = document.values_in(&field.name, language).iter();
    values.flat_map(|value| field.steps(value)).map(|value| Field::facet_key(&value)).collect()
}

struct Sorting<'a> {
    collation: Collation,
    query: &'a Query,
}

impl Sorting<'_> {
    /// The values that the document is sorted by, the id last.
    fn values(&self, document: &Document) -> Vec<SortValue> {
        let id = || Some(Value::Text(document.id.clone()));
        let mut values: Vec<SortValue> = self
            .query
            .sort
            .iter()
            .map(|key| match &key.by {
                SortBy::Field(name) => {
                    self.end(document.values_in(name, &self.query.language), key.descending)
                }
                SortBy::Id | SortBy::Relevance => id(),
            })
            .collect();
        if !self.query.sort.iter().any(|key| key.by == SortBy::Id) {
            values.push(id());
        }
        values
    }

    /// The least value, or the greatest. Of those that are equal, the first and the last.
    fn end(&self, values: &[Value], greatest: bool) -> SortValue {
        let order = |one: &&Value, two: &&Value| match (one, two) {
            (Value::Text(one), Value::Text(two)) => self.collation.key(one).cmp(&self.collation.key(two)),
            _ => one.order(two).unwrap_or(Ordering::Equal),
        };
        let end = if greatest { values.iter().max_by(order) } else { values.iter().min_by(order) };
        end.cloned()
    }

    /// The same, as the answer tells them.
    fn shown(&self, document: &Document) -> Vec<SortValue> {
        let cut = |value: SortValue| match value {
            Some(Value::Text(text)) => Some(Value::Text(crate::collation::sorted_part(&text).to_owned())),
            other => other,
        };
        let mut values = self.values(document);
        for (value, key) in values.iter_mut().zip(&self.query.sort) {
            if matches!(key.by, SortBy::Field(_)) {
                *value = cut(value.take());
            }
        }
        values
    }

    fn is_after(&self, document: &Document) -> bool {
        let Some(after) = &self.query.after else { return true };
        let values = self.values(document);
        self.compare(&values[..after.len()], after) == Ordering::Greater
    }

    fn compare(&self, one: &[SortValue], two: &[SortValue]) -> Ordering {
        for (place, (one, two)) in one.iter().zip(two).enumerate() {
            let key = self.query.sort.get(place);
            let by_language = key.is_some_and(|key| matches!(key.by, SortBy::Field(_)));
            let order = match (one, two) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(one), Some(two)) => {
                    let order = match (one, two) {
                        (Value::Text(one), Value::Text(two)) if by_language => {
                            self.collation.key(one).cmp(&self.collation.key(two))
                        }
                        _ => one.order(two).unwrap_or(Ordering::Equal),
                    };
                    if key.is_some_and(|key| key.descending) { order.reverse() } else { order }
                }
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}
