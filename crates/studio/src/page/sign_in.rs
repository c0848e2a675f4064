//! Signing in, and the first admin.

use maud::{Markup, html};

use crate::component::field::{Field, Input};
use crate::shell::{self, Notice};
use crate::texts::sign_in as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The address as typed.
    pub email: Field,
    /// What went wrong, in words; the same for a wrong address as for a wrong password.
    pub problem: Option<String>,
    /// The token that the form sends along.
    pub csrf: String,
    /// Where to go afterwards.
    pub next: String,
    /// What happened just before, such as signing out.
    pub notice: Option<Notice>,
}

/// The page to sign in on.
#[must_use]
pub fn render(view: &SignIn) -> String {
    let body = html! {
        section.panel {
            div.body {
                h1 { (texts::TITLE) }
                @if let Some(notice) = &view.notice { (notice.show()) }
                (problem(view.problem.as_deref()))
                form.form method="post" action="/studio/sign-in" {
                    input type="hidden" name="csrf" value=(view.csrf);
                    input type="hidden" name="next" value=(view.next);
                    (email().show(&view.email))
                    (password("current-password", "").show(&Field::default()))
                    button.button.primary type="submit" { (texts::BUTTON) }
                }
            }
        }
    };
    shell::alone(texts::TITLE, &body)
}

/// What the page for the first admin shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstAdmin {
    /// The address as typed.
    pub email: Field,
    /// What is wrong with the password; it is never shown itself.
    pub password: Field,
    /// The one-time token of the link that was printed at the first start.
    pub token: String,
    /// The token that the form sends along.
    pub csrf: String,
}

/// The page on which the first admin is created.
#[must_use]
pub fn render_first(view: &FirstAdmin) -> String {
    let body = html! {
        section.panel {
            div.body {
                h1 { (texts::FIRST_TITLE) }
                p.muted { (texts::FIRST_TEXT) }
                form.form method="post" action="/studio/first-admin" {
                    input type="hidden" name="csrf" value=(view.csrf);
                    input type="hidden" name="token" value=(view.token);
                    (email().show(&view.email))
                    (password("new-password", texts::PASSWORD_HINT).show(&view.password))
                    button.button.primary type="submit" { (texts::FIRST_BUTTON) }
                }
            }
        }
    };
    shell::alone(texts::FIRST_TITLE, &body)
}

fn email() -> Input<'static> {
    Input {
        name: "email",
        kind: "email",
        label: texts::EMAIL,
        hint: "",
        autocomplete: "username",
        required: true,
    }
}

fn password(autocomplete: &'static str, hint: &'static str) -> Input<'static> {
    Input { name: "password", kind: "password", label: texts::PASSWORD, hint, autocomplete, required: true }
}

fn problem(problem: Option<&str>) -> Markup {
    html! { @if let Some(problem) = problem { div.notice.danger role="alert" { p { (problem) } } } }
}
