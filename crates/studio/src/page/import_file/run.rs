//! The fourth step: the import goes on, and what became of it.
//!
//! `GET /studio/sources/{s}/import/{u}/run`; while it goes on, `GET …/{u}/progress` answers [`progress_fragment`].

use maud::{Markup, html};

use super::check::{RejectedRow, figures, rejected};
use super::head::{self, ImportHead};
use crate::component::{live, panel};
use crate::page::cards::plan::{Progress, bar};
use crate::shell::Shell;
use crate::texts::import_file as texts;

/// What the step shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The source and the file.
    pub import: ImportHead,
    /// How it goes, or went.
    pub state: RunState,
}

/// How an import goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// It goes on.
    Running(Progress),
    /// It is done.
    Done {
        /// How many entries were created.
        created: u64,
        /// How many were updated.
        updated: u64,
        /// How many stayed as they were.
        unchanged: u64,
        /// How many rows were rejected.
        rejected: u64,
        /// Some rejected rows.
        problems: Vec<RejectedRow>,
    },
    /// It was stopped, and why.
    Failed(String),
}

impl Default for RunState {
    fn default() -> Self {
        Self::Running(Progress::default())
    }
}

/// The step.
#[must_use]
pub fn render(shell: &Shell, view: &Run) -> String {
    let body = html! {
        (head::show(&view.import, if matches!(view.state, RunState::Done { .. }) { 4 } else { 3 }))
        @match &view.state {
            RunState::Running(progress) => { (running(view, *progress)) }
            RunState::Failed(why) => {
                div.notice.danger role="alert" { h2 { (texts::FAILED) } p { (why) } }
                div.actions { a.button.primary href=(view.import.path("")) { (texts::BACK) } }
            }
            RunState::Done { created, updated, unchanged, rejected: count, problems } => {
                div.notice.success role="status" { h2 { (texts::DONE) } }
                (figures(&[
                    (texts::CREATED, *created, "success"),
                    (texts::UPDATED, *updated, "warning"),
                    (texts::LEFT, *unchanged, ""),
                    (texts::REJECTED, *count, "danger"),
                ]))
                div.actions {
                    a.button.primary href=(format!("/studio/sources/{}", view.import.source)) { (texts::TO_ENTRIES) }
                    a.button href=(format!("/studio/sources/{}/import", view.import.source)) { (texts::ANOTHER) }
                }
                @if !problems.is_empty() { (rejected(&view.import, problems)) }
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

fn running(view: &Run, progress: Progress) -> Markup {
    html! {
        (panel::plain(&live::polling(
            "progress", &view.import.path("/progress"), &view.import.path("/run"), &bar(texts::RUNNING, progress),
        )))
    }
}

/// How far it is: the answer to `GET …/{u}/progress`; `None` when it is done or stopped.
#[must_use]
pub fn progress_fragment(import: &ImportHead, progress: Option<Progress>) -> String {
    let inner = html! {
        @match progress {
            Some(progress) => { (bar(texts::RUNNING, progress)) }
            None => { p data-done data-goto=(import.path("/run")) { (texts::DONE) } }
        }
    };
    inner.into_string()
}
