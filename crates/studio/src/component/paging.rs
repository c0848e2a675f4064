//! From one page of a list to the next.

use maud::{Markup, html};

use crate::texts;

/// Where a list goes on. Lists are walked by cursor, so there is a first page and a next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// The address of the first page, where this is not it.
    pub first: Option<String>,
    /// The address of the next page, where there is one.
    pub next: Option<String>,
}

/// The links below a list; nothing where all of it is on one page.
pub(crate) fn show(paging: &Paging, shown: &str) -> Markup {
    html! {
        @if paging.first.is_some() || paging.next.is_some() {
            nav.pages aria-label=(texts::PAGES) {
                span { (shown) }
                span.actions {
                    @if let Some(first) = &paging.first { a.button.small href=(first) { (texts::FIRST_PAGE) } }
                    @if let Some(next) = &paging.next { a.button.small href=(next) rel="next" { (texts::NEXT_PAGE) } }
                }
            }
        }
    }
}
