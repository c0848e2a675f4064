//! Imports in a list: all of them, or those of one source.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::source::{SourceHead, SourceTab, head as source_head};
use crate::component::icon::Icon;
use crate::component::paging::{self, Paging};
use crate::component::{empty, head, number, status, time};
use crate::shell::{Shell, Tone};
use crate::texts::imports as texts;

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imports {
    /// The source whose imports these are, where they are of one.
    pub source: Option<SourceHead>,
    /// The sources to choose from, id and name.
    pub sources: Vec<(String, String)>,
    /// The source that is chosen; empty for any.
    pub chosen_source: String,
    /// The state that is chosen; empty for any.
    pub chosen_state: String,
    /// The imports of this page, newest first.
    pub rows: Vec<ImportRow>,
    /// Where the list goes on.
    pub paging: Paging,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// An import in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id; that of its newest part where it has several.
    pub id: String,
    /// How many imports it is: the parts of one file are one row.
    pub parts: u64,
    /// The id of the job that it belongs to.
    pub job: Option<String>,
    /// Where it went.
    pub source: String,
    /// How it stands: `applied`, `published` or `failed`.
    pub state: &'static str,
    /// How far its entries come.
    pub reach: Reach,
    /// Who sent it.
    pub sent_by: String,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How many entities came, were created, updated, left alone, deleted, rejected.
    pub counts: Counts,
}

/// How far on the way to applications the entries of a source come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// No card is made of them.
    #[default]
    Stored,
    /// Cards are made of them, which no published version shows.
    Cards,
    /// A published version shows them.
    Published,
}

/// How an import stands: what nothing shows is not called published.
pub(crate) fn state(row: &ImportRow) -> Markup {
    let why = match row.reach {
        Reach::Published => return status::import_state(row.state),
        _ if row.state == "failed" => return status::import_state(row.state),
        Reach::Stored => texts::NO_CARD,
        Reach::Cards => texts::NO_DESTINATION,
    };
    html! { (status::badge(Tone::Neutral, texts::STORED)) " " span.muted { (why) } }
}

/// How many entities of an import did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Came.
    pub received: u64,
    /// New entries.
    pub created: u64,
    /// Changed entries.
    pub updated: u64,
    /// Changed nothing.
    pub unchanged: u64,
    /// Entries that went.
    pub deleted: u64,
    /// Were rejected.
    pub rejected: u64,
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Imports) -> String {
    let title = view.source.as_ref().map_or(texts::TITLE, |source| source.name.as_str());
    let filtered = !view.chosen_state.is_empty() || !view.chosen_source.is_empty();
    let body = html! {
        @match &view.source {
            Some(source) => { (source_head(source, SourceTab::Imports)) }
            None => { (head::show(&[], texts::TITLE, texts::TEXT, &html! {})) }
        }
        @if view.rows.is_empty() && !filtered && view.paging.first.is_none() {
            section.panel { (empty::show(Icon::Import, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &html! {})) }
        } @else {
            (filters(view))
            section.panel {
                @if view.rows.is_empty() {
                    div.body { p.muted { (texts::NONE_FOUND) } }
                } @else {
                    (table(&view.rows, view.source.is_none(), view.now))
                }
                (paging::show(&view.paging, ""))
            }
        }
    };
    shell.page(title, &body)
}

fn filters(view: &Imports) -> Markup {
    let action = match &view.source {
        Some(source) => format!("/studio/sources/{}/imports", source.id),
        None => "/studio/imports".to_owned(),
    };
    html! {
        form.toolbar action=(action) data-instant {
            @if view.source.is_none() {
                label.visually-hidden for="source" { (texts::SOURCE) }
                select #source name="source" {
                    option value="" { (texts::ANY_SOURCE) }
                    @for (id, name) in &view.sources { option value=(id) selected[*id == view.chosen_source] { (name) } }
                }
            }
            label.visually-hidden for="state" { (texts::STATE) }
            select #state name="state" {
                option value="" { (texts::ANY_STATE) }
                @for state in ["applied", "published", "failed"] {
                    option value=(state) selected[state == view.chosen_state] { (state) }
                }
            }
            button.button type="submit" { (texts::SHOW) }
        }
    }
}

/// The imports as a table.
pub(crate) fn table(rows: &[ImportRow], with_source: bool, now: Timestamp) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(texts::TITLE) {
            table.imports {
                thead {
                    tr {
                        th scope="col" { (texts::ACCEPTED) }
                        @if with_source { th scope="col" { (texts::SOURCE) } }
                        th scope="col" { (texts::STATE) }
                        th.number scope="col" { (texts::CREATED) }
                        th.number scope="col" { (texts::UPDATED) }
                        th.number scope="col" { (texts::UNCHANGED) }
                        th.number scope="col" { (texts::DELETED) }
                        th.number scope="col" { (texts::REJECTED) }
                        th scope="col" { (texts::BY) }
                    }
                }
                tbody { @for row in rows { (import_row(row, with_source, now)) } }
            }
        }
    }
}

/// The page of an import, or of the job of several.
fn path(row: &ImportRow) -> String {
    match &row.job {
        Some(job) if row.parts > 1 => format!("/studio/jobs/{job}"),
        _ => format!("/studio/imports/{}", row.id),
    }
}

fn import_row(row: &ImportRow, with_source: bool, now: Timestamp) -> Markup {
    let counts = row.counts;
    html! {
        tr {
            th scope="row" {
                a href=(path(row)) { (time::ago(row.accepted_at, now)) }
                @if row.parts > 1 { " " span.tag { (texts::parts(row.parts)) } }
            }
            @if with_source { td { a href=(format!("/studio/sources/{}", row.source)) { (row.source) } } }
            td { (state(row)) }
            @for count in [counts.created, counts.updated, counts.unchanged, counts.deleted, counts.rejected] {
                td.number { @if count == 0 { span.muted { "0" } } @else { (number::grouped(count)) } }
            }
            td.wrap { (row.sent_by) }
        }
    }
}
