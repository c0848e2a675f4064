//! Sort orders: keys of documents that compare as the order wants, within a segment and across them.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::Bound;

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Score, SegmentReader};

use super::filter::unknown;
use crate::encode::plain;
use crate::error::QueryError;
use crate::layout::Layout;
use crate::query::{Query, SortBy};
use crate::spec::Kind;
use crate::value::{SortValue, Value};

/// What documents are sorted by; the id is always the last.
#[derive(Debug, Default)]
pub(super) struct Order {
    keys: Vec<Key>,
    /// The values after which the page begins: for some of the keys, from the first on.
    after: Option<Vec<SortPlace>>,
}

#[derive(Debug)]
struct Key {
    by: By,
    descending: bool,
}

#[derive(Debug)]
enum By {
    Id,
    /// A column of bytes, by name.
    Bytes(String),
    /// A column of numbers of that kind, by name.
    Numbers(Kind, String),
    Relevance,
}

/// A value as its column compares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SortPlace {
    Number(u64),
    Bytes(Vec<u8>),
    Missing,
}

impl Order {
    pub(super) fn of(layout: &Layout, query: &Query, language: usize) -> Result<Self, QueryError> {
        let mut keys = Vec::new();
        let mut kinds = Vec::new();
        for key in &query.sort {
            let (by, kind) = match &key.by {
                SortBy::Id => (By::Id, None),
                SortBy::Relevance => (By::Relevance, None),
                SortBy::Field(name) => {
                    let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
                    let (field, columns) = (&layout.spec.fields[place], layout.columns(place, language));
                    if !field.sortable {
                        return Err(not_sortable(layout, name));
                    }
                    let kind = field.kind;
                    let column = |column| layout.schema.get_field_name(column).to_owned();
                    let texts = columns.order(language).map(|order| By::Bytes(column(order)));
                    let numbers = columns.numbers.map(|numbers| By::Numbers(kind, column(numbers)));
                    (texts.or(numbers).ok_or_else(|| unknown(layout, name))?, Some((name, kind)))
                }
            };
            keys.push(Key { by, descending: key.descending });
            kinds.push(kind);
        }
        if !keys.iter().any(|key| matches!(key.by, By::Id)) {
            keys.push(Key { by: By::Id, descending: false });
            kinds.push(None);
        }
        let after = match &query.after {
            None => None,
            Some(values) => Some(places(layout, language, &keys, &kinds, values)?),
        };
        Ok(Self { keys, after })
    }

