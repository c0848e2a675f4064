//! What somebody else saved while a form was open: shown above the form, which keeps what was typed.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::list::{self, Head};
use super::time;
use crate::texts::conflict as texts;

/// A save that would overwrite somebody else's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Who saved meanwhile, where that is known.
    pub who: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// What is different in both.
    pub rows: Vec<ConflictRow>,
    /// The page that shows what is saved now, where what was typed is dropped.
    pub reopen: String,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A field that was changed meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConflictRow {
    /// Which one, such as `Properties › price › Type`.
    pub field: String,
    /// What is saved now; `None` where it is gone.
    pub theirs: Option<String>,
    /// What the form says; `None` where it does not have it.
    pub yours: Option<String>,
    /// Whether the form still says what it was opened with.
    pub untouched: bool,
}

impl Conflict {
    pub(crate) fn show(&self) -> Markup {
        let cell = |value: &Option<String>| match value.as_deref() {
            None => html! { span.muted { (texts::NOT_THERE) } },
            Some("") => html! { span.muted { (texts::EMPTY) } },
            Some(value) => html! { (value) },
        };
        let rows = html! {
            @for row in &self.rows {
                tr {
                    th scope="row" { (row.field) }
                    td { (cell(&row.theirs)) }
                    td {
                        (cell(&row.yours))
                        @if row.untouched { p.hint { (texts::UNTOUCHED) } }
                    }
                }
            }
        };
        let heads = [Head::Text(texts::FIELD), Head::Text(texts::THEIRS), Head::Text(texts::YOURS)];
        html! {
            section.panel.conflict role="alert" aria-labelledby="conflict-title" {
                header { h2 #conflict-title { (texts::TITLE) } }
                div.body {
                    p {
                        (self.who.as_deref().unwrap_or(texts::SOMEBODY)) " " (texts::SAVED) " "
                        (time::ago_if_any(self.at, self.now)) ". " (texts::WHAT_TO_DO)
                    }
                    @if self.rows.is_empty() { p { (texts::ORDER_ONLY) } } @else { (list::table(texts::TITLE, &heads, &rows)) }
                    p { a href=(self.reopen) { (texts::REOPEN) } }
                }
            }
        }
    }
}
