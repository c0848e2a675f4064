//! Sort orders: keys of documents that compare as the order wants, within a segment and across them.

use std::cmp::Ordering;
use std::ops::Bound;

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, Score, SegmentReader};

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
                    let (kind, columns) = (layout.spec.fields[place].kind, layout.columns(place, language));
                    let column = |column| layout.schema.get_field_name(column).to_owned();
                    match columns.order(language) {
                        Some(order) => (By::Bytes(column(order)), Some((name, kind))),
                        None => (By::Numbers(kind, column(columns.values)), Some((name, kind))),
                    }
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
                column.as_ref().and_then(|column| column.ords().first(doc)).map(existing)
            }
            SegmentColumn::Id(column) => {
                column.as_ref().and_then(|column| column.ords().first(doc)).map(existing)
            }
            SegmentColumn::Integers(column) => column.first(doc).map(ordered_i64),
            SegmentColumn::Decimals(column) => column.first(doc).map(ordered_f64),
            SegmentColumn::Flags(column) => column.first(doc),
            // The best match comes first, unless the order is turned round.
            SegmentColumn::Relevance => Some(!ordered_f64(f64::from(score))),
        };
        self.directed(found)
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

    fn global(&self, rank: Rank) -> tantivy::Result<GlobalKey> {
        if rank.missing {
            return Ok(GlobalKey(SortPlace::Missing));
        }
        let place = if self.descending { !rank.place } else { rank.place };
        let mut bytes = Vec::new();
        match &self.column {
            SegmentColumn::Bytes(Some(column)) => column.ord_to_bytes(place / 2, &mut bytes)?,
            SegmentColumn::Id(Some(column)) => column.dictionary().ord_to_term(place / 2, &mut bytes)?,
            _ => return Ok(GlobalKey(SortPlace::Number(place))),
        };
        Ok(GlobalKey(SortPlace::Bytes(bytes)))
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

    pub(super) fn global(&self, ranks: &[Rank]) -> tantivy::Result<Vec<GlobalKey>> {
        self.keys.iter().zip(ranks).map(|(key, rank)| key.global(*rank)).collect()
    }
}