    /// Whether scores are needed.
    pub(super) fn by_relevance(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.by, By::Relevance))
    }

    /// The order in one segment.
    pub(super) fn for_segment(&self, segment: &SegmentReader) -> tantivy::Result<SegmentOrder> {
        let mut keys = Vec::with_capacity(self.keys.len());
        for (place, key) in self.keys.iter().enumerate() {
            let after = self.after.as_ref().and_then(|after| after.get(place));
            keys.push(SegmentKey::open(key, after, segment)?);
        }
        Ok(SegmentOrder { keys })
    }

    /// The order of two documents of any segments.
    pub(super) fn compare(&self, one: &[GlobalKey], two: &[GlobalKey]) -> Ordering {
        for ((one, two), key) in one.iter().zip(two).zip(&self.keys) {
            // What is missing comes last in both directions.
            let order = match (&one.0, &two.0) {
                (SortPlace::Missing, SortPlace::Missing) => Ordering::Equal,
                (SortPlace::Missing, _) => Ordering::Greater,
                (_, SortPlace::Missing) => Ordering::Less,
                (one, two) if key.descending => two.cmp(one),
                (one, two) => one.cmp(two),
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

fn not_sortable(layout: &Layout, name: &str) -> QueryError {
    let known = layout.spec.fields.iter().filter(|field| field.sortable);
    let known = known.map(|field| field.name.clone()).collect();
    QueryError::NotMadeFor { field: name.to_owned(), what: "sorted by", known }
}

/// A document's value for one key, comparable across segments.
pub(super) struct GlobalKey(SortPlace);

/// The values of `after` as their columns compare them.
fn places(
    layout: &Layout,
    language: usize,
    keys: &[Key],
    kinds: &[Option<(&String, Kind)>],
    values: &[SortValue],
) -> Result<Vec<SortPlace>, QueryError> {
    if values.len() > keys.len() {
        let message =
            format!("after has {} values, and there are {} sort keys with the id", values.len(), keys.len());
        return Err(QueryError::After(message));
    }
    let mut places = Vec::with_capacity(values.len());
    for ((key, kind), value) in keys.iter().zip(kinds).zip(values) {
        let Some(value) = value else {
            places.push(SortPlace::Missing);
            continue;
        };
        places.push(match (&key.by, kind) {
            (By::Relevance, _) => {
                return Err(QueryError::After("after does not go with an order by relevance".to_owned()));
            }
            (By::Id, _) => match value {
                Value::Text(id) => SortPlace::Bytes(id.clone().into_bytes()),
                other => {
                    return Err(QueryError::After(format!(
                        "after has {:?} in the place of an id",
                        other.key()
                    )));
                }
            },
            (_, Some((name, kind))) if value.kind() != *kind => {
                return Err(QueryError::Kind {
                    field: (*name).clone(),
                    expected: *kind,
                    given: value.kind(),
                });
            }
            _ => match value {
                Value::Text(text) => {
                    SortPlace::Bytes(layout.collations[language].key(crate::collation::sorted_part(text)))
                }
                number => SortPlace::Number(monotonic(number)),
            },
        });
    }
    Ok(places)
}

/// A number as one that compares alike.
fn monotonic(value: &Value) -> u64 {
    match value {
        Value::Integer(number) => ordered_i64(*number),
        Value::Timestamp(time) => ordered_i64(time.milliseconds()),
        Value::Decimal(number) => ordered_f64(*number),
        Value::Boolean(flag) => u64::from(*flag),
        Value::Text(_) => 0,
    }
}

fn ordered_i64(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

fn ordered_f64(number: f64) -> u64 {
    let bits = plain(number).to_bits();
    if bits >> 63 == 0 { bits ^ (1 << 63) } else { !bits }
}

/// The order within a segment.
pub(super) struct SegmentOrder {
    keys: Vec<SegmentKey>,
}

struct SegmentKey {
    column: SegmentColumn,
    descending: bool,
    /// Where the page begins, as [`SegmentKey::rank`] writes it.
    after: Option<Rank>,
}

enum SegmentColumn {
    Bytes(Option<BytesColumn>),
    Id(Option<StrColumn>),
    Integers(Column<i64>),
    Decimals(Column<f64>),
    Flags(Column<u64>),
    Relevance,
}

/// A document's place by one key within a segment: the smaller, the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    missing: bool,
    place: u64,
}

impl SegmentKey {
    fn open(key: &Key, after: Option<&SortPlace>, segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let column = match &key.by {
            By::Id => SegmentColumn::Id(fast.str("id")?),
            By::Bytes(name) => SegmentColumn::Bytes(fast.bytes(name)?),
            By::Numbers(Kind::Decimal, name) => SegmentColumn::Decimals(fast.f64(name)?),
            By::Numbers(Kind::Boolean, name) => SegmentColumn::Flags(fast.u64(name)?),
            By::Numbers(_, name) => SegmentColumn::Integers(fast.i64(name)?),
            By::Relevance => SegmentColumn::Relevance,
        };
        let mut opened = Self { column, descending: key.descending, after: None };
        opened.after = after.map(|after| opened.rank_of(after)).transpose()?;
        Ok(opened)
    }

    fn rank(&self, doc: DocId, score: Score) -> Rank {
        let found = match &self.column {
            SegmentColumn::Bytes(column) => {
                column.as_ref().and_then(|column| self.end(column.ords(), doc)).map(existing)
            }
            SegmentColumn::Id(column) => {
                column.as_ref().and_then(|column| column.ords().first(doc)).map(existing)
            }
            SegmentColumn::Integers(column) => self.end(column, doc).map(ordered_i64),
            SegmentColumn::Decimals(column) => self.end(column, doc).map(ordered_f64),
            SegmentColumn::Flags(column) => self.end(column, doc),
            // The best match comes first, unless the order is turned round.
            SegmentColumn::Relevance => Some(!ordered_f64(f64::from(score))),
        };
        self.directed(found)
    }

    /// The value of a document that the order goes by: the least is the first, the greatest the last.
    fn end<T: PartialOrd + Copy + Debug + Send + Sync + 'static>(
        &self,
        column: &Column<T>,
        doc: DocId,
    ) -> Option<T> {
        if self.descending { column.values_for_doc(doc).last() } else { column.first(doc) }
    }

    fn directed(&self, found: Option<u64>) -> Rank {
        match found {
            None => Rank { missing: true, place: 0 },
            Some(place) if self.descending => Rank { missing: false, place: !place },
            Some(place) => Rank { missing: false, place },
        }
    }

    /// The rank that a value has, or would have, in this segment.
    fn rank_of(&self, value: &SortPlace) -> tantivy::Result<Rank> {
        let place = match value {
            SortPlace::Missing => None,
            SortPlace::Number(number) => Some(*number),
            SortPlace::Bytes(bytes) => {
                let dictionary = match &self.column {
                    SegmentColumn::Bytes(Some(column)) => column.dictionary(),
                    SegmentColumn::Id(Some(column)) => column.dictionary(),
                    _ => return Ok(self.directed(Some(0))),
                };
                Some(match dictionary.term_ord(bytes)? {
                    Some(ord) => existing(ord),
                    None => {
                        match dictionary.term_bounds_to_ord(Bound::Included(bytes), Bound::Unbounded)?.0 {
                            Bound::Included(next) | Bound::Excluded(next) => between(next),
                            Bound::Unbounded => 0,
                        }
                    }
                })
            }
        };
        Ok(self.directed(place))
    }

    /// The ranks of some documents, at most a block of them.
    fn ranks(&self, docs: &[DocId], scores: &[Score], ranks: &mut Vec<Rank>) {
        ranks.clear();
        match &self.column {
            SegmentColumn::Bytes(Some(column)) => self.read(column.ords(), docs, ranks, existing),
            SegmentColumn::Id(Some(column)) => self.read(column.ords(), docs, ranks, existing),
            SegmentColumn::Integers(column) => self.read(column, docs, ranks, ordered_i64),
            SegmentColumn::Decimals(column) => self.read(column, docs, ranks, ordered_f64),
            SegmentColumn::Flags(column) => self.read(column, docs, ranks, |flag| flag),
            SegmentColumn::Relevance => {
                let of_score = |score: &Score| self.directed(Some(!ordered_f64(f64::from(*score))));
                ranks.extend(scores.iter().map(of_score));
            }
            SegmentColumn::Bytes(None) | SegmentColumn::Id(None) => {
                ranks.extend(docs.iter().map(|_| self.directed(None)));
            }
        }
    }

    fn read<T: PartialOrd + Copy + Debug + Send + Sync + 'static>(
        &self,
        column: &Column<T>,
        docs: &[DocId],
        ranks: &mut Vec<Rank>,
        place: impl Fn(T) -> u64,
    ) {
        if self.descending && column.get_cardinality().is_multivalue() {
            return ranks.extend(docs.iter().map(|doc| self.directed(self.end(column, *doc).map(&place))));
        }
        let mut firsts = [None; COLLECT_BLOCK_BUFFER_LEN];
        let firsts = &mut firsts[..docs.len()];
        column.first_vals(docs, firsts);
        ranks.extend(firsts.iter().map(|first| self.directed(first.map(&place))));
    }

    /// The values of some ranks, comparable across segments.
    fn globals(&self, ranks: impl Iterator<Item = Rank> + Clone) -> tantivy::Result<Vec<GlobalKey>> {
        let place = |rank: Rank| if self.descending { !rank.place } else { rank.place };
        let dictionary = match &self.column {
            SegmentColumn::Bytes(Some(column)) => column.dictionary(),
            SegmentColumn::Id(Some(column)) => column.dictionary(),
            _ => {
                let number = |rank: Rank| match rank.missing {
                    true => GlobalKey(SortPlace::Missing),
                    false => GlobalKey(SortPlace::Number(place(rank))),
                };
                return Ok(ranks.map(number).collect());
            }
        };
        // Terms that lie side by side are read together.
        let mut ords: Vec<u64> =
            ranks.clone().filter(|rank| !rank.missing).map(|rank| place(rank) / 2).collect();
        ords.sort_unstable();
        ords.dedup();
        let mut terms: Vec<Vec<u8>> = Vec::with_capacity(ords.len());
        dictionary.sorted_ords_to_term_cb(&ords, |term| terms.push(term.to_vec()))?;
        let term = |rank: Rank| {
            let found = ords.binary_search(&(place(rank) / 2)).ok().and_then(|found| terms.get(found));
            found.cloned().unwrap_or_default()
        };
        let key = |rank: Rank| match rank.missing {
            true => GlobalKey(SortPlace::Missing),
            false => GlobalKey(SortPlace::Bytes(term(rank))),
        };
        Ok(ranks.map(key).collect())
    }
}

/// The place of a term that is there; between two of them is room for one that is not.
fn existing(ord: u64) -> u64 {
    ord * 2 + 1
}

/// The place of a term that is not there, before the one with that ordinal.
fn between(next: u64) -> u64 {
    next.saturating_mul(2)
}

impl SegmentOrder {
    /// Writes the document's ranks; false where it does not come after the page's beginning.
    pub(super) fn ranks(&self, doc: DocId, score: Score, ranks: &mut Vec<Rank>) -> bool {
        ranks.clear();
        ranks.extend(self.keys.iter().map(|key| key.rank(doc, score)));
        for (key, rank) in self.keys.iter().zip(ranks) {
            let Some(after) = &key.after else {
                return self.keys.first().is_none_or(|key| key.after.is_none());
            };
            match (*rank).cmp(after) {
                Ordering::Less => return false,
                Ordering::Greater => return true,
                Ordering::Equal => {}
            }
        }
        // Equal in all that was given: not strictly after it.
        self.keys.is_empty()
    }

    /// The ranks of a block of documents by the first key.
    pub(super) fn first_ranks(&self, docs: &[DocId], scores: &[Score], ranks: &mut Vec<Rank>) {
        match self.keys.first() {
            Some(key) => key.ranks(docs, scores, ranks),
            None => ranks.clear(),
        }
    }

    /// Whether a document comes before the page's beginning by the first key already.
    pub(super) fn is_before(&self, first: Rank) -> bool {
        self.keys.first().and_then(|key| key.after).is_some_and(|after| first < after)
    }

    /// The keys of documents, from their ranks, comparable across segments.
    pub(super) fn globals(&self, found: &[(Vec<Rank>, DocId)]) -> tantivy::Result<Vec<Vec<GlobalKey>>> {
        let mut all: Vec<Vec<GlobalKey>> =
            found.iter().map(|_| Vec::with_capacity(self.keys.len())).collect();
        for (place, key) in self.keys.iter().enumerate() {
            let of_key = key.globals(found.iter().map(|(ranks, _)| ranks[place]))?;
            all.iter_mut().zip(of_key).for_each(|(keys, one)| keys.push(one));
        }
        Ok(all)
    }
}
