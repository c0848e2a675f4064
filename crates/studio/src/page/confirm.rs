//! Asks before something goes for good, and shows the effect first.
//!
//! `GET` on an action's address shows it, `POST` on the same address with `csrf` and, where asked for, `confirmation` does it.

use maud::{Markup, html};

use crate::component::field::{Field, Input};
use crate::component::head;
use crate::shell::Shell;
use crate::texts::{self as common, confirm as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirm {
    /// Where one comes from: addresses and names.
    pub crumbs: Vec<(String, String)>,
    /// The question, such as “Delete the segment In stock?”.
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: String,
    /// Each effect: what it touches, and an address to look at it where there is one.
    pub effects: Vec<(String, Option<String>)>,
    /// What has to be done first, told like the effects; as long as there is any of it, nothing can be confirmed.
    pub obstacles: Vec<(String, Option<String>)>,
    /// Where the form goes.
    pub action: String,
    /// What the button says.
    pub button: String,
    /// Where cancelling goes.
    pub cancel: String,
    /// A word that must be typed to confirm; `None` where a click is enough.
    pub word: Option<String>,
    /// What was typed for it.
    pub confirmation: Field,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Confirm) -> String {
    let crumbs: Vec<(&str, &str)> =
        view.crumbs.iter().map(|(path, name)| (path.as_str(), name.as_str())).collect();
    let body = html! {
        (head::show(&crumbs, &view.title, &view.text, &html! {}))
        section.panel {
            @if !view.effects.is_empty() {
                header { h2 { (texts::EFFECTS) } }
                div.body { (list(&view.effects)) }
            }
            @if view.obstacles.is_empty() {
                (form(shell, view))
            } @else {
                header { h2 { (texts::OBSTACLES) } }
                div.body {
                    (list(&view.obstacles))
                    div.actions { a.button href=(view.cancel) { (texts::BACK) } }
                }
            }
        }
    };
    shell.page(&view.title, &body)
}

fn form(shell: &Shell, view: &Confirm) -> Markup {
    html! {
        div.body {
            form.form method="post" action=(view.action) {
                (shell.csrf_field())
                @if let Some(word) = &view.word {
                    (Input::text("confirmation", &texts::type_to_confirm(word), "").show(&view.confirmation))
                }
                div.actions {
                    button.button.danger.primary type="submit" { (view.button) }
                    a.button href=(view.cancel) { (common::CANCEL) }
                }
            }
        }
    }
}

/// What a page tells, with where to look at it.
pub(crate) fn list(items: &[(String, Option<String>)]) -> Markup {
    html! {
        ul.effects {
            @for (item, path) in items {
                li { @match path { Some(path) => { a href=(path) { (item) } } None => { (item) } } }
            }
        }
    }
}
