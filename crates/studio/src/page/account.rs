//! The account of who is signed in.

use maud::html;

use crate::component::field::{Field, Input};
use crate::component::head;
use crate::shell::Shell;
use crate::texts::{account as texts, pictures, sign_in};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountPage {
    /// What is wrong with the current password as typed.
    pub current: Field,
    /// What is wrong with the new one.
    pub new: Field,
    /// Whether the person lets pages load pictures from all sites.
    pub pictures_of_all: bool,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &AccountPage) -> String {
    let input = |name, label, hint, autocomplete| Input {
        name,
        kind: "password",
        label,
        hint,
        autocomplete,
        required: true,
    };
    let body = html! {
        (head::show(&[], texts::TITLE, &shell.account.email, &html! {}))
        section.panel {
            header { h2 { (texts::PASSWORD_TITLE) } }
            div.body {
                form.form method="post" action="/studio/account/password" {
                    (shell.csrf_field())
                    (input("current", texts::CURRENT, "", "current-password").show(&view.current))
                    (input("new", texts::NEW, sign_in::PASSWORD_HINT, "new-password").show(&view.new))
                    div { button.button.primary type="submit" { (texts::CHANGE) } }
                }
            }
        }
        section.panel {
            header { h2 { (texts::EVERYWHERE_TITLE) } }
            div.body {
                p { (texts::EVERYWHERE_TEXT) }
                form method="post" action="/studio/account/sign-out-everywhere" {
                    (shell.csrf_field())
                    button.button.danger type="submit" { (texts::EVERYWHERE_TITLE) }
                }
            }
        }
        @if view.pictures_of_all {
            section.panel {
                header { h2 { (pictures::TITLE) } }
                div.body {
                    p { (pictures::SHOWN) }
                    form method="post" action="/studio/account/pictures" {
                        (shell.csrf_field())
                        input type="hidden" name="next" value="/studio/account";
                        button.button type="submit" name="show" value="none" { (pictures::HIDE) }
                    }
                }
            }
        }
    };
    shell.page(texts::TITLE, &body)
}
