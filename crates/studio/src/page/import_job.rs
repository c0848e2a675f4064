//! A job of several imports, such as the parts of one file. `GET /studio/jobs/{id}`.

use maud::html;
use octant_model::Timestamp;

use super::import::counts;
use super::imports::{self, ImportRow};
use crate::component::head;
use crate::shell::Shell;
use crate::texts::imports as texts;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportJob {
    /// All parts together.
    pub sum: ImportRow,
    /// Each part, newest first.
    pub parts: Vec<ImportRow>,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &ImportJob) -> String {
    let sum = &view.sum;
    let title = texts::into(&sum.source);
    let body = html! {
        (head::show(&[("/studio/imports", texts::TITLE)], &title, &texts::in_parts(sum.parts), &imports::state(sum)))
        (counts(sum.counts))
        section.panel { (imports::table(&view.parts, true, view.now)) }
    };
    shell.page(&title, &body)
}
