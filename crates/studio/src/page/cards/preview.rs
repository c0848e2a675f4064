//! What a definition would make of real entries, as a table: a part of the builder that is kept fresh on its own.

use maud::{Markup, html};

use crate::component::list::{self, Head};
use crate::texts::cards as texts;

/// What the preview shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// The names of the properties.
    pub columns: Vec<String>,
    /// Cards as they would be.
    pub rows: Vec<PreviewRow>,
    /// How many values of these entries do not convert.
    pub problems: u64,
    /// Why there is nothing to show, in words.
    pub refused: Option<String>,
}

/// A card as it would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreviewRow {
    /// Its key.
    pub key: String,
    /// What each property would be, in the order of the columns.
    pub values: Vec<PreviewValue>,
}

/// What a property would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PreviewValue {
    /// No entry has a value for it.
    #[default]
    Missing,
    /// The value as text.
    Value(String),
    /// A text that does not convert, and why.
    Problem {
        /// The text as the source has it.
        text: String,
        /// Why it does not convert.
        why: String,
    },
}

/// The part alone: the answer to `POST /studio/cards/{id}/preview`.
#[must_use]
pub fn fragment(view: &Preview) -> String {
    inner(view).into_string()
}

pub(crate) fn inner(view: &Preview) -> Markup {
    let entries = u64::try_from(view.rows.len()).unwrap_or(u64::MAX);
    html! {
        @if let Some(refused) = &view.refused {
            div.body { p.problem { (refused) } }
        } @else if view.rows.is_empty() || view.columns.is_empty() {
            div.body { p.muted { (texts::PREVIEW_NONE) } }
        } @else {
            div.body.tight {
                p.warning-text[view.problems > 0] { (texts::problems_found(view.problems, entries)) }
            }
            (table(view))
        }
    }
}

fn table(view: &Preview) -> Markup {
    let heads: Vec<Head<'_>> =
        std::iter::once(texts::KEY).chain(view.columns.iter().map(String::as_str)).map(Head::Text).collect();
    let rows = html! {
        @for row in &view.rows {
            tr { th.nowrap scope="row" { (row.key) } @for shown in &row.values { (value(shown)) } }
        }
    };
    list::table(texts::PREVIEW, &heads, &rows)
}

fn value(shown: &PreviewValue) -> Markup {
    html! {
        @match shown {
            PreviewValue::Missing => { td { span.muted { "–" } } }
            PreviewValue::Value(text) => { td.value title=(text) { (text) } }
            PreviewValue::Problem { text, why } => {
                td.bad { span.value title=(text) { (text) } span.problem { (why) } }
            }
        }
    }
}
