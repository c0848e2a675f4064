//! One version: its endpoints, publishing and stopping.
//!
//! `GET /studio/destinations/{d}/versions/{v}`; `POST …/publish`; `GET …/stop` shows [`crate::page::confirm`].
//! While it is published, `GET …/progress` answers [`progress_fragment`].

use maud::{Markup, html};

use super::head::{self, VersionHead, VersionStatus, VersionTab};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::{action, copy, empty, live, panel, value};
use crate::page::cards::plan::{Progress, bar};
use crate::shell::Shell;
use crate::texts::destinations as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionPage {
    /// The version.
    pub version: VersionHead,
    /// Its endpoints.
    pub endpoints: Vec<EndpointRow>,
    /// How far the publishing is, while it goes on.
    pub progress: Option<Progress>,
    /// What stands in the way of publishing, in words.
    pub problems: Vec<String>,
    /// Whether it is a draft beside other versions, which can be dropped.
    pub may_drop: bool,
}

/// An endpoint in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointRow {
    /// Its identifier.
    pub identifier: String,
    /// Its card definition's id.
    pub card: String,
    /// Its segments' names.
    pub segments: Vec<String>,
    /// How many properties it shows.
    pub properties: u64,
    /// The properties that are facets, by their names in results.
    pub facets: Vec<String>,
    /// The relations that it shows, by their names in results.
    pub relations: Vec<String>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &VersionPage) -> String {
    let draft = view.version.status == VersionStatus::Draft;
    let new = |class: &str| {
        html! {
            @if shell.account.may_edit && draft {
                a class=(format!("button {class}")) href=(view.version.path("/new-endpoint")) { (texts::NEW_ENDPOINT) }
            }
        }
    };
    let beside = if view.endpoints.is_empty() {
        html! {}
    } else {
        new("small")
    };
    let body = html! {
        (head::version(&view.version, VersionTab::Endpoints))
        (state(shell, view))
        (panel::with(texts::ENDPOINTS, &beside, &html! {
            @if view.endpoints.is_empty() {
                (empty::show(Icon::Destination, texts::NO_ENDPOINTS_TITLE, texts::NO_ENDPOINTS, &new("primary")))
            } @else {
                (table(view))
            }
        }))
        (panel::show(texts::API, &html! {
            dl.facts {
                dt { (texts::ADDRESS) } dd { (copy::line("address", &view.version.address(""))) }
                @if view.version.status == VersionStatus::Published {
                dt { (texts::OPENAPI) } dd { a href=(view.version.address("/openapi")) { (value::show(&view.version.address("/openapi"))) } }
                dt { (texts::DOCS) } dd { a href=(view.version.address("/docs")) { (value::show(&view.version.address("/docs"))) } }
                } @else { dt { (texts::OPENAPI) } dd.muted { (texts::NOT_ANSWERING) } }
            }
        }))
        @if shell.account.may_edit { (end(shell, view)) }
    };
    shell.page(&view.version.destination.name, &body)
}

fn state(shell: &Shell, view: &VersionPage) -> Markup {
    html! {
        @if let Some(progress) = view.progress {
            (panel::plain(&live::polling(
                "progress", &view.version.path("/progress"), &view.version.path(""), &publishing(&view.version, Some(progress)),
            )))
        } @else { (build_problems(&view.version)) }
        @if view.progress.is_none() && shell.account.may_edit {
            @match view.version.status {
                VersionStatus::Draft => {
                    @for problem in &view.problems { (panel::problem(Some(problem))) }
                    @if !view.endpoints.is_empty() {
                        div.notice.row {
                            p.grow { (texts::PUBLISH_TEXT) }
                            (action::post(shell, &view.version.path("/publish"), "primary", texts::PUBLISH))
                        }
                    }
                }
                VersionStatus::Stopped => {
                    div.actions { (action::post(shell, &view.version.path("/publish"), "", texts::PUBLISH)) }
                }
                VersionStatus::Published | VersionStatus::Publishing => {}
            }
        }
    }
}

/// How the version ends, below all that is done with it every day.
fn end(shell: &Shell, view: &VersionPage) -> Markup {
    html! {
        @if view.version.status == VersionStatus::Published {
            (panel::show(texts::STOP_TITLE, &html! {
                p.muted { (texts::STOP_TEXT) }
                div.actions { a.button.danger href=(view.version.path("/stop")) { (texts::STOP) } }
            }))
        } @else if view.may_drop && view.version.status == VersionStatus::Draft {
            (panel::show(texts::DROP_TITLE, &html! {
                p.muted { (texts::DROP_TEXT) }
                div.actions { (action::post(shell, &view.version.path("/delete"), "danger", texts::DROP_DRAFT)) }
            }))
        }
    }
}

/// How far the publishing is: the answer to `GET …/progress`; `None` when it is done.
#[must_use]
pub fn progress_fragment(version: &VersionHead, progress: Option<Progress>) -> String {
    publishing(version, progress).into_string()
}

fn publishing(version: &VersionHead, progress: Option<Progress>) -> Markup {
    html! {
        @match progress {
            Some(progress) => {
                (bar(texts::PUBLISHING, progress))
                (build_problems(version))
            }
            None => { p data-done data-goto=(version.path("")) { (head::version_badge(version.status, None)) } }
        }
    }
}

/// Why indexes could not be built, with what happens next.
fn build_problems(version: &VersionHead) -> Markup {
    html! {
        @for (endpoint, problem) in &version.build_problems {
            (panel::problem(Some(&texts::build_failed(endpoint, problem))))
        }
    }
}

fn table(view: &VersionPage) -> Markup {
    let heads = [
        Head::Text(texts::IDENTIFIER),
        Head::Text(texts::CARD),
        Head::Text(texts::SEGMENTS),
        Head::Number(texts::PROPERTIES),
        Head::Text(texts::FACETS),
        Head::Text(texts::RELATIONS),
        Head::Unseen(texts::EXPLORE),
    ];
    let tags = |names: &[String]| html! { @for name in names { span.tag { (name) } " " } @if names.is_empty() { span.muted { "–" } } };
    let rows = html! {
        @for row in &view.endpoints {
            tr {
                th scope="row" { a href=(view.version.path(&format!("/endpoints/{}", row.identifier))) { (row.identifier) } }
                td { a href=(format!("/studio/cards/{}", row.card)) { (row.card) } }
                td { @if row.segments.is_empty() { span.muted { (texts::ALL_CARDS) } } @else { (tags(&row.segments)) } }
                td.number { (row.properties) }
                td { (tags(&row.facets)) }
                td { (tags(&row.relations)) }
                td { a.button.small href=(view.version.path(&format!("/explore/{}", row.identifier))) { (texts::EXPLORE) } }
            }
        }
    };
    list::table(texts::ENDPOINTS, &heads, &rows)
}
