//! One destination: its address and its versions.
//!
//! `GET /studio/destinations/{d}`; `POST /studio/destinations/{d}/versions` makes a draft.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{self, DestinationHead, DestinationTab, VersionStatus, version_badge};
use crate::component::list::{self, Head};
use crate::component::{action, copy, number, panel, time};
use crate::shell::Shell;
use crate::texts::{destinations as texts, explorer};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The destination.
    pub destination: DestinationHead,
    /// Its versions, the newest first.
    pub rows: Vec<VersionRow>,
    /// Whether a draft can be made.
    pub may_draft: bool,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A version in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionRow {
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub status: VersionStatus,
    /// The identifiers of its endpoints.
    pub endpoints: Vec<String>,
    /// How many cards its endpoints show together; `None` where it does not answer.
    pub cards: Option<u64>,
    /// When it was published; `None` where it was not, or that is not known.
    pub published_at: Option<Timestamp>,
    /// Who published it, by name; `None` where that is not known.
    pub published_by: Option<String>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Versions) -> String {
    let new = html! {
        @if shell.account.may_edit && view.may_draft {
            (action::post(shell, &view.destination.path("/versions"), "small", texts::NEW_DRAFT))
        }
    };
    let body = html! {
        (head::show(&view.destination, DestinationTab::Versions))
        (panel::plain(&html! {
            dl.facts {
                dt { (texts::ADDRESS) } dd { (copy::line("address", &view.destination.address)) }
                dt { (texts::LANGUAGES) } dd { @for language in &view.destination.languages { span.tag { (language) } " " } }
            }
        }))
        (panel::with(texts::VERSIONS, &new, &html! {
            (table(view))
            div.body { p.muted { (texts::NEW_DRAFT_TEXT) } }
        }))
    };
    shell.page(&view.destination.name, &body)
}

fn table(view: &Versions) -> Markup {
    let known = view.rows.iter().any(|row| row.published_at.is_some());
    let mut heads = vec![
        Head::Text(texts::VERSION),
        Head::Text(texts::STATUS),
        Head::Text(texts::ENDPOINTS),
        Head::Number(texts::ENTRIES),
    ];
    if known {
        heads.push(Head::Text(texts::PUBLISHED_AT));
    }
    let rows = html! {
        @for row in &view.rows {
            @let path = view.destination.path(&format!("/versions/{}", row.name));
            tr {
                th scope="row" { a href=(path) { (row.name) } }
                td { (version_badge(row.status, None)) }
                td {
                    @for endpoint in &row.endpoints {
                        a.tag href=(format!("{path}/explore/{endpoint}")) title=(explorer::TITLE) { (endpoint) } " "
                    }
                    @if row.endpoints.is_empty() { span.muted { "–" } }
                }
                td.number { @match row.cards { Some(cards) => { (number::grouped(cards)) } None => { span.muted { "–" } } } }
                @if known {
                    td {
                        (time::ago_if_any(row.published_at, view.now))
                        @if let (Some(_), Some(by)) = (row.published_at, &row.published_by) { " " span.muted { (texts::by(by)) } }
                    }
                }
            }
        }
    };
    list::table(texts::VERSIONS, &heads, &rows)
}
