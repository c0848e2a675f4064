//! Queries an endpoint, with what the address says: a link to it shows the same again.
//!
//! `GET /studio/destinations/{d}/versions/{v}/explore/{e}?q=&language=&sort=&view=cards|json&after=`, with any number of
//! `f.{property}={value}`: values of one property are alternatives; and for each property `s.{property}={text}`, which lists
//! only values of its facet that contain the text. Facets are counted disjunctively: each as if nothing were chosen in
//! itself. `sort` is one of the choices' values, such as `-price`; `after` is opaque to the page.

use maud::{Markup, html};

use super::facets::{self, FacetList};
use super::head::{self, VersionHead, VersionStatus, VersionTab};
use super::results::{self, ResultCard};
use crate::component::choice::Choice;
use crate::component::paging::{self, Paging};
use crate::component::{cell, copy, number, panel};
use crate::shell::Shell;
use crate::texts::{self as common, explorer as texts};

pub use super::facets::{FacetList as Facet, FacetValue, Filter};
pub use super::results::ResultCard as Result;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explorer {
    /// The version.
    pub version: VersionHead,
    /// The endpoint.
    pub endpoint: String,
    /// The version's endpoints.
    pub endpoints: Vec<String>,
    /// The text that was searched for.
    pub search: String,
    /// The languages to choose from.
    pub languages: Vec<Choice>,
    /// The orders to choose from.
    pub sorts: Vec<Choice>,
    /// Whether the answer is shown as JSON.
    pub as_json: bool,
    /// The facets with their counts.
    pub facets: Vec<FacetList>,
    /// The filters that are chosen, each with the address without it.
    pub chosen: Vec<Filter>,
    /// The results of this page.
    pub results: Vec<ResultCard>,
    /// The whole answer as JSON, indented.
    pub json: String,
    /// How many results there are on all pages.
    pub total: u64,
    /// How long the query took, in milliseconds with a decimal, such as `1.4`.
    pub took: String,
    /// Where the results go on.
    pub paging: Paging,
    /// The query as an address to get.
    pub url: String,
    /// The query as a curl command.
    pub curl: String,
    /// The query in TypeScript, with a client generated from the OpenAPI description.
    pub typescript: String,
    /// Why the query was refused, in words.
    pub problem: Option<String>,
}

impl Explorer {
    fn path(&self) -> String {
        self.version.path(&format!("/explore/{}", self.endpoint))
    }
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Explorer) -> String {
    let answers = view.version.status == VersionStatus::Published;
    let body = html! {
        (head::version(&view.version, VersionTab::Explorer))
        @if answers {
            (endpoints(view))
            (panel::problem(view.problem.as_deref()))
            form.explorer #query action=(view.path()) data-instant data-soft {
                (query(view))
                (facets::show(&view.facets))
                div.stack {
                    (summary(view))
                    @if view.as_json {
                        (panel::show(texts::AS_JSON_HEAD, &copy::block("json", &view.json)))
                    } @else {
                        (results::show(&view.results, &shell.images))
                    }
                    section.panel.bare { (paging::show(&view.paging, "")) }
                    (use_it(view))
                }
            }
        } @else {
            (panel::plain(&html! { p { (texts::DRAFT) } }))
        }
    };
    shell.page(&format!("{} {}", texts::TITLE, view.endpoint), &body)
}

fn endpoints(view: &Explorer) -> Markup {
    html! {
        @if view.endpoints.len() > 1 {
            nav.pills aria-label=(texts::ENDPOINT) {
                @for endpoint in &view.endpoints {
                    a href=(view.version.path(&format!("/explore/{endpoint}")))
                        aria-current=[(*endpoint == view.endpoint).then_some("page")] { (endpoint) }
                }
            }
        }
    }
}

fn query(view: &Explorer) -> Markup {
    html! {
        div.toolbar.query {
            div.grow {
                input type="search" name="q" value=(view.search) aria-label=(common::SEARCH) placeholder=(texts::SEARCH_HINT) data-search;
            }
            (cell::choose("language", texts::LANGUAGE, &view.languages))
            (cell::choose("sort", texts::SORT, &view.sorts))
            (cell::choose("view", texts::VIEW, &[
                Choice::new("cards", texts::AS_CARDS).chosen(!view.as_json),
                Choice::new("json", texts::AS_JSON).chosen(view.as_json),
            ]))
            button.button.primary type="submit" { (texts::QUERY) }
        }
    }
}

fn summary(view: &Explorer) -> Markup {
    html! {
        div.summary role="status" {
            h2 { (texts::results(&number::grouped(view.total))) }
            @if !view.took.is_empty() { span.muted { (texts::took(&view.took)) } }
        }
        @if !view.chosen.is_empty() {
            ul.chips aria-label=(texts::CHOSEN) {
                @for filter in &view.chosen {
                    li {
                        a.chip href=(filter.without) aria-label=(texts::without(&filter.header, &filter.value)) {
                            (filter.header) ": " strong { (filter.value) } span aria-hidden="true" { "×" }
                        }
                    }
                }
                li { a href=(view.path()) { (texts::CLEAR) } }
            }
        }
    }
}

fn use_it(view: &Explorer) -> Markup {
    html! {
        details.panel.more #use-it {
            summary { (texts::USE) }
            div.body {
                @for (id, name, text) in [
                    ("copy-url", texts::URL, &view.url),
                    ("copy-curl", texts::CURL, &view.curl),
                    ("copy-typescript", texts::TYPESCRIPT, &view.typescript),
                ] {
                    div { h3 { (name) } (copy::block(id, text)) }
                }
            }
        }
    }
}
