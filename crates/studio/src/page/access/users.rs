//! The users, and an invitation for a new one.
//!
//! `GET /studio/access`; `POST /studio/access/users` with `csrf`, `email`, `role` (`viewer editor admin`) answers
//! [`super::invitation::render_link`].

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{self, AccessTab};
use crate::component::choice::{self, Choice};
use crate::component::field::{Field, Input};
use crate::component::list::{self, Head};
use crate::component::{panel, status, time};
use crate::shell::{Shell, Tone};
use crate::texts::access as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Users {
    /// The users by address.
    pub rows: Vec<UserRow>,
    /// The address of a new one as typed.
    pub email: Field,
    /// The role of a new one as chosen; empty for the first.
    pub role: String,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A user in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserRow {
    /// The user's id.
    pub id: String,
    /// The address that they sign in with.
    pub email: String,
    /// The role: `viewer`, `editor` or `admin`.
    pub role: String,
    /// When they were last seen; `None` where they never signed in.
    pub last_seen: Option<Timestamp>,
    /// Whether they have not chosen a password yet.
    pub invited: bool,
    /// Whether it is who looks at the page.
    pub is_self: bool,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Users) -> String {
    let form = html! {
        form.form method="post" action="/studio/access/users" {
            (shell.csrf_field())
            p.muted { (texts::NEW_USER_TEXT) }
            (Input { kind: "email", ..Input::text("email", texts::EMAIL, "") }.show(&view.email))
            (roles(&view.role))
            div { button.button.primary type="submit" { (texts::INVITE) } }
        }
    };
    let body = html! {
        (head::show(AccessTab::Users))
        section.panel { (table(view)) }
        @if shell.account.is_admin { (panel::show(texts::NEW_USER, &form)) }
    };
    shell.page(texts::USERS, &body)
}

/// The roles to choose from.
pub(crate) fn roles(chosen: &str) -> Markup {
    let known = texts::ROLES.iter().any(|(role, ..)| *role == chosen);
    let choices: Vec<(Choice, &str)> = texts::ROLES
        .iter()
        .enumerate()
        .map(|(index, (role, name, meaning))| {
            let is_chosen = if known { *role == chosen } else { index == 0 };
            (Choice::new(*role, *name).chosen(is_chosen), *meaning)
        })
        .collect();
    choice::radios("role", texts::ROLE, &choices)
}

fn table(view: &Users) -> Markup {
    let heads = [Head::Text(texts::EMAIL), Head::Text(texts::ROLE), Head::Text(texts::LAST_SEEN)];
    let rows = html! {
        @for row in &view.rows {
            tr {
                th scope="row" {
                    a href=(format!("/studio/access/users/{}", row.id)) { (row.email) }
                    @if row.is_self { " " span.tag { (texts::YOU) } }
                }
                td { (texts::role(&row.role)) }
                td {
                    @if row.invited { (status::badge(Tone::Warning, texts::INVITED)) }
                    @else if row.last_seen.is_none() { span.muted { (texts::NEVER) } }
                    @else { (time::ago_if_any(row.last_seen, view.now)) }
                }
            }
        }
    };
    list::table(texts::USERS, &heads, &rows)
}
