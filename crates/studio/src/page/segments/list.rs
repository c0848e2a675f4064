//! The list of segments, and the first step of a new one.
//!
//! `GET /studio/segments`; `GET /studio/new-segment` shows the first step, which sends `card` and `kind` (`filter` or
//! `picks`) by GET to `/studio/new-segment/build`, where [`super::builder`] goes on.

use maud::{Markup, html};

use super::head::status_badge;
use crate::component::choice::{self, Choice};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::paging::{self, Paging};
use crate::component::{empty, head, number, panel};
use crate::shell::Shell;
use crate::texts::{self as common, segments as texts};

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segments {
    /// The segments of this page.
    pub rows: Vec<SegmentRow>,
    /// Where the list goes on.
    pub paging: Paging,
}

/// A segment in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its card definition's id.
    pub card: String,
    /// Whether its cards are picked one by one.
    pub by_hand: bool,
    /// How many cards are in it; `None` where that is not known.
    pub members: Option<u64>,
    /// Where it is used: a name and an address.
    pub used_in: Vec<(String, String)>,
    /// Whether it is archived.
    pub archived: bool,
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Segments) -> String {
    let new = html! {
        @if shell.account.may_edit { a.button.primary href="/studio/new-segment" { (texts::NEW) } }
    };
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! { @if !view.rows.is_empty() { (new) } }))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Segment, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &new))
            } @else {
                (table(&view.rows))
                (paging::show(&view.paging, ""))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn table(rows: &[SegmentRow]) -> Markup {
    let heads = [
        Head::Text(common::NAME),
        Head::Text(texts::CARD),
        Head::Text(texts::KIND),
        Head::Number(texts::MEMBERS),
        Head::Text(texts::USED_IN),
        Head::Text(texts::STATUS),
    ];
    let rows = html! {
        @for row in rows {
            tr {
                th scope="row" { a href=(format!("/studio/segments/{}", row.id)) { (row.name) } " " span.tag { (row.id) } }
                td { a href=(format!("/studio/cards/{}", row.card)) { (row.card) } }
                td { @if row.by_hand { (texts::BY_HAND) } @else { (texts::BY_FILTER) } }
                td.number { @match row.members { Some(members) => { (number::grouped(members)) } None => { span.muted { "–" } } } }
                td {
                    @if row.used_in.is_empty() { span.muted { "–" } }
                    @for (name, path) in &row.used_in { a.tag href=(path) { (name) } " " }
                }
                td { (status_badge(row.archived)) }
            }
        }
    };
    list::table(texts::TITLE, &heads, &rows)
}

/// What the first step of a new segment shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSegment {
    /// The card definitions to choose from.
    pub cards: Vec<Choice>,
    /// Whether cards are to be picked one by one.
    pub by_hand: bool,
}

/// The first step of a new segment: which card, and how.
#[must_use]
pub fn render_new(shell: &Shell, view: &NewSegment) -> String {
    let kinds = [
        (Choice::new("filter", texts::BY_FILTER).chosen(!view.by_hand), texts::BY_FILTER_TEXT),
        (Choice::new("picks", texts::BY_HAND).chosen(view.by_hand), texts::BY_HAND_TEXT),
    ];
    let form = html! {
        form.form action="/studio/new-segment/build" {
            (choice::one("card", texts::CARD, "", &view.cards, None))
            (choice::radios("kind", texts::KIND, &kinds))
            div.actions {
                button.button.primary type="submit" { (texts::CONTINUE) }
                a.button href="/studio/segments" { (common::CANCEL) }
            }
        }
    };
    let body = html! {
        (head::show(&[("/studio/segments", texts::TITLE)], texts::NEW, "", &html! {}))
        @if view.cards.is_empty() {
            section.panel {
                (empty::show(Icon::Card, texts::NEW, texts::NO_CARD, &html! {
                    a.button.primary href="/studio/cards" { (texts::TO_CARDS) }
                }))
            }
        } @else {
            (panel::plain(&form))
        }
    };
    shell.page(texts::NEW, &body)
}
