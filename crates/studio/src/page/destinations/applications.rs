//! The applications of a version, and their secrets.
//!
//! `GET` and `POST …/versions/{v}/applications` (`csrf`, `name`); the answer to the post is [`render_secret`], which shows
//! the secret this once. `GET …/applications/{clientId}/reset` and `…/delete` show [`crate::page::confirm`]; a reset answers
//! [`render_secret`], too.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{self, VersionHead, VersionTab};
use crate::component::field::{Field, Input};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::{copy, empty, panel, time};
use crate::shell::Shell;
use crate::texts::{self as common, destinations as texts, providers};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applications {
    /// The version.
    pub version: VersionHead,
    /// Its applications.
    pub rows: Vec<ApplicationRow>,
    /// The name of a new one as typed.
    pub name: Field,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// An application in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationRow {
    /// Its client id.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Applications) -> String {
    let body = html! {
        (head::version(&view.version, VersionTab::Applications))
        @if !view.version.destination.protected { div.notice { p { (texts::NOT_PROTECTED) } } }
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Access, texts::NO_APPLICATIONS_TITLE, texts::NO_APPLICATIONS, &html! {}))
            } @else {
                (table(shell, view))
            }
        }
        @if shell.account.may_edit {
            (panel::show(texts::NEW_APPLICATION, &html! {
                form.form method="post" action=(view.version.path("/applications")) {
                    (shell.csrf_field())
                    (Input::text("name", common::NAME, texts::APPLICATION_HINT).show(&view.name))
                    div { button.button.primary type="submit" { (texts::CREATE_APPLICATION) } }
                }
            }))
        }
    };
    shell.page(texts::APPLICATIONS, &body)
}

fn table(shell: &Shell, view: &Applications) -> Markup {
    let heads = [
        Head::Text(common::NAME),
        Head::Text(texts::CLIENT_ID),
        Head::Text(texts::CREATED),
        Head::Unseen(texts::RESET),
    ];
    let rows = html! {
        @for row in &view.rows {
            @let path = view.version.path(&format!("/applications/{}", row.client_id));
            tr {
                th scope="row" { (row.name) }
                td.nowrap { code { (row.client_id) } }
                td { (time::ago(row.created_at, view.now)) }
                td {
                    @if shell.account.may_edit {
                        div.actions {
                            a.button.small href=(format!("{path}/reset")) { (texts::RESET) }
                            a.button.small.danger href=(format!("{path}/delete")) { (texts::DELETE_APPLICATION) }
                        }
                    }
                }
            }
        }
    };
    list::table(texts::APPLICATIONS, &heads, &rows)
}

/// A secret that is shown once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationSecret {
    /// The version.
    pub version: VersionHead,
    /// The application's name.
    pub name: String,
    /// Its client id.
    pub client_id: String,
    /// Its secret.
    pub secret: String,
    /// Commands that fetch a token and query an endpoint with it.
    pub example: String,
}

/// The page after an application was created, or its secret reset.
#[must_use]
pub fn render_secret(shell: &Shell, view: &ApplicationSecret) -> String {
    let body = html! {
        (head::version(&view.version, VersionTab::Applications))
        div.notice.warning role="status" {
            h2 { (providers::SECRET_TITLE) }
            p { (providers::SECRET_TEXT) }
        }
        (panel::show(&view.name, &html! {
            dl.facts {
                dt { (texts::CLIENT_ID) } dd { (copy::line("client-id", &view.client_id)) }
                dt { (texts::CLIENT_SECRET) } dd { (copy::line("client-secret", &view.secret)) }
            }
        }))
        (panel::show(texts::TOKEN_EXAMPLE, &copy::block("example", &view.example)))
        p { a.button.primary href=(view.version.path("/applications")) { (providers::DONE) } }
    };
    shell.page(&view.name, &body)
}
