//! What is different between two versions. `GET /studio/destinations/{d}/differences?from=&to=`.

use maud::html;

use super::head::{self, DestinationHead, DestinationTab};
use crate::component::choice::Choice;
use crate::component::diff::{self, Change};
use crate::component::{cell, panel};
use crate::shell::Shell;
use crate::texts::destinations as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// The destination.
    pub destination: DestinationHead,
    /// The versions, the older one of the two chosen.
    pub from: Vec<Choice>,
    /// The versions, the newer one of the two chosen.
    pub to: Vec<Choice>,
    /// What is different, such as `products.price.facet.size`.
    pub changes: Vec<Change>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Differences) -> String {
    let name = |choices: &[Choice]| {
        choices.iter().find(|choice| choice.chosen).map_or_else(String::new, |choice| choice.label.clone())
    };
    let body = html! {
        (head::show(&view.destination, DestinationTab::Differences))
        @if view.from.len() < 2 {
            (panel::plain(&html! { p.muted { (texts::NOT_COMPARED) } }))
        } @else {
            form.toolbar action=(view.destination.path("/differences")) data-instant {
                (cell::choose("from", texts::FROM, &view.from))
                (cell::choose("to", texts::TO, &view.to))
                button.button type="submit" { (texts::COMPARE) }
            }
            (panel::show(&texts::differences_title(&name(&view.from), &name(&view.to)), &html! {
                @if view.changes.is_empty() { p.muted { (texts::SAME) } } @else { (diff::show(&view.changes)) }
            }))
        }
    };
    shell.page(&view.destination.name, &body)
}
