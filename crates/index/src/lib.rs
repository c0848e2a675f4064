//! Indexes of typed, localized documents: filters, exact facets, sorting in a language's order, full text, paging.
//!
//! An index holds one document for each card, keyed by its id, and answers a [`Query`] from one state. It keeps the
//! place in the change log up to which it is made together with its content, so that a crash leaves both or neither.
//! It knows nothing of cards, sources or destinations: who builds one says what a document is.
//!
//! [`naive`] says what every answer must be, in a few lines over plain documents; the engine is held to it by tests.
//!
//! Read first: [`Spec`], [`Document`], [`Query`], [`Index`].

mod answer;
mod beside;
pub mod collation;
mod document;
mod encode;
mod ends;
mod error;
mod files;
mod filter;
mod gone;
mod index;
mod language;
mod layout;
mod limits;
mod lookup;
mod merges;
pub mod naive;
mod nested;
mod numbers;
mod options;
mod part;
mod query;
mod search;
mod shortage;
mod sort_keys;
mod spec;
mod sums;
mod term;
mod value;
mod wanting;
mod words;
mod write;

pub use answer::{Answer, Facet, FacetCount, Hit};
pub use document::{Document, FieldValues, NestedObject};
pub use error::{IndexError, QueryError};
pub use filter::{Condition, Filter, FilterGroup, Range, Test};
pub use index::{Index, Opened};
pub use limits::{Limits, Memory};
pub use nested::Nested;
pub use options::Options;
pub use query::{FacetMode, FacetRequest, IdSearch, Period, Query, SortBy, SortKey, TextSearch, Want};
pub use shortage::Shortage;
pub use spec::{Field, Kind, Spec, SpecError};
pub use value::{SortValue, Value};
pub use write::{Batch, Bulk, in_parts};
