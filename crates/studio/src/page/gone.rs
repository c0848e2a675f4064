//! The place of a page that is shown once, after that.

use maud::html;

use crate::component::{head, panel};
use crate::shell::Shell;
use crate::texts::gone as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// The page that goes on from there.
    pub next: String,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Gone) -> String {
    let body = html! {
        (head::show(&[], texts::TITLE, "", &html! {}))
        (panel::plain(&html! {
            p { (texts::TEXT) }
            p { (texts::AGAIN) }
            div.actions { a.button.primary href=(view.next) { (texts::CONTINUE) } }
        }))
    };
    shell.page(texts::TITLE, &body)
}
