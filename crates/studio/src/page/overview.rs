//! The overview: how data flows, what came in lately, what needs a look.

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
        (figures(view))
        section.panel {
            header { h2 { (texts::FLOW) } }
            div.body { div.scroll tabindex="0" role="region" aria-label=(texts::FLOW) { (flow(view)) } }
        }
        div.columns {
            section.panel {
                header { h2 { (texts::PER_HOUR) } }
                div.body { (chart(&view.hours)) }
            }
            section.panel {
                header { h2 { (texts::ATTENTION) } }
                div.body { (attention(&view.attention)) }
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
                    (step(view.sources > 0, "/studio/sources/new", texts::STEP_SOURCE, texts::STEP_SOURCE_TEXT))
                    (step(view.providers > 0, "/studio/providers/new", texts::STEP_PROVIDER, texts::STEP_PROVIDER_TEXT))
                    (step(false, "/studio/imports", texts::STEP_IMPORT, texts::STEP_IMPORT_TEXT))
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

const NODE_WIDTH: usize = 190;
const NODE_HEIGHT: usize = 48;
/// The room for a node's note, and for its name, which is larger and bold.
const NOTE_ROOM: usize = NODE_WIDTH - 24;
const NAME_ROOM: usize = NOTE_ROOM * 6 / 7;
const COLUMN: usize = 240;
const ROW: usize = 62;
const TOP: usize = 30;
/// A stage with more nodes shows these many and how many there are besides.
const SHOWN: usize = 8;

/// The flow, stages from left to right, drawn from what there is.
fn flow(view: &Overview) -> Markup {
    let rows = view.stages.iter().map(|stage| stage.nodes.len().min(SHOWN + 1)).max().unwrap_or(0).max(1);
    let (width, height) = (view.stages.len().max(1) * COLUMN, TOP + rows * ROW);
    html! {
        svg.flow viewBox=(format!("0 0 {width} {height}")) role="group" aria-label=(texts::FLOW) {
            @for (from, to) in &view.edges {
                @if from.1 < SHOWN && to.1 < SHOWN { path.edge d=(edge(*from, *to)) {} }
            }
            @for (column, stage) in view.stages.iter().enumerate() {
                text.stage x=(column * COLUMN + 2) y="16" { (stage.name) }
                @for (row, node) in stage.nodes.iter().take(SHOWN).enumerate() { (flow_node(column, row, node)) }
                @if stage.nodes.len() > SHOWN {
                    text.count x=(column * COLUMN + 12) y=(TOP + SHOWN * ROW + 20) {
                        "and " (stage.nodes.len() - SHOWN) " more"
                    }
                }
            }
        }
    }
}

fn flow_node(column: usize, row: usize, node: &Node) -> Markup {
    let (x, y) = (column * COLUMN, TOP + row * ROW);
    html! {
        a.node href=(node.path) {
            title { (node.name) ": " (node.note) }
            rect x=(x + 1) y=(y) width=(NODE_WIDTH) height=(NODE_HEIGHT) rx="7" {}
            text.name x=(x + 12) y=(y + 20) { (shortened(&node.name, NAME_ROOM)) }
            text.count x=(x + 12) y=(y + 37) { (shortened(&node.note, NOTE_ROOM)) }
        }
    }
}

fn edge(from: (usize, usize), to: (usize, usize)) -> String {
    let (x1, y1) = (from.0 * COLUMN + NODE_WIDTH + 1, TOP + from.1 * ROW + NODE_HEIGHT / 2);
    let (x2, y2) = (to.0 * COLUMN + 1, TOP + to.1 * ROW + NODE_HEIGHT / 2);
    let bend = usize::midpoint(x1, x2);
    format!("M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}")
}

/// As much of a text as there is room for.
fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut left = most - room('…');
    let fits = |letter: &char| match left.checked_sub(room(*letter)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(room).sum()
}

/// The most that a letter takes in the picture's font, roughly.
fn room(letter: char) -> usize {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' => 4,
        'f' | 'r' | 't' | ' ' | '-' | '(' | ')' | '/' => 5,
        'm' | 'w' => 12,
        'M' | 'W' | '@' | '%' | '…' => 13,
        'A'..='Z' => 10,
        'a'..='z' => 7,
        '0'..='9' => 8,
        // Other scripts may be as wide as the font is high.
        letter if letter.is_ascii() || matches!(letter, '\u{a0}'..='\u{24f}') => 10,
        _ => 13,
    }
}

fn imports_of(count: u64) -> String {
    format!("{} {}", number::grouped(count), if count == 1 { "import" } else { "imports" })
}

fn hours_ago(hours: usize) -> String {
    match hours {
        0 => "this hour".to_owned(),
        1 => "1 hour ago".to_owned(),
        _ => format!("{hours} hours ago"),
    }
}

/// Imports per hour as bars; the table behind it says the same to who does not see it.
fn chart(hours: &[(u64, u64)]) -> Markup {
    let most = hours.iter().map(|(count, _)| *count).max().unwrap_or(0).max(1);
    let height = |count: u64| u64::try_from(u128::from(count) * 100 / u128::from(most)).unwrap_or(100);
    let total: u64 = hours.iter().map(|(count, _)| count).sum();
    html! {
        svg.chart viewBox="0 0 480 130" preserveAspectRatio="none" role="img"
            aria-label=(format!("{} in the last 24 hours, at most {} in one hour", imports_of(total), number::grouped(most))) {
            line.axis x1="0" x2="480" y1="110" y2="110" {}
            @for (index, (count, failed)) in hours.iter().enumerate() {
                @let bar = height(*count).max(u64::from(*count > 0) * 2);
                @let bad = height(*failed).max(u64::from(*failed > 0) * 2);
                rect.bar x=(index * 20 + 2) y=(110 - bar) width="16" height=(bar) {
                    title { (imports_of(*count)) ", " (number::grouped(*failed)) " failed, " (hours_ago(hours.len() - 1 - index)) }
                }
                rect.bar.failed x=(index * 20 + 2) y=(110 - bad) width="16" height=(bad) {}
            }
        }
        p.muted { "Now is on the right; the tallest bar is " (number::grouped(most)) "." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_by_its_width() {
        for fits in ["Products", "illicit little lilies, if I will", "Products and prices"] {
            assert_eq!(shortened(fits, NOTE_ROOM), fits);
        }
        assert_eq!(shortened("WWWWWWWWWWWWWWWWWWWW", NOTE_ROOM), "WWWWWWWWWWW…");
        assert_eq!(shortened("商品商品商品商品商品商品商品商品", NOTE_ROOM), "商品商品商品商品商品商…");
        assert_eq!(shortened("Pictures and documents of it", NAME_ROOM), "Pictures and docum…");
    }
}
