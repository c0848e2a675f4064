//! Organization API keys.
//!
//! `GET` and `POST /studio/access/keys` (`csrf`, `name`, any number of `scope`, `expires`); the answer to the post is [`render_created`], which shows the key
//! this once. `GET /studio/access/keys/{id}/delete` shows [`crate::page::confirm`].

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{self, AccessTab};
use crate::component::choice::{self, Choice};
use crate::component::field::{Field, Input};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::{copy, empty, head as page_head, panel, time};
use crate::shell::Shell;
use crate::texts::{self as common, access as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The keys.
    pub rows: Vec<KeyRow>,
    /// The name of a new one as typed.
    pub name: Field,
    /// What a new one may do, to choose from.
    pub scopes: Vec<Choice>,
    /// What is wrong with that choice.
    pub scopes_problem: Option<String>,
    /// The day on which a new one ends, as typed; empty for never.
    pub expires: Field,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// A key in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do, by name; `None` for everything.
    pub scopes: Option<Vec<String>>,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last used; `None` where it never was.
    pub last_used: Option<Timestamp>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Keys) -> String {
    let body = html! {
        (head::show(AccessTab::Keys))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Access, texts::NO_KEYS_TITLE, texts::KEYS_TEXT, &html! {}))
            } @else {
                (table(shell, view))
            }
        }
        @if shell.account.is_admin {
            (panel::show(texts::NEW_KEY, &html! {
                p.muted { (texts::KEYS_TEXT) }
                form.form method="post" action="/studio/access/keys" {
                    (shell.csrf_field())
                    (Input::text("name", common::NAME, texts::KEY_NAME_HINT).show(&view.name))
                    (choice::many("scope", texts::SCOPES, texts::SCOPES_HINT, &view.scopes, view.scopes_problem.as_deref()))
                    (expires().show(&view.expires))
                    div { button.button.primary type="submit" { (texts::CREATE_KEY) } }
                }
            }))
        }
    };
    shell.page(texts::KEYS, &body)
}

/// The last day on which something works that ends then.
fn last_day(end: Timestamp) -> String {
    end.plus_milliseconds(-1).to_string().chars().take_while(|letter| *letter != 'T').collect()
}

fn expires() -> Input<'static> {
    let (label, hint) = (texts::EXPIRES, texts::EXPIRES_HINT);
    Input { name: "expires", kind: "date", label, hint, autocomplete: "off", required: false }
}

fn table(shell: &Shell, view: &Keys) -> Markup {
    let heads = [
        Head::Text(common::NAME),
        Head::Text(texts::SCOPES),
        Head::Text(texts::CREATED),
        Head::Text(texts::LAST_USED),
        Head::Text(texts::EXPIRES),
        Head::Unseen(texts::DELETE),
    ];
    let rows = html! {
        @for row in &view.rows {
            tr {
                th scope="row" { (row.name) " " span.tag { (row.id) } }
                td {
                    @match &row.scopes {
                        None => { (texts::EVERYTHING) }
                        Some(scopes) => { @for scope in scopes { span.tag { (scope) } " " } }
                    }
                }
                td { (time::ago(row.created_at, view.now)) }
                td { @match row.last_used { Some(at) => { (time::ago(at, view.now)) } None => { span.muted { (texts::NEVER) } } } }
                td { @match row.expires_at { Some(end) => { (last_day(end)) } None => { span.muted { (texts::NEVER) } } } }
                td.narrow {
                    @if shell.account.is_admin {
                        a.button.small.danger href=(format!("/studio/access/keys/{}/delete", row.id)) { (texts::DELETE) }
                    }
                }
            }
        }
    };
    list::table(texts::KEYS, &heads, &rows)
}

/// A key that is shown once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreatedKey {
    /// Its name.
    pub name: String,
    /// The key.
    pub key: String,
    /// A command that uses it.
    pub example: String,
}

/// The page after a key was created.
#[must_use]
pub fn render_created(shell: &Shell, view: &CreatedKey) -> String {
    let body = html! {
        (page_head::show(&[("/studio/access/keys", texts::KEYS)], &view.name, "", &html! {}))
        div.notice.warning role="status" {
            h2 { (texts::KEY_TITLE) }
            p { (texts::KEY_SHOWN) }
        }
        (panel::plain(&html! { dl.facts { dt { (texts::KEY) } dd { (copy::line("key", &view.key)) } } }))
        (panel::show(texts::TRY, &copy::block("example", &view.example)))
        p { a.button.primary href="/studio/access/keys" { (texts::DONE) } }
    };
    shell.page(&view.name, &body)
}
