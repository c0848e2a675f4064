//! The overview: how data flows, what came in lately, what needs a look.

mod chart;
mod flow;

use maud::{Markup, html};
use octant_model::Timestamp;

use super::imports::{self, ImportRow};
use super::welcome;
use crate::component::{head, live, number, panel};
use crate::shell::{Shell, Tone};
use crate::texts::overview as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many entries all sources have.
    pub entries: u64,
    /// How many sources there are.
    pub sources: u64,
    /// How many data providers there are.
    pub providers: u64,
    /// The stages of the flow from left to right, each with its nodes.
    pub stages: Vec<Stage>,
    /// Which node leads to which: places of a stage and a node in it.
    pub edges: Vec<((usize, usize), (usize, usize))>,
    /// Imports per hour of the last 24, the oldest first: how many, and how many of them failed.
    pub hours: Vec<(u64, u64)>,
    /// What needs a look.
    pub attention: Vec<Attention>,
    /// The latest imports.
    pub latest: Vec<ImportRow>,
    /// Whether an admin can load the sample catalogue.
    pub offers_sample: bool,
    /// How the loading of the sample catalogue goes.
    pub sample: SampleProgress,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

impl Overview {
    /// Where a file is imported: into a source, or where the first one is made.
    fn import_path(&self) -> String {
        let source = self.stages.first().and_then(|stage| stage.nodes.first());
        source.map_or_else(|| "/studio/new-source".to_owned(), |source| format!("{}/import", source.path))
    }

    /// Whether there is nothing yet to count or to look after.
    fn is_empty(&self) -> bool {
        self.latest.is_empty() && self.stages.iter().all(|stage| stage.nodes.is_empty())
    }
}

/// How the loading of the sample catalogue goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SampleProgress {
    /// Nothing goes on.
    #[default]
    Idle,
    /// It goes on.
    Loading,
    /// It failed, and why.
    Failed(String),
}

/// A stage of the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Its list.
    pub path: &'static str,
    /// Where one more is made.
    pub new: &'static str,
    /// What is in it.
    pub nodes: Vec<Node>,
}

/// Something that data flows through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What is said below it, such as a count.
    pub note: String,
    /// Where to go for it.
    pub path: String,
}

/// Something that needs a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// How bad it is.
    pub tone: Tone,
    /// What it is.
    pub text: String,
    /// Where to go for it.
    pub path: String,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Overview) -> String {
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! {}))
        (sample(shell, view))
        @if view.entries == 0 && view.sample != SampleProgress::Loading { (first_steps(view)) }
        @if view.offers_sample && shell.account.is_admin { (welcome::sample(shell)) }
        @if !view.is_empty() { (figures(view)) }
        section.panel {
            header { h2 { (texts::FLOW) } }
            div.body { (flow::show(view, shell.account.may_edit && view.sample != SampleProgress::Loading)) }
        }
        @if !view.is_empty() {
            div.columns {
                section.panel {
                    header { h2 { (texts::PER_HOUR) } }
                    div.body { (chart::show(&view.hours)) }
                }
                section.panel {
                    header { h2 { (texts::ATTENTION) } }
                    div.body { (attention(&view.attention)) }
                }
            }
        }
        @if !view.latest.is_empty() {
            section.panel {
                header { h2 { (texts::LATEST) } a href="/studio/imports" { "All imports" } }
                (imports::table(&view.latest, true, view.now))
            }
        }
    };
    shell.page(texts::TITLE, &body)
}

/// How the loading of the sample catalogue goes: the answer to `GET /studio/sample`.
#[must_use]
pub fn sample_fragment(progress: &SampleProgress) -> String {
    loading(progress).into_string()
}

fn loading(progress: &SampleProgress) -> Markup {
    html! {
        @if *progress == SampleProgress::Loading {
            div.progress { p { (texts::SAMPLE_LOADING) } progress aria-label=(texts::SAMPLE_LOADING) {} }
        } @else {
            p data-done data-goto="/studio" { (texts::SAMPLE_ENDED) }
        }
    }
}

fn sample(shell: &Shell, view: &Overview) -> Markup {
    html! {
        @match &view.sample {
            SampleProgress::Idle => {}
            SampleProgress::Loading => {
                (panel::plain(&live::polling("sample", "/studio/sample", "/studio", &loading(&view.sample))))
            }
            SampleProgress::Failed(reason) => {
                @if shell.account.may_edit {
                    div.notice.danger role="alert" {
                        h2 { (texts::SAMPLE_FAILED) }
                        p { (reason) }
                        p { (texts::SAMPLE_FAILED_TEXT) }
                    }
                }
            }
        }
    }
}

fn first_steps(view: &Overview) -> Markup {
    let step = |done: bool, path: &str, title: &str, text: &str| {
        html! {
            li.done[done] { div { h3 { a href=(path) { (title) } } p.muted { (text) } } }
        }
    };
    html! {
        section.panel {
            header { h2 { (texts::START_TITLE) } }
            div.body {
                ol.steps {
                    (step(view.sources > 0, "/studio/new-source", texts::STEP_SOURCE, texts::STEP_SOURCE_TEXT))
                    (step(view.providers > 0, "/studio/providers/new", texts::STEP_PROVIDER, texts::STEP_PROVIDER_TEXT))
                    (step(false, &view.import_path(), texts::STEP_IMPORT, texts::STEP_IMPORT_TEXT))
                }
            }
        }
    }
}

fn figures(view: &Overview) -> Markup {
    let imports: u64 = view.hours.iter().map(|(count, _)| count).sum();
    let failed: u64 = view.hours.iter().map(|(_, failed)| failed).sum();
    html! {
        div.figures {
            @for (path, label, count) in [
                ("/studio/sources", texts::ENTRIES, view.entries),
                ("/studio/sources", texts::SOURCES, view.sources),
                ("/studio/providers", texts::PROVIDERS, view.providers),
                ("/studio/imports", texts::IMPORTS, imports),
                ("/studio/imports?state=failed", texts::FAILED, failed),
            ] {
                a.figure href=(path) { div.label { (label) } div.value { (number::grouped(count)) } }
            }
        }
    }
}

fn attention(list: &[Attention]) -> Markup {
    html! {
        @if list.is_empty() {
            p.muted { (texts::ALL_WELL) }
        } @else {
            @for item in list {
                div class=(format!("notice {}", item.tone.class())) { a href=(item.path) { (item.text) } }
            }
        }
    }
}
