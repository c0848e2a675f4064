//! Buttons that do something: a form of one button, and the buttons of a form that can do several things.
//!
//! A form with several buttons sends the pressed one as `action`; the words are fixed here, so that pages and whoever
//! reads the form agree.

use maud::{Markup, html};

use crate::shell::Shell;

/// A form that is only a button.
pub(crate) fn post(shell: &Shell, path: &str, class: &str, word: &str) -> Markup {
    html! {
        form method="post" action=(path) {
            (shell.csrf_field())
            button class=(format!("button {class}")) type="submit" { (word) }
        }
    }
}

/// Whether a button shows the form again, which a script does without loading the page.
fn stays(action: &str) -> bool {
    !matches!(action, "save" | "plan" | "delete")
}

/// One of several buttons of a form.
pub(crate) fn button(action: &str, class: &str, word: &str) -> Markup {
    html! {
        button class=(format!("button {class}")) type="submit" name="action" value=(action) formnovalidate
            data-stay[stays(action)] { (word) }
    }
}

/// The button that takes a row out of a form.
pub(crate) fn remove(action: &str, label: &str) -> Markup {
    html! {
        button.icon-button type="submit" name="action" value=(action) aria-label=(label) title=(label) formnovalidate
            data-stay { "×" }
    }
}

/// What pressing Enter in a field does: the first button of a form is taken, so this one stands first, unseen.
pub(crate) fn on_enter(action: &str) -> Markup {
    html! {
        button.visually-hidden type="submit" name="action" value=(action) tabindex="-1" aria-hidden="true" formnovalidate
            data-stay[stays(action)] {}
    }
}
