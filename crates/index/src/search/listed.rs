//! Which values of a facet are listed, and in which order.

use std::cmp::Ordering;
use std::collections::HashSet;

use octant_model::Language;
use octant_text::Folding;

use crate::answer::FacetCount;
use crate::collation::Collation;
use crate::query::FacetRequest;
use crate::spec::Kind;
use crate::value::Value;

/// How the values of a field compare in a language.
pub(crate) struct FacetOrder<'a> {
    kind: Kind,
    collation: &'a Collation,
    folding: Folding,
}

impl<'a> FacetOrder<'a> {
    /// The order of values of that kind in a language with that collation.
    pub(crate) fn of(kind: Kind, language: &Language, collation: &'a Collation) -> Self {
        Self { kind, collation, folding: Folding::of(language.as_str()) }
    }

    fn compare(&self, one: &str, two: &str) -> Ordering {
        let by_value = match self.kind {
            Kind::Text => self.collation.compare(one, two),
            kind => {
                let values = Value::of_key(one, kind).zip(Value::of_key(two, kind));
                values.and_then(|(one, two)| one.order(&two)).unwrap_or(Ordering::Equal)
            }
        };
        by_value.then_with(|| one.cmp(two))
    }
}

/// Those of the counts that a request lists: the most frequent first, then in the order of the values; the selected ones
/// always, with 0 where no document has them. The counts are given with the most frequent first.
pub(crate) fn listed(
    all: &[FacetCount],
    request: &FacetRequest,
    selected: &[String],
    order: &FacetOrder<'_>,
) -> Vec<FacetCount> {
    let mut missing: HashSet<&str> = selected.iter().map(String::as_str).collect();
    let selected = missing.clone();
    let part = request.containing.as_deref().map(|part| order.folding.caseless(part));
    let contains = |key: &str| part.as_deref().is_none_or(|part| order.folding.caseless(key).contains(part));
    let (mut listed, mut room) = (Vec::new(), request.size);
    for equal in all.chunk_by(|one, two| one.count == two.count) {
        if room == 0 && missing.is_empty() {
            break;
        }
        let (mut taken, mut others): (Vec<&FacetCount>, Vec<&FacetCount>) =
            equal.iter().partition(|value| selected.contains(value.key.as_str()));
        taken.iter().for_each(|value| {
            missing.remove(value.key.as_str());
        });
        let compare = |one: &&FacetCount, two: &&FacetCount| order.compare(&one.key, &two.key);
        others.retain(|value| room > 0 && contains(&value.key));
        if others.len() > room {
            others.select_nth_unstable_by(room, compare);
            others.truncate(room);
        }
        room -= others.len();
        taken.extend(others);
        taken.sort_unstable_by(compare);
        listed.extend(taken.into_iter().cloned());
    }
    let mut missing: Vec<&str> = missing.into_iter().collect();
    missing.sort_unstable_by(|one, two| order.compare(one, two));
    listed.extend(missing.into_iter().map(|key| FacetCount { key: key.to_owned(), count: 0 }));
    listed
}
