//! Questions to an index.

use octant_model::{Language, Timestamp};

use crate::filter::Filter;
use crate::value::SortValue;

/// A question. All that is given must hold; of a search by id and one for words, one is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The language in which localized fields are seen; one of the index's.
    pub language: Language,
    /// Conditions on fields.
    pub filter: Filter,
    /// Only documents of one of these ids.
    pub ids: Option<IdSearch>,
    /// Full text.
    pub text: Option<TextSearch>,
    /// Only documents changed in that time.
    pub period: Period,
    /// What comes first; the id, byte by byte upwards, breaks every tie and is the default.
    pub sort: Vec<SortKey>,
    /// Only what comes strictly after these values: one for each sort key, then the id as a text. Keys beyond those
    /// given are not looked at: with a single value for a sort by `id` this is the last id seen.
    pub after: Option<Vec<SortValue>>,
    /// How many to leave out at the beginning.
    pub skip: usize,
    /// How many to answer with.
    pub top: usize,
    /// Whether to count all that match, without regard to `after`.
    pub total: bool,
    /// What to count; without regard to `after`, `skip` and `top`.
    pub facets: Vec<FacetRequest>,
    /// What the selected values of a facet do to its own counts.
    pub facet_mode: FacetMode,
    /// Whether hits carry their documents.
    pub want: Want,
}

/// A search by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdSearch {
    /// The ids.
    pub ids: Vec<String>,
    /// Whether the letters' case does not count.
    pub ignore_case: bool,
}

/// A full text search: one of the terms must be found, all words of it in one of the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSearch {
    /// The terms; what has no word in it finds nothing.
    pub terms: Vec<String>,
    /// The searchable fields to look into; empty for all.
    pub fields: Vec<String>,
    /// Whether a word may differ by a letter (from five letters on) or two (from nine on).
    pub typos: bool,
    /// Whether a term's last word may be the beginning of a word.
    pub prefix: bool,
}

/// A time: from `since` on, before `before`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The earliest moment.
    pub since: Option<Timestamp>,
    /// The first moment that is too late.
    pub before: Option<Timestamp>,
}

/// One key of a sort order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// What counts.
    pub by: SortBy,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// What documents are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortBy {
    /// A field's least value or, where the greatest comes first, its greatest; texts in the query language's order.
    Field(String),
    /// The id, byte by byte.
    Id,
    /// How well the full text matches; only with [`Query::text`], without [`Query::after`], best first.
    Relevance,
}

/// A field whose values are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    /// The field's name.
    pub field: String,
    /// The most values to list, selected ones not counted.
    pub size: usize,
    /// Only values that contain this text, whatever its case; selected ones are listed anyway.
    pub containing: Option<String>,
}

/// What the selected values of a facet do to its own counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FacetMode {
    /// The counts are those of the answer's documents.
    #[default]
    Conjunctive,
    /// A facet's counts leave the `must` conditions on its own field aside: what one more value would add.
    Disjunctive,
}

/// What hits carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Want {
    /// The finished JSON.
    #[default]
    Shown,
    /// Only the ids.
    Ids,
}

impl Query {
    /// The first 50 documents by id.
    #[must_use]
    pub fn all(language: Language) -> Self {
        Self {
            language,
            filter: Vec::new(),
            ids: None,
            text: None,
            period: Period::default(),
            sort: Vec::new(),
            after: None,
            skip: 0,
            top: 50,
            total: false,
            facets: Vec::new(),
            facet_mode: FacetMode::default(),
            want: Want::default(),
        }
    }
}
