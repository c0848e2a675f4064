//! The first step: a file is chosen or dropped.
//!
//! `GET /studio/sources/{s}/import`; `POST` on the same, `multipart/form-data` with `csrf` and `file`, leads to the second step.

use maud::html;

use super::head::{self, ImportHead};
use crate::component::panel;
use crate::shell::Shell;
use crate::texts::import_file as texts;

/// What the step shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// The source.
    pub import: ImportHead,
    /// The largest file, in words, such as `64 MB`.
    pub limit: String,
    /// How long the file waits to be imported, in words, such as `2 hours`.
    pub waits: String,
    /// What was wrong with the file, in words.
    pub problem: Option<String>,
    /// What became of the file where nothing is wrong with it, in words.
    pub notice: Option<String>,
}

/// The step.
#[must_use]
pub fn render(shell: &Shell, view: &Upload) -> String {
    let form = html! {
        form.stack method="post" enctype="multipart/form-data" action=(format!("/studio/sources/{}/import", view.import.source)) {
            (shell.csrf_field())
            div.drop data-drop {
                label for="file" { (texts::DROP) }
                input type="file" id="file" name="file" required accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz"
                    aria-describedby="file-hint" aria-invalid=[view.problem.as_ref().map(|_| "true")];
                p.hint #file-hint { span data-file-name {} " " (texts::limit(&view.limit)) }
            }
            p.muted { (texts::NOTHING_HAPPENS) " " (texts::waits(&view.waits)) }
            div { button.button.primary type="submit" data-busy=(texts::UPLOADING) { (texts::UPLOAD) } }
        }
    };
    let body = html! {
        (head::show(&view.import, 0))
        (panel::problem(view.problem.as_deref()))
        @if let Some(notice) = &view.notice { div.notice role="status" { p { (notice) } } }
        (panel::plain(&form))
    };
    shell.page(texts::TITLE, &body)
}
