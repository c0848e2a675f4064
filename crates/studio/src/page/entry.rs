//! One entry with its languages side by side, and which import brought each value when.

use maud::{Markup, html};
use octant_model::Timestamp;

use crate::component::{head, panel, time};
use crate::shell::Shell;
use crate::texts::{entries as texts, sources};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPage {
    /// The source's id.
    pub source: String,
    /// The source's name.
    pub source_name: String,
    /// The entry's key.
    pub key: String,
    /// How often it changed, its creation included.
    pub version: u64,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// The import that changed it last.
    pub import: String,
    /// The languages of its values, in order.
    pub languages: Vec<String>,
    /// Its properties by id.
    pub properties: Vec<PropertyRow>,
    /// What happened to it, newest first.
    pub history: Vec<HistoryRow>,
    /// Whether the history goes back to the entry's creation.
    pub history_is_whole: bool,
    /// Whether it can be changed.
    pub may_change: bool,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// Something that happened to the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// What, in a word.
    pub change: &'static str,
    /// The version that it led to.
    pub version: u64,
    /// The properties whose values changed.
    pub properties: Vec<String>,
    /// The import that brought it.
    pub import: Option<String>,
}

/// A property of the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The value without language.
    pub plain: Option<Value>,
    /// The value in each of the entry's languages.
    pub localized: Vec<Option<Value>>,
}

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The text.
    pub text: String,
    /// The import that brought it.
    pub import: String,
    /// When.
    pub at: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &EntryPage) -> String {
    let source = format!("/studio/sources/{}", view.source);
    let crumbs = [("/studio/sources", sources::TITLE), (source.as_str(), view.source_name.as_str())];
    let body = html! {
        (head::show(&crumbs, &view.key, "", &actions(view)))
        section.panel {
            div.body {
                dl.facts {
                    dt { (texts::VERSION) } dd { (view.version) }
                    dt { (texts::LAST_CHANGE) } dd { (time::ago(view.changed_at, view.now)) }
                    dt { (texts::LAST_IMPORT) } dd { a.mono href=(format!("/studio/imports/{}", view.import)) { (view.import) } }
                }
            }
        }
        section.panel {
            @if view.properties.is_empty() {
                div.body { p.muted { (texts::NO_VALUES) } }
            } @else {
                div.scroll tabindex="0" role="region" aria-label=(view.key) { (values(view)) }
            }
        }
        @if !view.history.is_empty() { (history(view)) }
    };
    shell.page(&view.key, &body)
}

fn actions(view: &EntryPage) -> Markup {
    let path = format!("/studio/sources/{}/entries/{}", view.source, view.key);
    html! {
        @if view.may_change {
            a.button.primary href=(format!("{path}/edit")) { (texts::EDIT) }
            a.button.danger href=(format!("{path}/delete")) { (texts::DELETE) }
        }
    }
}

fn history(view: &EntryPage) -> Markup {
    let rows = html! {
        ol.timeline {
            @for row in &view.history {
                li {
                    p {
                        strong { (row.actor) } " " (row.change) " it · " (texts::VERSION_OF) " " (row.version)
                        @if let Some(import) = &row.import {
                            " · " a href=(format!("/studio/imports/{import}")) { (texts::BY_IMPORT) }
                        }
                    }
                    span.muted { (time::ago(row.at, view.now)) }
                    @if !row.properties.is_empty() {
                        p { @for property in &row.properties { span.tag { (property) } " " } }
                    }
                }
            }
        }
        @if !view.history_is_whole { div.body { p.muted { (texts::HISTORY_SINCE) } } }
    };
    panel::with(texts::HISTORY, &html! {}, &rows)
}

fn values(view: &EntryPage) -> Markup {
    html! {
        table.languages {
            thead {
                tr {
                    th scope="col" { (texts::PROPERTY) }
                    th scope="col" { (texts::WITHOUT_LANGUAGE) }
                    @for language in &view.languages { th scope="col" { (language) } }
                }
            }
            tbody {
                @for property in &view.properties {
                    tr {
                        th scope="row" { (property.name) @if property.name != property.id { div { span.tag { (property.id) } } } }
                        (value(property.plain.as_ref(), None, view.now))
                        @for (language, shown) in view.languages.iter().zip(&property.localized) {
                            (value(shown.as_ref(), Some(language), view.now))
                        }
                    }
                }
            }
        }
    }
}

fn value(value: Option<&Value>, language: Option<&str>, now: Timestamp) -> Markup {
    html! {
        @match value {
            None => { td { span.muted { "–" } } }
            Some(value) => {
                td lang=[language] {
                    (value.text)
                    small lang="en" {
                        (time::ago(value.at, now)) ", " a href=(format!("/studio/imports/{}", value.import)) { (texts::BY_IMPORT) }
                    }
                }
            }
        }
    }
}
