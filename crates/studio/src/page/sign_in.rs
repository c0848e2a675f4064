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
    /// The form that was sent when the session was over.
    pub carried: Option<Carried>,
}

/// A form that waits until its user is signed in again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Where it goes.
    pub action: String,
    /// Its fields as they were typed.
    pub fields: Vec<(String, String)>,
    /// The page that it is on.
    pub back: String,
    /// Whether it had a file, which cannot be carried.
    pub file_is_lost: bool,
}

impl Carried {
    /// One that goes there.
    #[must_use]
    pub fn to(action: &str) -> Self {
        Self { action: action.to_owned(), ..Self::default() }
    }
}

/// The page to sign in on.
#[must_use]
pub fn render(view: &SignIn) -> String {
    let body = html! {
        section.panel {
            div.body {
                h1 { (texts::TITLE) }
                @if let Some(notice) = &view.notice { (notice.show()) }
                @match &view.carried {
                    Some(carried) if !carried.file_is_lost => { (resuming(view, carried)) }
                    carried => {
                        @if carried.is_some() { div.notice.warning role="alert" { p { (texts::FILE_LOST) } } }
                        (problem(view.problem.as_deref()))
                        (plain(view))
                    }
                }
            }
        }
    };
    shell::alone(texts::TITLE, &body)
}

fn plain(view: &SignIn) -> Markup {
    html! {
        form.form method="post" action="/studio/sign-in" {
            input type="hidden" name="csrf" value=(view.csrf);
            input type="hidden" name="next" value=(view.next);
            (email().show(&view.email))
            (password("current-password", "").show(&Field::default()))
            button.button.primary type="submit" { (texts::BUTTON) }
        }
    }
}

/// The same on the way of a form: its fields go along.
fn resuming(view: &SignIn, carried: &Carried) -> Markup {
    let email = Input { name: "sign-in-email", ..email() };
    let password = Input { name: "sign-in-password", ..password("current-password", "") };
    html! {
        div.notice.warning role="alert" { p { (texts::RESUMING) } }
        (problem(view.problem.as_deref()))
        form.form method="post" action=(carried.action) {
            @for (name, value) in &carried.fields { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="sign-in-csrf" value=(view.csrf);
            input type="hidden" name="sign-in-back" value=(carried.back);
            (email.show(&view.email))
            (password.show(&Field::default()))
            button.button.primary type="submit" { (texts::RESUME_BUTTON) }
        }
    }
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
