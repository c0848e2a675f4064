//! The list of destinations. `GET /studio/destinations?after=`.

use maud::{Markup, html};

use super::head::{VersionStatus, protection, version_badge};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::paging::{self, Paging};
use crate::component::{empty, head};
use crate::shell::Shell;
use crate::texts::{self as common, destinations as texts};

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    /// The destinations of this page.
    pub rows: Vec<DestinationRow>,
    /// Where the list goes on.
    pub paging: Paging,
}

/// A destination in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationRow {
    /// Its identifier.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Whether queries need a token.
    pub protected: bool,
    /// Its languages, the default first.
    pub languages: Vec<String>,
    /// Its versions with their states, the newest first.
    pub versions: Vec<(String, VersionStatus)>,
}

/// The list.
#[must_use]
pub fn render(shell: &Shell, view: &Destinations) -> String {
    let new = html! {
        @if shell.account.may_edit { a.button.primary href="/studio/new-destination" { (texts::NEW) } }
    };
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! { @if !view.rows.is_empty() { (new) } }))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Destination, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &new))
            } @else {
                (table(&view.rows))
                (paging::show(&view.paging, ""))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn table(rows: &[DestinationRow]) -> Markup {
    let heads = [
        Head::Text(common::NAME),
        Head::Text(texts::VERSIONS),
        Head::Text(texts::LANGUAGES),
        Head::Text(texts::PROTECTION),
    ];
    let rows = html! {
        @for row in rows {
            @let path = format!("/studio/destinations/{}", row.identifier);
            tr {
                th scope="row" { a href=(path) { (row.name) } " " span.tag { (row.identifier) } }
                td {
                    @for (name, status) in &row.versions {
                        a.plain href=(format!("{path}/versions/{name}")) { (version_badge(*status, Some(name))) } " "
                    }
                }
                td { @for language in &row.languages { span.tag { (language) } " " } }
                td { (protection(row.protected)) }
            }
        }
    };
    list::table(texts::TITLE, &heads, &rows)
}
