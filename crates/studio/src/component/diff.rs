//! What something was and what it is, readable one below the other.

use maud::{Markup, html};

use crate::texts;

/// A value that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What changed, such as `name` or `properties.price.type`.
    pub field: String,
    /// What it was; `None` where it is new.
    pub before: Option<String>,
    /// What it is now; `None` where it went.
    pub after: Option<String>,
}

/// What is empty would be a coloured spot.
fn shown(value: &str) -> &str {
    if value.is_empty() { texts::EMPTY } else { value }
}

/// The changes as a list.
pub(crate) fn show(changes: &[Change]) -> Markup {
    html! {
        dl.changes {
            @for change in changes {
                dt { code { (change.field) } }
                dd {
                    @if let Some(before) = &change.before {
                        del { span.visually-hidden { (texts::BEFORE) " " } (shown(before)) }
                    }
                    @if let Some(after) = &change.after {
                        ins { span.visually-hidden { (texts::AFTER) " " } (shown(after)) }
                    }
                }
            }
        }
    }
}
