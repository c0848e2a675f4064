//! Sort orders: keys of documents that compare as the order wants, within a segment and across them.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::Bound;

use tantivy::columnar::{BytesColumn, Column, Dictionary, StrColumn};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Score, Searcher, SegmentReader};

use super::beside::Beside;
use super::filter::unknown;
use crate::beside::{NOTHING, beside, ordered, ordered_f64, ordered_i64};
use crate::error::{IndexError, QueryError};
use crate::layout::Layout;
use crate::query::{Query, SortBy, SortKey};
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
    /// A column of what lies beside numbers, by name; it comes after that of the numbers.
    Beside(String),
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
    pub(super) fn of(
        layout: &Layout,
        searcher: &Searcher,
        query: &Query,
        language: usize,
    ) -> Result<Self, IndexError> {
        let asked = query.sort.iter().map(|key| Asked::of(layout, searcher, key, language));
        let mut asked: Vec<Asked<'_>> = asked.collect::<Result<_, IndexError>>()?;
        if !asked.iter().any(|asked| matches!(asked.key.by, By::Id)) {
            asked.push(Asked { key: Key { by: By::Id, descending: false }, field: None, beside: None });
        }
        let after = match &query.after {
            None => None,
            Some(values) => Some(places(layout, language, &asked, values)?),
        };
        let keys = asked.into_iter().flat_map(Asked::keys).collect();
        Ok(Self { keys, after })
    }

    /// The memory in bytes for so many first documents: their ranks in each segment, then their values.
    pub(super) fn cost(&self, keep: usize, searcher: &Searcher) -> usize {
        const DOCUMENT: usize = 96;
        const KEY: usize = 64;
        let documents = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
        let kept = keep.saturating_mul(searcher.segment_readers().len()).min(documents);
        kept.saturating_mul(DOCUMENT + KEY * self.keys.len())
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

/// A sort key of a query.
struct Asked<'q> {
    key: Key,
    /// The field with the kind of its values, where it is one.
    field: Option<(&'q str, Kind)>,
    /// Its column of what lies beside numbers, where a document has any of that.
    beside: Option<String>,
}

impl<'q> Asked<'q> {
    fn of(
        layout: &Layout,
        searcher: &Searcher,
        key: &'q SortKey,
        language: usize,
    ) -> Result<Self, IndexError> {
        let descending = key.descending;
        let alone = |by| Self { key: Key { by, descending }, field: None, beside: None };
        let name = match &key.by {
            SortBy::Id => return Ok(alone(By::Id)),
            SortBy::Relevance => return Ok(alone(By::Relevance)),
            SortBy::Field(name) => name,
        };
        let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
        let (field, columns) = (&layout.spec.fields[place], layout.columns(place, language));
        if !field.sortable {
            return Err(not_sortable(layout, name).into());
        }
        let kind = field.kind;
        let column = |column| layout.schema.get_field_name(column).to_owned();
        let texts = columns.order(language).map(|order| By::Bytes(column(order)));
        let numbers = columns.numbers.map(|numbers| By::Numbers(kind, column(numbers)));
        let by = texts.or(numbers).ok_or_else(|| unknown(layout, name))?;
        let beside = match columns.beside.map(column) {
            Some(beside) if layout.exceptions.are_in_any(searcher, &beside)? => Some(beside),
            _ => None,
        };
        Ok(Self { key: Key { by, descending }, field: Some((name, kind)), beside })
    }

    fn keys(self) -> impl Iterator<Item = Key> {
        let descending = self.key.descending;
        let beside = self.beside.map(|column| Key { by: By::Beside(column), descending });
        std::iter::once(self.key).chain(beside)
    }
}

fn not_sortable(layout: &Layout, name: &str) -> QueryError {
    let known = layout.spec.fields.iter().filter(|field| field.sortable);
    let known = known.map(|field| field.name.clone()).collect();
    QueryError::NotMadeFor { field: name.to_owned(), what: "sorted by", known }
}

/// A document's value for one key, comparable across segments.
pub(super) struct GlobalKey(SortPlace);

/// The values of `after` as the columns of the keys compare them.
fn places(
    layout: &Layout,
    language: usize,
    asked: &[Asked<'_>],
    values: &[SortValue],
) -> Result<Vec<SortPlace>, QueryError> {
    if values.len() > asked.len() {
        let message =
            format!("after has {} values, and there are {} sort keys with the id", values.len(), asked.len());
        return Err(QueryError::After(message));
    }
    let mut places = Vec::with_capacity(values.len());
    for (asked, value) in asked.iter().zip(values) {
        places.push(match value {
            Some(value) => place(layout, language, asked, value)?,
            None => SortPlace::Missing,
        });
        if asked.beside.is_some() {
            let beside = value.as_ref().and_then(beside);
            places.push(SortPlace::Bytes(beside.map_or_else(|| NOTHING.into(), String::into_bytes)));
        }
    }
    Ok(places)
}

/// A value of `after` as the column of its key compares it.
fn place(
    layout: &Layout,
    language: usize,
    asked: &Asked<'_>,
    value: &Value,
) -> Result<SortPlace, QueryError> {
    Ok(match (&asked.key.by, asked.field, value) {
        (By::Relevance, ..) => {
            return Err(QueryError::After("after does not go with an order by relevance".to_owned()));
        }
        (By::Id, _, Value::Text(id)) => SortPlace::Bytes(id.clone().into_bytes()),
        (By::Id, _, other) => {
            return Err(QueryError::After(format!("after has {:?} in the place of an id", other.key())));
        }
        (_, Some((name, kind)), value) if value.kind() != kind => {
            return Err(QueryError::Kind { field: name.to_owned(), expected: kind, given: value.kind() });
        }
        (_, _, Value::Text(text)) => {
            SortPlace::Bytes(layout.collations[language].key(crate::collation::sorted_part(text)))
        }
        (_, _, number) => SortPlace::Number(ordered(number)),
    })
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
    Beside(Beside),
    Relevance,
}

impl SegmentColumn {
    /// The terms whose ordinals are places, if there are any.
    fn dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Bytes(Some(column)) => Some(column.dictionary()),
            Self::Id(Some(column)) => Some(column.dictionary()),
            _ => None,
        }
    }
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
            By::Beside(name) => SegmentColumn::Beside(Beside::open(segment, name, key.descending)?),
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
            SegmentColumn::Beside(beside) => Some(existing(beside.place(doc))),
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
            SortPlace::Bytes(bytes) => Some(match (&self.column, self.column.dictionary()) {
                (SegmentColumn::Beside(beside), _) => match beside.place_of(bytes)? {
                    (place, true) => existing(place),
                    (next, false) => between(next),
                },
                (_, Some(dictionary)) => match dictionary.term_ord(bytes)? {
                    Some(ord) => existing(ord),
                    None => {
                        match dictionary.term_bounds_to_ord(Bound::Included(bytes), Bound::Unbounded)?.0 {
                            Bound::Included(next) | Bound::Excluded(next) => between(next),
                            Bound::Unbounded => 0,
                        }
                    }
                },
                (_, None) => 0,
            }),
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
            SegmentColumn::Beside(..) => ranks.extend(docs.iter().map(|doc| self.rank(*doc, 0.0))),
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
        let Some(dictionary) = self.column.dictionary() else {
            let global = |rank: Rank| {
                Ok(GlobalKey(match (&self.column, rank.missing) {
                    (_, true) => SortPlace::Missing,
                    (SegmentColumn::Beside(beside), false) => SortPlace::Bytes(beside.term(place(rank) / 2)?),
                    (_, false) => SortPlace::Number(place(rank)),
                }))
            };
            return ranks.map(global).collect();
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
