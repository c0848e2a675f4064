//! The list of data providers, and a new one.

use maud::{Markup, html};
use octant_model::Timestamp;

use crate::component::field::{Field, Input};
use crate::component::icon::Icon;
use crate::component::paging::{self, Paging};
use crate::component::{empty, head, number, time};
use crate::shell::Shell;
use crate::texts::{self as common, providers as texts};

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Providers {
    /// The providers of this page.
    pub rows: Vec<ProviderRow>,
    /// Where the list goes on.
    pub paging: Paging,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A data provider in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The sources that it may write to; `None` for all.
    pub sources: Option<Vec<String>>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last imported.
    pub last_import: Option<Timestamp>,
    /// What it ever sent.
    pub volume: Volume,
}

/// What a provider ever sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volume {
    /// How many imports.
    pub imports: u64,
    /// How many of them were refused.
    pub failed: u64,
    /// How many entities made an entry.
    pub created: u64,
    /// How many changed one.
    pub updated: u64,
    /// How many changed nothing.
    pub unchanged: u64,
    /// How many removed one.
    pub deleted: u64,
}

impl Volume {
    /// How many entities it sent.
    pub(crate) fn entities(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.deleted
    }
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Providers) -> String {
    let new = html! {
        @if shell.account.may_edit { a.button.primary href="/studio/providers/new" { (texts::NEW) } }
    };
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! { @if !view.rows.is_empty() { (new) } }))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Provider, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &new))
            } @else {
                (table(view))
                (paging::show(&view.paging, ""))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn table(view: &Providers) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(texts::TITLE) {
            table {
                thead {
                    tr {
                        th scope="col" { (common::NAME) }
                        th scope="col" { (texts::SOURCES) }
                        th scope="col" { (texts::LAST_IMPORT) }
                        th.number scope="col" { (texts::IMPORTS) }
                        th.number scope="col" { (texts::ENTITIES) }
                        th scope="col" { (texts::CREATED) }
                    }
                }
                tbody {
                    @for row in &view.rows {
                        tr {
                            th scope="row" { a href=(format!("/studio/providers/{}", row.id)) { (row.name) } }
                            td { (grant(row.sources.as_deref())) }
                            td { (time::ago_if_any(row.last_import, view.now)) }
                            td.number { (number::grouped(row.volume.imports)) }
                            td.number { (number::grouped(row.volume.entities())) }
                            td { (time::ago(row.created_at, view.now)) }
                        }
                    }
                }
            }
        }
    }
}

/// The sources that a provider may write to.
pub(crate) fn grant(sources: Option<&[String]>) -> Markup {
    html! {
        @match sources {
            None => { (texts::ALL_SOURCES) }
            Some(sources) => { @for source in sources { span.tag { (source) } " " } }
        }
    }
}

/// What was typed for a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderForm {
    /// Its name.
    pub name: Field,
    /// Whether it may write to all sources.
    pub all_sources: bool,
    /// Whether the user may let it write to all sources.
    pub may_grant_all: bool,
    /// The sources to choose from: id, name, whether chosen.
    pub sources: Vec<(String, String, bool)>,
    /// What is wrong with the choice.
    pub problem: Option<String>,
}

/// The form for a new provider.
#[must_use]
pub fn render_new(shell: &Shell, view: &ProviderForm) -> String {
    let body = html! {
        (head::show(&[("/studio/providers", texts::TITLE)], texts::NEW, "", &html! {}))
        section.panel {
            div.body {
                form.form method="post" action="/studio/providers" {
                    (shell.csrf_field())
                    (fields(view))
                    div.actions {
                        button.button.primary type="submit" { (texts::CREATE) }
                        a.button href="/studio/providers" { (common::CANCEL) }
                    }
                }
            }
        }
    };
    shell.page(texts::NEW, &body)
}

/// The fields of a provider.
pub(crate) fn fields(view: &ProviderForm) -> Markup {
    html! {
        (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
        fieldset {
            legend { (texts::SOURCES) }
            @if let Some(problem) = &view.problem { div.field { p.problem role="alert" { (problem) } } }
            @if view.may_grant_all || view.all_sources {
                label.choice for="all" {
                    input type="checkbox" id="all" name="all" value="yes" checked[view.all_sources];
                    span { (texts::ALL_SOURCES) }
                }
            }
            @for (index, (id, name, chosen)) in view.sources.iter().enumerate() {
                label.choice for=(format!("source-{index}")) {
                    input type="checkbox" id=(format!("source-{index}")) name="source" value=(id) checked[*chosen];
                    span { (name) " " span.tag { (id) } }
                }
            }
        }
    }
}
