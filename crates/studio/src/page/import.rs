//! One import with what became of it, and what was wrong with it.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::imports::{self, Counts, ImportRow};
use crate::component::{head, number, time};
use crate::shell::Shell;
use crate::texts::imports as texts;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPage {
    /// What the list shows of it, too.
    pub row: ImportRow,
    /// The client's id for the job that it belongs to.
    pub correlation: Option<String>,
    /// When it was durable.
    pub applied_at: Option<Timestamp>,
    /// When every destination showed it.
    pub published_at: Option<Timestamp>,
    /// The change log's end just after it.
    pub sequence: u64,
    /// What was wrong: the entity, and the problem in words.
    pub problems: Vec<Problem>,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// What was wrong with an entity, or with the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The entity's place in the payload, from 0.
    pub index: Option<u64>,
    /// Its key as it came.
    pub key: Option<String>,
    /// The rule's stable name.
    pub code: String,
    /// The problem in words.
    pub message: String,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &ImportPage) -> String {
    let row = &view.row;
    let body = html! {
        (head::show(&[("/studio/imports", texts::TITLE)], &texts::into(&row.source), "", &imports::state(row)))
        (counts(view.row.counts))
        section.panel { div.body { (facts(view)) } }
        @if !view.problems.is_empty() {
            section.panel {
                header {
                    h2 { (texts::PROBLEMS) }
                    a.button.small href=(format!("/studio/imports/{}/problems", row.id)) download { (texts::DOWNLOAD) }
                }
                (problems(&view.problems))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

/// What became of the entities.
pub(crate) fn counts(counts: Counts) -> Markup {
    html! {
        dl.figures {
            @for (name, count) in [
                (texts::RECEIVED, counts.received),
                (texts::CREATED, counts.created),
                (texts::UPDATED, counts.updated),
                (texts::UNCHANGED, counts.unchanged),
                (texts::DELETED, counts.deleted),
                (texts::REJECTED, counts.rejected),
            ] {
                div.figure { dt { (name) } dd { (number::grouped(count)) } }
            }
        }
    }
}

fn facts(view: &ImportPage) -> Markup {
    let row = &view.row;
    html! {
        dl.facts {
            dt { (texts::ID) } dd { code { (row.id) } }
            dt { (texts::SOURCE) } dd { a href=(format!("/studio/sources/{}", row.source)) { (row.source) } }
            dt { (texts::BY) } dd { (row.sent_by) }
            dt { (texts::ACCEPTED) } dd { (time::ago(row.accepted_at, view.now)) }
            dt { (texts::APPLIED) } dd { (time::ago_if_any(view.applied_at, view.now)) }
            dt { (texts::PUBLISHED) } dd { (time::ago_if_any(view.published_at, view.now)) }
            @if let Some(applied) = view.applied_at {
                dt { (texts::DURATION) } dd { (applied.milliseconds() - row.accepted_at.milliseconds()) " ms" }
            }
            @if let Some(correlation) = &view.correlation {
                dt { (texts::CORRELATION) } dd { a href=(format!("/studio/jobs/{correlation}")) { code { (correlation) } } }
            }
            @if view.applied_at.is_some() { dt { (texts::SEQUENCE) } dd { (view.sequence) } }
        }
    }
}

fn problems(problems: &[Problem]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(texts::PROBLEMS) {
            table {
                thead { tr { th scope="col" { (texts::ROW) } th scope="col" { (texts::PROBLEM) } } }
                tbody {
                    @for problem in problems {
                        tr {
                            th.nowrap scope="row" {
                                @match problem.index { Some(index) => { "#" (index) } None => { (texts::WHOLE) } }
                                @if let Some(key) = &problem.key { " " code.wrap { (key) } }
                            }
                            td.problem-text { (problem.message) div { span.tag { (problem.code) } } }
                        }
                    }
                }
            }
        }
    }
}
