//! The third step: what the import would do, before anything happens.
//!
//! `GET /studio/sources/{s}/import/{u}/check`; `POST …/{u}/run` starts it; `GET …/{u}/rejected` downloads the rejected rows
//! as they came, with what was wrong with each.

use maud::{Markup, html};

use super::head::{self, ImportHead};
use super::mapping::notes;
use crate::component::list::{self, Head};
use crate::component::{diff, number, panel};
use crate::shell::Shell;
use crate::texts::{entries, import_file as texts};

pub use crate::component::diff::Change;

/// What the step shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    /// The source and the file.
    pub import: ImportHead,
    /// How many entries would be created.
    pub create: u64,
    /// How many would be updated.
    pub update: u64,
    /// How many would stay as they are.
    pub leave: u64,
    /// How many rows are rejected.
    pub rejected: u64,
    /// Some rejected rows.
    pub problems: Vec<RejectedRow>,
    /// What the user should know of the file, in words.
    pub notes: Vec<String>,
    /// Some updated entries, by key, with what changes.
    pub examples: Vec<(String, Vec<Change>)>,
    /// Whether the good rows are taken when some are rejected.
    pub partial: bool,
}

/// A row that is rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its place in the file, such as `row 3 (line 4)`.
    pub place: String,
    /// Its key; may be empty.
    pub key: String,
    /// What is wrong with it, in words.
    pub problem: String,
}

/// The step.
#[must_use]
pub fn render(shell: &Shell, view: &Check) -> String {
    let good = view.create + view.update + view.leave;
    let is_empty = good == 0 && view.rejected == 0;
    let refused = match (good, view.rejected, view.partial) {
        (0, 1.., _) => Some(texts::ALL_REJECTED),
        (_, 1.., false) => Some(texts::REJECTED_STOP),
        _ => None,
    };
    let body = html! {
        (head::show(&view.import, 2))
        (figures(&[
            (texts::CREATE, view.create, "success"),
            (texts::UPDATE, view.update, "warning"),
            (texts::LEAVE, view.leave, ""),
            (texts::REJECT, view.rejected, "danger"),
        ]))
        (panel::problem(refused))
        @if is_empty { div.notice role="status" { p { (texts::NO_ROWS) } } }
        (notes(&view.notes))
        div.actions {
            @if refused.is_none() && !is_empty {
                form method="post" action=(view.import.path("/run")) {
                    (shell.csrf_field())
                    button.button.primary type="submit" data-busy=(texts::RUNNING) { (texts::RUN) }
                }
            }
            a.button href=(view.import.path("")) { (texts::BACK) }
        }
        @if !view.problems.is_empty() { (rejected(&view.import, &view.problems)) }
        @if !view.examples.is_empty() {
            (panel::show(texts::EXAMPLES_OF_CHANGES, &html! {
                @for (key, changes) in &view.examples { div { h3 { code { (key) } } (diff::show(changes)) } }
            }))
        }
    };
    shell.page(texts::TITLE, &body)
}

/// Counts, each with its meaning where it is not 0.
pub(crate) fn figures(figures: &[(&str, u64, &str)]) -> Markup {
    html! {
        dl.figures {
            @for (name, count, tone) in figures {
                div class=(format!("figure {}", if *count > 0 { tone } else { "" })) {
                    dt { (name) } dd { (number::grouped(*count)) }
                }
            }
        }
    }
}

/// Rejected rows, and all of them to download.
pub(crate) fn rejected(import: &ImportHead, problems: &[RejectedRow]) -> Markup {
    let heads = [Head::Text(texts::ROW), Head::Text(entries::KEY), Head::Text(texts::PROBLEM)];
    let rows = html! {
        @for problem in problems {
            tr { td.narrow { (problem.place) } td { code { (problem.key) } } td.wrap { (problem.problem) } }
        }
    };
    let download = html! { a.button.small href=(import.path("/rejected")) download { (texts::DOWNLOAD) } };
    panel::with(texts::REJECT, &download, &list::table(texts::REJECT, &heads, &rows))
}
