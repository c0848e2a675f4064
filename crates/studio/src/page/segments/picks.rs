//! Cards that are picked for a segment one by one: a part of the builder.
//!
//! The form sends `pick` for each picked card (any number), `pick-search`, `found` for each card that is ticked among
//! the found ones, which is picked by whatever button comes next; `action` is `find`, `add-found` or `remove-pick-{n}`.

use maud::{Markup, html};

use crate::component::{action, panel};
use crate::texts::{self as common, segments as texts};

/// What is picked, and what can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picks {
    /// The picked cards, id and title.
    pub picked: Vec<(String, String)>,
    /// What was searched for.
    pub search: String,
    /// The cards that were found and are not picked yet, id and title; `None` where nothing was searched for.
    pub found: Option<Vec<(String, String)>>,
}

pub(crate) fn show(card: &str, view: &Picks) -> Markup {
    html! {
        (panel::show(texts::PICKED, &html! {
            @if view.picked.is_empty() { p.muted { (texts::PICKED_NONE) } }
            ul.rows { @for (index, (id, title)) in view.picked.iter().enumerate() {
                li.row {
                    input type="hidden" name="pick" value=(id);
                    div.grow { a href=(format!("/studio/cards/{card}/cards/{id}")) { (title) } " " span.tag { (id) } }
                    (action::remove(&format!("remove-pick-{index}"), &format!("{} {title}", common::REMOVE)))
                }
            } }
        }))
        (panel::show(texts::FOUND, &html! {
            div.toolbar {
                div.grow {
                    input type="search" name="pick-search" value=(view.search) aria-label=(texts::PICK_SEARCH)
                        placeholder=(texts::PICK_SEARCH) data-search;
                }
                (action::button("find", "", texts::FIND))
                (action::button("add-found", "", texts::ADD))
            }
            @if let Some(found) = &view.found {
                @if found.is_empty() { p.muted { (texts::NOTHING_FOUND) } }
                ul.rows { @for (index, (id, title)) in found.iter().enumerate() {
                    li {
                        label.choice for=(format!("found-{index}")) {
                            input type="checkbox" id=(format!("found-{index}")) name="found" value=(id);
                            span { (title) " " span.tag { (id) } }
                        }
                    }
                } }
            }
        }))
    }
}
