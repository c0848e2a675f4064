//! What an index answers.

use crate::value::SortValue;

/// The answer to a query, from one state of the index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The page, in order.
    pub hits: Vec<Hit>,
    /// How many match; where it was asked for.
    pub total: Option<u64>,
    /// The facets, in the order asked.
    pub facets: Vec<Facet>,
    /// What to send as [`crate::Query::after`] for the next page; `None` on the last page.
    pub after: Option<Vec<SortValue>>,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// Its finished JSON in the query's language; empty where only ids were wanted.
    pub shown: String,
}

/// The values of one field with how many documents have each: the most frequent first, then in the order of the
/// query's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field's name.
    pub field: String,
    /// The values.
    pub values: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value as text: [`crate::Value::key`].
    pub key: String,
    /// How many documents have it; 0 is possible only for selected values.
    pub count: u64,
}
