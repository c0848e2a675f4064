//! The first rows of a file as entries: a part of the mapping that is kept fresh on its own.

use maud::{Markup, html};

use crate::component::list::{self, Head};
use crate::texts::{entries, import_file as texts};

/// What the part shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsPreview {
    /// The properties, each with its language where it has one: `name (en)`.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<RowPreview>,
    /// Why there is nothing to show, in words.
    pub refused: Option<String>,
}

/// A row as an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowPreview {
    /// Its place in the file, from 1.
    pub row: u64,
    /// Its key.
    pub key: String,
    /// Its values in the order of the columns; `None` where it has none.
    pub values: Vec<Option<String>>,
    /// What is wrong with it, in words.
    pub problem: Option<String>,
}

/// The part alone: the answer to `POST …/{u}/preview`.
#[must_use]
pub fn fragment(view: &RowsPreview) -> String {
    inner(view).into_string()
}

pub(crate) fn inner(view: &RowsPreview) -> Markup {
    html! {
        @if let Some(refused) = &view.refused {
            div.body { p.problem { (refused) } }
        } @else if view.rows.is_empty() || view.columns.is_empty() {
            div.body { p.muted { (texts::PREVIEW_NONE) } }
        } @else {
            (table(view))
        }
    }
}

fn table(view: &RowsPreview) -> Markup {
    let heads: Vec<Head<'_>> = [texts::ROW, entries::KEY]
        .into_iter()
        .chain(view.columns.iter().map(String::as_str))
        .map(Head::Text)
        .collect();
    let rows = html! {
        @for row in &view.rows {
            tr {
                td.muted { (row.row) }
                th scope="row" {
                    (row.key)
                    @if let Some(problem) = &row.problem { p.problem { (problem) } }
                }
                @for value in &row.values {
                    @match value { Some(value) => { td.value title=(value) { (value) } } None => { td { span.muted { "–" } } } }
                }
            }
        }
    };
    list::table(texts::PREVIEW, &heads, &rows)
}
