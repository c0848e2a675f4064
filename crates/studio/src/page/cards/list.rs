//! The list of card definitions, and a new one.
//!
//! `GET /studio/cards`, `GET /studio/new-card`; `POST /studio/cards` with `id`, `name`, `description` and any number of `source`.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{CardStatus, status_badge};
use crate::component::choice::{self, Choice};
use crate::component::field::{self, Field, Input};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::paging::{self, Paging};
use crate::component::{empty, head, number, panel, time};
use crate::shell::Shell;
use crate::texts::{self as common, cards as texts};

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cards {
    /// The definitions of this page.
    pub rows: Vec<CardRow>,
    /// Where the list goes on.
    pub paging: Paging,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A card definition in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Where it is in its life.
    pub status: CardStatus,
    /// How many cards it has; `None` where it has none yet.
    pub cards: Option<u64>,
    /// The ids of its sources.
    pub sources: Vec<String>,
    /// When the definition changed last.
    pub changed_at: Timestamp,
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Cards) -> String {
    let new = html! {
        @if shell.account.may_edit { a.button.primary href="/studio/new-card" { (texts::NEW) } }
    };
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! { @if !view.rows.is_empty() { (new) } }))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Card, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &new))
            } @else {
                (table(view))
                (paging::show(&view.paging, ""))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn table(view: &Cards) -> Markup {
    let heads = [
        Head::Text(common::NAME),
        Head::Text(texts::STATUS),
        Head::Number(texts::CARDS),
        Head::Text(texts::SOURCES),
        Head::Text(texts::CHANGED),
    ];
    let rows = html! {
        @for row in &view.rows {
            tr {
                th scope="row" {
                    a href=(format!("/studio/cards/{}", row.id)) { (row.name) } " " span.tag { (row.id) }
                    @if !row.description.is_empty() { div.muted { (row.description) } }
                }
                td { (status_badge(row.status)) }
                td.number { @match row.cards { Some(cards) => { (number::grouped(cards)) } None => { span.muted { (common::NONE) } } } }
                td { @for source in &row.sources { a.tag href=(format!("/studio/sources/{source}")) { (source) } " " } }
                td { (time::ago(row.changed_at, view.now)) }
            }
        }
    };
    list::table(texts::TITLE, &heads, &rows)
}

/// What was typed for a new card definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCard {
    /// Its id.
    pub id: Field,
    /// Its name.
    pub name: Field,
    /// What it is about.
    pub description: Field,
    /// The sources to choose from.
    pub sources: Vec<Choice>,
    /// What is wrong with the choice of sources.
    pub problem: Option<String>,
}

/// The form for a new card definition.
#[must_use]
pub fn render_new(shell: &Shell, view: &NewCard) -> String {
    let form = html! {
        form.form method="post" action="/studio/cards" {
            (shell.csrf_field())
            (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
            (Input::text("id", texts::ID, texts::ID_HINT).show(&view.id))
            (field::area("description", common::DESCRIPTION, "", &view.description))
            (choice::many("source", texts::SOURCES, texts::SOURCES_HINT, &view.sources, view.problem.as_deref()))
            div.actions {
                button.button.primary type="submit" { (texts::CREATE) }
                a.button href="/studio/cards" { (common::CANCEL) }
            }
        }
    };
    let body = html! {
        (head::show(&[("/studio/cards", texts::TITLE)], texts::NEW, "", &html! {}))
        (panel::plain(&form))
    };
    shell.page(texts::NEW, &body)
}
