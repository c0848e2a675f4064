//! One user. `GET /studio/access/users/{id}`; `POST …/role` (`csrf`, `role`), `POST …/link` answers
//! [`super::invitation::render_link`]; `GET …/remove` shows [`crate::page::confirm`].

use maud::html;
use octant_model::Timestamp;

use super::users::{UserRow, roles};
use crate::component::{action, head, panel, status, time};
use crate::shell::{Shell, Tone};
use crate::texts::access as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPage {
    /// What the list shows of the user, too.
    pub row: UserRow,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Whether it is the only admin, whose role cannot change.
    pub is_last_admin: bool,
    /// What is wrong with the role as chosen.
    pub problem: Option<String>,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &UserPage) -> String {
    let row = &view.row;
    let path = format!("/studio/access/users/{}", row.id);
    let badge = html! { @if row.invited { (status::badge(Tone::Warning, texts::INVITED)) } };
    let body = html! {
        (head::show(&[("/studio/access", texts::TITLE)], &row.email, "", &badge))
        (panel::plain(&html! {
            dl.facts {
                dt { (texts::ROLE) } dd { (texts::role(&row.role)) }
                dt { (texts::LAST_SEEN) } dd { (time::ago_if_any(row.last_seen, view.now)) }
                dt { (texts::CREATED) } dd { (time::ago(view.created_at, view.now)) }
            }
        }))
        (panel::problem(view.problem.as_deref()))
        @if view.is_last_admin {
            div.notice { p { (texts::LAST_ADMIN) } }
        } @else {
            (panel::show(texts::CHANGE_ROLE, &html! {
                form.form method="post" action=(format!("{path}/role")) {
                    (shell.editing_fields())
                    (roles(&row.role))
                    p.hint { (texts::ROLE_TEXT) }
                    div { button.button.primary type="submit" { (texts::CHANGE_ROLE) } }
                }
            }))
        }
        (panel::show(texts::NEW_LINK, &html! {
            p { (texts::NEW_LINK_TEXT) }
            (action::post(shell, &format!("{path}/link"), "", texts::NEW_LINK_BUTTON))
        }))
        @if !view.is_last_admin && !row.is_self {
            (panel::show(texts::REMOVE_TITLE, &html! {
                p { (texts::REMOVE_TEXT) }
                div { a.button.danger href=(format!("{path}/remove")) { (texts::REMOVE) } }
            }))
        }
    };
    shell.page(&row.email, &body)
}
