//! A link with which somebody chooses their password: shown once to the admin, and the page behind it.
//!
//! `GET` and `POST /studio/invitation` (`csrf`, `token`, `password`).

use maud::html;

use crate::component::field::{Field, Input};
use crate::component::{copy, head, panel};
use crate::shell::{self, Shell};
use crate::texts::{access as texts, sign_in};

/// A link that is shown once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvitationLink {
    /// Whose it is.
    pub email: String,
    /// The whole address.
    pub link: String,
    /// Where to go afterwards: the user's page.
    pub next: String,
}

/// The page after an invitation, or a link for a new password, was made.
#[must_use]
pub fn render_link(shell: &Shell, view: &InvitationLink) -> String {
    let body = html! {
        (head::show(&[("/studio/access", texts::TITLE)], &view.email, "", &html! {}))
        div.notice.warning role="status" {
            h2 { (texts::LINK_TITLE) }
            p { (texts::LINK_TEXT) }
        }
        (panel::plain(&copy::line("link", &view.link)))
        p { a.button.primary href=(view.next) { (texts::DONE) } }
    };
    shell.page(&view.email, &body)
}

/// What the page behind the link shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChoosePassword {
    /// Whose password it is.
    pub email: String,
    /// What is wrong with the password; it is never shown itself.
    pub password: Field,
    /// The one-time token of the link.
    pub token: String,
    /// The token that the form sends along.
    pub csrf: String,
}

/// The page behind the link, for who is not signed in.
#[must_use]
pub fn render_choose(view: &ChoosePassword) -> String {
    let password = Input {
        name: "password",
        kind: "password",
        label: sign_in::PASSWORD,
        hint: sign_in::PASSWORD_HINT,
        autocomplete: "new-password",
        required: true,
    };
    let body = html! {
        section.panel {
            div.body {
                h1 { (texts::CHOOSE_TITLE) }
                p.muted { (view.email) }
                form.form method="post" action="/studio/invitation" {
                    input type="hidden" name="csrf" value=(view.csrf);
                    input type="hidden" name="token" value=(view.token);
                    // So that password managers know whose password it is.
                    input type="hidden" name="username" autocomplete="username" value=(view.email);
                    (password.show(&view.password))
                    button.button.primary type="submit" { (texts::CHOOSE_BUTTON) }
                }
            }
        }
    };
    shell::alone(texts::CHOOSE_TITLE, &body)
}
