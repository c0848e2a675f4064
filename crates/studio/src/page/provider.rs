//! One data provider: its settings, its secret when it is new, its end.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::providers::{self, ProviderForm, ProviderRow, Volume};
use crate::component::{copy, head, number, time};
use crate::shell::Shell;
use crate::texts::{self as common, providers as texts};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPage {
    /// What the list shows of it, too.
    pub row: ProviderRow,
    /// Its settings as typed.
    pub form: ProviderForm,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &ProviderPage) -> String {
    let row = &view.row;
    let path = format!("/studio/providers/{}", row.id);
    let body = html! {
        (head::show(&[("/studio/providers", texts::TITLE)], &row.name, "", &html! {}))
        section.panel {
            div.body {
                dl.facts {
                    dt { (texts::ID) } dd { (copy::line("provider-id", &row.id)) }
                    dt { (texts::SOURCES) } dd { (providers::grant(row.sources.as_deref())) }
                    dt { (texts::LAST_IMPORT) } dd { (time::ago_if_any(row.last_import, view.now)) }
                    dt { (texts::IMPORTS) } dd { (imports(&row.volume)) }
                    dt { (texts::ENTITIES) } dd { (entities(&row.volume)) }
                    dt { (texts::CREATED) } dd { (time::ago(row.created_at, view.now)) }
                }
            }
        }
        @if shell.account.may_edit {
            section.panel {
                div.body {
                    form.form method="post" action=(path) {
                        (shell.editing_fields())
                        (providers::fields(&view.form))
                        div { button.button.primary type="submit" { (common::SAVE) } }
                    }
                }
            }
            (ending(&format!("{path}/reset-secret"), texts::RESET_TITLE, texts::RESET_TEXT, texts::RESET))
            (ending(&format!("{path}/delete"), texts::DELETE_TITLE, texts::DELETE_TEXT, texts::DELETE))
        }
    };
    shell.page(&row.name, &body)
}

/// How many imports it sent.
fn imports(volume: &Volume) -> Markup {
    html! {
        (number::grouped(volume.imports))
        @if volume.failed > 0 { " " span.muted { (texts::of_which_failed(&number::grouped(volume.failed))) } }
    }
}

/// How many entities it sent, and what became of them.
fn entities(volume: &Volume) -> Markup {
    let [created, updated, unchanged, deleted] =
        [volume.created, volume.updated, volume.unchanged, volume.deleted].map(number::grouped);
    html! {
        (number::grouped(volume.entities()))
        @if volume.entities() > 0 {
            " " span.muted { (texts::what_became(&created, &updated, &unchanged, &deleted)) }
        }
    }
}

/// Leads to the question whether it is meant.
fn ending(path: &str, title: &str, text: &str, button: &str) -> Markup {
    html! {
        section.panel {
            header { h2 { (title) } }
            div.body {
                p { (text) }
                div { a.button.danger href=(path) { (button) "…" } }
            }
        }
    }
}

/// A secret that is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSecret {
    /// The provider's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret.
    pub secret: String,
    /// The address under which clients reach the server.
    pub address: String,
    /// A source that the provider may write to, for the example.
    pub source: String,
}

/// The page after a provider was created, or its secret reset.
#[must_use]
pub fn render_secret(shell: &Shell, view: &NewSecret) -> String {
    let body = html! {
        (head::show(&[("/studio/providers", texts::TITLE)], &view.name, "", &html! {}))
        div.notice.warning role="status" {
            h2 { (texts::SECRET_TITLE) }
            p { (texts::SECRET_TEXT) }
        }
        section.panel {
            div.body {
                dl.facts {
                    dt { (texts::ID) } dd { (copy::line("provider-id", &view.id)) }
                    dt { (texts::SECRET) } dd { (copy::line("provider-secret", &view.secret)) }
                }
            }
        }
        section.panel {
            header { h2 { (texts::TRY) } }
            div.body { (copy::block("try", &example(view))) }
        }
        p { a.button.primary href=(format!("/studio/providers/{}", view.id)) { (texts::DONE) } }
    };
    shell.page(&view.name, &body)
}

fn example(view: &NewSecret) -> String {
    let NewSecret { id, secret, address, source, .. } = view;
    format!(
        r#"TOKEN=$(curl -s {address}/dataProviders/tokens \
  -H 'content-type: application/json' \
  -d '{{"id":"{id}","secret":"{secret}"}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')

curl {address}/import/{source} \
  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \
  -d '{{"entities":[{{"key":"first","properties":[{{"id":"name","value":"My first entry"}}]}}]}}'"#
    )
}
