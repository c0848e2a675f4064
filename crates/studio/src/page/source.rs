//! One source: its head with the tabs that its pages share, and its settings.

use maud::{Markup, html};
use octant_model::Timestamp;

use crate::component::field::{self, Field, Input};
use crate::component::head::{self, Tab};
use crate::component::{number, time};
use crate::page::confirm;
use crate::page::sources::source_status;
use crate::shell::Shell;
use crate::texts::{self as common, sources as texts};

/// What all pages of a source show of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// How many entries it has.
    pub entries: u64,
    /// How many properties were seen.
    pub properties: u64,
    /// When its entries changed last.
    pub changed_at: Option<Timestamp>,
    /// Whether it is being deleted.
    pub purging: bool,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// The pages of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceTab {
    Entries,
    Properties,
    Imports,
    Settings,
}

/// The head of a source's pages.
pub(crate) fn head(source: &SourceHead, current: SourceTab) -> Markup {
    let path = format!("/studio/sources/{}", source.id);
    let tab = |tab: SourceTab, suffix: &str, name, count| Tab {
        path: format!("{path}{suffix}"),
        name,
        count,
        current: tab == current,
    };
    let facts = html! {
        (source_status(source.purging))
        span.muted { (texts::CHANGED) " " (time::ago_if_any(source.changed_at, source.now)) }
    };
    html! {
        (head::show(&[("/studio/sources", texts::TITLE)], &source.name, &source.description, &facts))
        (head::tabs(&source.name, &[
            tab(SourceTab::Entries, "", texts::ENTRIES, Some(source.entries)),
            tab(SourceTab::Properties, "/properties", texts::PROPERTIES, Some(source.properties)),
            tab(SourceTab::Imports, "/imports", texts::IMPORTS, None),
            tab(SourceTab::Settings, "/settings", texts::SETTINGS, None),
        ]))
    }
}

/// What the settings show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The source.
    pub source: SourceHead,
    /// Its name as typed.
    pub name: Field,
    /// Its description as typed.
    pub description: Field,
    /// What was typed to confirm its deletion.
    pub confirmation: Field,
    /// What loses something with it, each with where to look at it.
    pub effects: Vec<(String, Option<String>)>,
    /// What has to be done first, told in the same way; as long as there is any of it, it cannot be deleted.
    pub obstacles: Vec<(String, Option<String>)>,
}

/// The settings.
#[must_use]
pub fn render_settings(shell: &Shell, view: &Settings) -> String {
    let path = format!("/studio/sources/{}/settings", view.source.id);
    let body = html! {
        (head(&view.source, SourceTab::Settings))
        @if shell.account.may_edit && !view.source.purging {
            section.panel {
                div.body {
                    form.form method="post" action=(path) {
                        (shell.editing_fields())
                        (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
                        (field::area("description", common::DESCRIPTION, "", &view.description))
                        div { button.button.primary type="submit" { (common::SAVE) } }
                    }
                }
            }
            (deletion(shell, view))
        } @else {
            section.panel {
                div.body {
                    dl.facts {
                        dt { (texts::ID) } dd { code { (view.source.id) } }
                        dt { (common::NAME) } dd { (view.source.name) }
                        dt { (common::DESCRIPTION) } dd { (view.source.description) }
                    }
                }
            }
        }
    };
    shell.page(&view.source.name, &body)
}

fn deletion(shell: &Shell, view: &Settings) -> Markup {
    html! {
        section.panel {
            header { h2 { (texts::DELETE_TITLE) } }
            div.body {
                p {
                    "Its " strong { (number::grouped(view.source.entries)) " entries" } " and what is known of its "
                    (number::grouped(view.source.properties)) " properties go for good, and data providers that push to it "
                    "are refused at once."
                }
                @if !view.effects.is_empty() {
                    p { (texts::BEHIND) }
                    (confirm::list(&view.effects))
                }
                @if !view.obstacles.is_empty() {
                    p { strong { (texts::IN_USE) } }
                    (confirm::list(&view.obstacles))
                } @else { (delete_form(shell, view)) }
            }
        }
    }
}

fn delete_form(shell: &Shell, view: &Settings) -> Markup {
    html! {
                form.form method="post" action=(format!("/studio/sources/{}/delete", view.source.id)) {
                    (shell.csrf_field())
                    (Input::text("confirmation", texts::CONFIRM, &view.source.id).show(&view.confirmation))
                    div { button.button.danger type="submit" { (texts::DELETE) } }
                }
    }
}
