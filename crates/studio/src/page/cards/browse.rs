//! The cards of a definition, as a table or as a gallery.
//!
//! `GET /studio/cards/{id}?search=&view=table|gallery&after=`.

use maud::{Markup, html};

use super::head::{self, CardHead, CardTab};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::paging::{self, Paging};
use crate::component::{empty, picture};
use crate::images::Images;
use crate::shell::Shell;
use crate::texts::cards as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Browse {
    /// The definition.
    pub card: CardHead,
    /// The text that was searched for.
    pub search: String,
    /// Whether the cards are shown as pictures.
    pub as_gallery: bool,
    /// The names of the properties that the table shows; a handful.
    pub columns: Vec<String>,
    /// The cards of this page.
    pub rows: Vec<CardInstance>,
    /// Where the list goes on.
    pub paging: Paging,
    /// How many cards there are, or match the search, in words.
    pub shown: String,
}

/// A card in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardInstance {
    /// Its id.
    pub id: String,
    /// What to call it: the value of its first text property, or its id.
    pub title: String,
    /// A link to a picture of it, where one of its properties is one.
    pub picture: Option<String>,
    /// The value for each column; empty where it has none.
    pub values: Vec<String>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Browse) -> String {
    let body = html! {
        (head::show(&view.card, CardTab::Browse))
        @if view.card.cards.is_none() {
            section.panel {
                (empty::show(Icon::Card, texts::NOT_ACTIVE_TITLE, texts::NOT_ACTIVE_TEXT, &html! {
                    a.button.primary href=(view.card.path("/definition")) { (texts::TO_DEFINITION) }
                }))
            }
        } @else {
            (list::search(&view.card.path(""), "search", texts::SEARCH_HINT, &view.search, &which_view(view)))
            section.panel {
                @if view.rows.is_empty() {
                    div.body { p.muted { @if view.search.is_empty() { (texts::NO_CARDS) } @else { (texts::NONE_FOUND) } } }
                } @else if view.as_gallery {
                    (gallery(view, &shell.images))
                } @else {
                    (table(view, &shell.images))
                }
                (paging::show(&view.paging, &view.shown))
            }
        }
    };
    shell.page(&view.card.name, &body)
}

fn which_view(view: &Browse) -> Markup {
    html! {
        label.visually-hidden for="view" { (texts::VIEW) }
        select #view name="view" data-instant {
            option value="table" selected[!view.as_gallery] { (texts::AS_TABLE) }
            option value="gallery" selected[view.as_gallery] { (texts::AS_GALLERY) }
        }
    }
}

fn table(view: &Browse, images: &Images) -> Markup {
    let pictures = view.rows.iter().any(|row| row.picture.is_some());
    let mut heads = vec![Head::Text(texts::ID)];
    if pictures {
        heads.insert(0, Head::Unseen(texts::PICTURE));
    }
    heads.extend(view.columns.iter().map(|column| Head::Text(column)));
    let rows = html! {
        @for row in &view.rows {
            tr {
                @if pictures { td.narrow { (picture::show(row.picture.as_deref(), "thumb", images)) } }
                th.nowrap scope="row" { a href=(instance_path(view, row)) { (row.id) } }
                @for value in &row.values { td.value title=(value) { (value) } }
            }
        }
    };
    list::table(&view.card.name, &heads, &rows)
}

fn gallery(view: &Browse, images: &Images) -> Markup {
    html! {
        ul.gallery {
            @for row in &view.rows {
                li {
                    a href=(instance_path(view, row)) {
                        (picture::show(row.picture.as_deref(), "picture", images))
                        strong { (row.title) }
                        span.muted { (row.id) }
                    }
                }
            }
        }
    }
}

fn instance_path(view: &Browse, row: &CardInstance) -> String {
    view.card.path(&format!("/cards/{}", row.id))
}
