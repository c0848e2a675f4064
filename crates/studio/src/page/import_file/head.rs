//! What the four steps share.

use maud::{Markup, html};

use crate::component::head;
use crate::texts::{import_file as texts, sources};

/// What all steps show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportHead {
    /// The source's id.
    pub source: String,
    /// The source's name.
    pub source_name: String,
    /// The upload's id; empty before there is one.
    pub upload: String,
    /// The file's name.
    pub file: String,
    /// Its size in words, such as `1.4 MB`.
    pub size: String,
    /// How many rows it has, in words, such as `1,204`; empty before that is known.
    pub rows: String,
}

impl ImportHead {
    /// The address of the import's pages.
    pub(crate) fn path(&self, suffix: &str) -> String {
        format!("/studio/sources/{}/import/{}{suffix}", self.source, self.upload)
    }
}

/// The head of a step; steps are counted from 0.
pub(crate) fn show(import: &ImportHead, step: usize) -> Markup {
    let source = format!("/studio/sources/{}", import.source);
    let crumbs = [("/studio/sources", sources::TITLE), (source.as_str(), import.source_name.as_str())];
    let file = if import.file.is_empty() {
        String::new()
    } else {
        texts::file(&import.file, &import.size, &import.rows)
    };
    html! {
        (head::show(&crumbs, texts::TITLE, &file, &html! {}))
        ol.stages aria-label=(texts::STEPS_LABEL) {
            @for (index, name) in texts::STEPS.iter().enumerate() {
                li.done[index < step] aria-current=[(index == step).then_some("step")] { span { (name) } }
            }
        }
    }
}
