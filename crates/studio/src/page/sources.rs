//! The list of sources, and a new one.

use maud::{Markup, html};
use octant_model::Timestamp;

use crate::component::field::{self, Field, Input};
use crate::component::icon::Icon;
use crate::component::paging::{self, Paging};
use crate::component::{empty, head, number, status, time};
use crate::shell::{Shell, Tone};
use crate::texts::{self as common, sources as texts};

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The text that was searched for.
    pub search: String,
    /// The sources of this page.
    pub rows: Vec<SourceRow>,
    /// Where the list goes on.
    pub paging: Paging,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A source in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// How many entries it has.
    pub entries: u64,
    /// When its entries changed last.
    pub changed_at: Option<Timestamp>,
    /// Whether it is being deleted.
    pub purging: bool,
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Sources) -> String {
    let new = html! {
        @if shell.account.may_edit { a.button.primary href="/studio/new-source" { (texts::NEW) } }
    };
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! { @if !view.rows.is_empty() || !view.search.is_empty() { (new) } }))
        @if view.rows.is_empty() && view.search.is_empty() {
            section.panel { (empty::show(Icon::Source, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &new)) }
        } @else {
            (search(&view.search))
            section.panel { (table(view)) (paging::show(&view.paging, "")) }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn search(text: &str) -> Markup {
    html! {
        form.toolbar role="search" action="/studio/sources" {
            div.grow {
                label.visually-hidden for="name" { (common::SEARCH) }
                input type="search" id="name" name="name" value=(text) placeholder=(common::SEARCH) data-search;
            }
            button.button type="submit" { (common::SEARCH) }
        }
    }
}

fn table(view: &Sources) -> Markup {
    html! {
        @if view.rows.is_empty() {
            div.body { p.muted { (texts::NONE_FOUND) } }
        } @else {
            div.scroll tabindex="0" role="region" aria-label=(texts::TITLE) {
                table {
                    thead {
                        tr {
                            th scope="col" { (common::NAME) }
                            th.number scope="col" { (texts::ENTRIES) }
                            th scope="col" { (texts::CHANGED) }
                            th scope="col" { (texts::STATUS) }
                        }
                    }
                    tbody { @for row in &view.rows { (source_row(row, view.now)) } }
                }
            }
        }
    }
}

fn source_row(row: &SourceRow, now: Timestamp) -> Markup {
    html! {
        tr {
            th scope="row" {
                a href=(format!("/studio/sources/{}", row.id)) { (row.name) }
                " " span.tag { (row.id) }
                @if !row.description.is_empty() { div.muted { (row.description) } }
            }
            td.number { (number::grouped(row.entries)) }
            td { (time::ago_if_any(row.changed_at, now)) }
            td { (source_status(row.purging)) }
        }
    }
}

/// Whether a source takes entries.
pub(crate) fn source_status(purging: bool) -> Markup {
    if purging { status::badge(Tone::Warning, "Deleting") } else { status::badge(Tone::Success, "Active") }
}

/// What was typed for a new source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSource {
    /// Its id.
    pub id: Field,
    /// Its name.
    pub name: Field,
    /// What it is about.
    pub description: Field,
    /// What it holds: `Generic` or `Media`.
    pub source_type: Field,
}

/// The form for a new source.
#[must_use]
pub fn render_new(shell: &Shell, view: &NewSource) -> String {
    let types = [("Generic", "Entries of any shape"), ("Media", "Files, with what describes them")];
    let body = html! {
        (head::show(&[("/studio/sources", texts::TITLE)], texts::NEW, "", &html! {}))
        section.panel {
            div.body {
                form.form method="post" action="/studio/sources" {
                    (shell.csrf_field())
                    (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
                    (Input::text("id", texts::ID, texts::ID_HINT).show(&view.id))
                    (field::area("description", common::DESCRIPTION, "", &view.description))
                    (field::select("type", texts::TYPE, &types, &view.source_type))
                    div.actions {
                        button.button.primary type="submit" { (texts::CREATE) }
                        a.button href="/studio/sources" { (common::CANCEL) }
                    }
                }
            }
        }
    };
    shell.page(texts::NEW, &body)
}
