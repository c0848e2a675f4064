//! A source's entries as a table.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::source::{SourceHead, SourceTab, head};
use crate::component::icon::Icon;
use crate::component::paging::{self, Paging};
use crate::component::{empty, time};
use crate::shell::Shell;
use crate::texts::{self as common, entries as texts, providers};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// The source.
    pub source: SourceHead,
    /// The text that was searched for.
    pub search: String,
    /// The property that entries must have; empty for any.
    pub filter: String,
    /// The value that it must have; empty for any.
    pub filter_value: String,
    /// The columns that can be shown, each a property id with its name, and whether it is shown.
    pub columns: Vec<Column>,
    /// The entries of this page.
    pub rows: Vec<EntryRow>,
    /// Where the table goes on.
    pub paging: Paging,
    /// Whether a search stopped before the end of the source.
    pub search_goes_on: bool,
}

/// A property that can be a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub shown: bool,
}

/// An entry in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its key.
    pub key: String,
    /// Its value for each column that is shown.
    pub values: Vec<String>,
    /// When it changed last.
    pub changed_at: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Entries) -> String {
    let body = html! {
        (head(&view.source, SourceTab::Entries))
        @if view.source.entries == 0 && view.search.is_empty() {
            section.panel { (empty::show(Icon::Source, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &html! {
                @if shell.account.may_edit && !view.source.purging {
                    div.actions {
                        a.button.primary href=(format!("/studio/sources/{}/import", view.source.id)) { (texts::IMPORT_FILE) }
                        a.button href="/studio/providers/new" { (providers::NEW) }
                        a.button href=(format!("/studio/sources/{}/new-entry", view.source.id)) { (texts::NEW) }
                    }
                }
            })) }
        } @else {
            @if shell.account.may_edit && !view.source.purging {
                div.actions {
                    a.button.primary href=(format!("/studio/sources/{}/import", view.source.id)) { (texts::IMPORT_FILE) }
                    a.button href=(format!("/studio/sources/{}/new-entry", view.source.id)) { (texts::NEW) }
                }
            }
            (toolbar(view))
            section.panel { (table(view)) (paging::show(&view.paging, "")) }
        }
    };
    shell.page(&view.source.name, &body)
}

fn toolbar(view: &Entries) -> Markup {
    html! {
        form role="search" action=(format!("/studio/sources/{}", view.source.id)) {
            div.toolbar {
                div.grow {
                    label.visually-hidden for="search" { (common::SEARCH) }
                    input type="search" id="search" name="search" value=(view.search) placeholder=(texts::SEARCH_HINT) data-search;
                }
                button.button type="submit" { (common::SEARCH) }
            }
            @if !view.columns.is_empty() {
                div.toolbar {
                    label.inline for="filter" { (texts::FILTER) }
                    select #filter name="filter" {
                        option value="" { (texts::ANY_PROPERTY) }
                        @for column in &view.columns {
                            option value=(column.id) selected[column.id == view.filter] { (column.name) }
                        }
                    }
                    div.grow {
                        label.visually-hidden for="value" { (texts::FILTER_VALUE) }
                        input type="text" id="value" name="value" value=(view.filter_value) placeholder=(texts::FILTER_VALUE);
                    }
                }
                details {
                    summary { (texts::COLUMNS) }
                    fieldset.choices.long {
                        legend.visually-hidden { (texts::COLUMNS) }
                        @for (index, column) in view.columns.iter().enumerate() {
                            label.choice for=(format!("column-{index}")) {
                                input type="checkbox" id=(format!("column-{index}")) name="column" value=(column.id) checked[column.shown];
                                span { (column.name) " " span.tag { (column.id) } }
                            }
                        }
                        div { button.button.small type="submit" { (texts::SHOW) } }
                    }
                }
            }
        }
    }
}

fn table(view: &Entries) -> Markup {
    html! {
        @if view.rows.is_empty() {
            div.body {
                p.muted { (if view.search_goes_on { texts::NONE_SO_FAR } else { texts::NONE_FOUND }) }
                @if view.search_goes_on
                    && let Some(next) = &view.paging.next { p { a.button href=(next) { (texts::SEARCH_ON) } } }
            }
        } @else {
            div.scroll tabindex="0" role="region" aria-label=(view.source.name) {
                table {
                    thead {
                        tr {
                            th scope="col" { (texts::KEY) }
                            @for column in view.columns.iter().filter(|column| column.shown) { th scope="col" { (column.name) } }
                            th scope="col" { (texts::LAST_CHANGE) }
                        }
                    }
                    tbody {
                        @for row in &view.rows {
                            tr {
                                th.nowrap scope="row" {
                                    a href=(format!("/studio/sources/{}/entries/{}", view.source.id, row.key)) { (row.key) }
                                }
                                @for value in &row.values { td.value title=(value) { (value) } }
                                td { (time::ago(row.changed_at, view.source.now)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
