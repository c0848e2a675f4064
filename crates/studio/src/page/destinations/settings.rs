//! A new destination, and the settings of one.
//!
//! `GET /studio/new-destination`, `POST /studio/destinations`; `GET` and `POST /studio/destinations/{d}/settings`. The form
//! sends `csrf`, `identifier` (a new one only), `name`, `languages` (one a line), `fallbacks` (`language: others`, one rule a
//! line), `protected` (`yes` or not sent), `origins` (one a line). `GET …/{d}/delete` shows [`crate::page::confirm`].

use maud::{Markup, html};

use super::head::{self, DestinationHead, DestinationTab};
use crate::component::choice;
use crate::component::field::{self, Field, Input};
use crate::component::{head as page_head, panel};
use crate::shell::Shell;
use crate::texts::{self as common, destinations as texts};

/// A destination as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationForm {
    /// Its identifier; only for a new one.
    pub identifier: Field,
    /// Its name.
    pub name: Field,
    /// Its languages, one a line.
    pub languages: Field,
    /// Its fallbacks, one rule a line.
    pub fallbacks: Field,
    /// Whether queries need a token.
    pub protected: bool,
    /// Its origins, one a line.
    pub origins: Field,
}

/// The form for a new destination.
#[must_use]
pub fn render_new(shell: &Shell, view: &DestinationForm) -> String {
    let form = html! {
        form.form method="post" action="/studio/destinations" {
            (shell.csrf_field())
            (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
            (Input::text("identifier", texts::IDENTIFIER, texts::IDENTIFIER_HINT).show(&view.identifier))
            (settings(view))
            div.actions {
                button.button.primary type="submit" { (texts::CREATE) }
                a.button href="/studio/destinations" { (common::CANCEL) }
            }
        }
    };
    let body = html! {
        (page_head::show(&[("/studio/destinations", texts::TITLE)], texts::NEW, "", &html! {}))
        (panel::plain(&form))
    };
    shell.page(texts::NEW, &body)
}

/// The settings of a destination.
#[must_use]
pub fn render(shell: &Shell, destination: &DestinationHead, view: &DestinationForm) -> String {
    let form = html! {
        form.form method="post" action=(destination.path("/settings")) {
            (shell.editing_fields())
            fieldset.bare disabled[!shell.account.may_edit] {
                legend.visually-hidden { (texts::SETTINGS) }
                (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
                (settings(view))
                @if shell.account.may_edit { div { button.button.primary type="submit" { (common::SAVE) } } }
            }
        }
    };
    let body = html! {
        (head::show(destination, DestinationTab::Settings))
        (panel::plain(&form))
        @if shell.account.may_edit {
            (panel::show(texts::LIFE, &html! {
                p { (texts::LIFE_TEXT) }
                div { a.button.danger href=(destination.path("/delete")) { (texts::DELETE) } }
            }))
        }
    };
    shell.page(&destination.name, &body)
}

fn settings(view: &DestinationForm) -> Markup {
    html! {
        (field::area("languages", texts::LANGUAGES, texts::LANGUAGES_HINT, &view.languages))
        (field::area("fallbacks", texts::FALLBACKS, texts::FALLBACKS_HINT, &view.fallbacks))
        (choice::switch("protected", texts::PROTECTED, texts::PROTECTED_HINT, view.protected))
        (field::area("origins", texts::ORIGINS, texts::ORIGINS_HINT, &view.origins))
    }
}
