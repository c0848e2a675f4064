//! The cards in a segment. `GET /studio/segments/{id}?search=&after=`.

use maud::{Markup, html};

use super::head::{self, SegmentHead, SegmentTab};
use super::preview::Member;
use crate::component::list::{self, Head};
use crate::component::paging::{self, Paging};
use crate::component::picture;
use crate::images::Images;
use crate::shell::Shell;
use crate::texts::{cards, segments as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// The segment.
    pub segment: SegmentHead,
    /// The text that was searched for.
    pub search: String,
    /// The members of this page.
    pub rows: Vec<Member>,
    /// Where the list goes on.
    pub paging: Paging,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Members) -> String {
    let body = html! {
        (head::show(shell, &view.segment, SegmentTab::Members))
        (list::search(&view.segment.path(""), "search", texts::SEARCH_HINT, &view.search, &html! {}))
        section.panel {
            @if view.rows.is_empty() {
                div.body { p.muted { @if view.search.is_empty() { (texts::NO_MEMBERS) } @else { (texts::NONE_FOUND) } } }
            } @else {
                (table(view, &shell.images))
            }
            (paging::show(&view.paging, ""))
        }
    };
    shell.page(&view.segment.name, &body)
}

fn table(view: &Members, images: &Images) -> Markup {
    let heads = [Head::Unseen(cards::PICTURE), Head::Text(cards::CARD), Head::Text(cards::ID)];
    let rows = html! {
        @for member in &view.rows {
            tr {
                td.narrow { (picture::show(member.picture.as_deref(), "thumb", images)) }
                th scope="row" {
                    a href=(format!("/studio/cards/{}/cards/{}", view.segment.card, member.id)) { (member.title) }
                }
                td { code { (member.id) } }
            }
        }
    };
    list::table(texts::MEMBERS, &heads, &rows)
}
