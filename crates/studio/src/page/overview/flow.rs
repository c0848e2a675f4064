//! The flow as a picture: stages from left to right, drawn from what there is; on a narrow screen as a list.

use maud::{Markup, html};

use super::{Node, Overview, Stage};
use crate::texts::overview as texts;

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

/// Both pictures; the style sheet shows the one that there is room for.
pub(super) fn show(view: &Overview, may_edit: bool) -> Markup {
    html! {
        div.scroll.flow-picture tabindex="0" role="region" aria-label=(texts::FLOW) { (picture(view, may_edit)) }
        ol.flow-list { @for stage in &view.stages { li { (listed(stage, may_edit)) } } }
    }
}

fn picture(view: &Overview, may_edit: bool) -> Markup {
    let columns = view.stages.len().max(1);
    let rows = view.stages.iter().map(rows).max().unwrap_or(1);
    let (width, height) = ((columns - 1) * COLUMN + NODE_WIDTH + 2, TOP + rows * ROW);
    html! {
        svg.flow viewBox=(format!("0 0 {width} {height}")) role="group" aria-label=(texts::FLOW) {
            @for (from, to) in &view.edges {
                @if from.1 < SHOWN && to.1 < SHOWN { path.edge d=(edge(&view.stages, *from, *to)) {} }
            }
            @for column in to_come(&view.stages) { path.edge.to-come d=(edge(&view.stages, (column - 1, 0), (column, 0))) {} }
            @for (column, stage) in view.stages.iter().enumerate() {
                text.stage x=(column * COLUMN + 2) y="16" { (stage.name) }
                @for (row, node) in stage.nodes.iter().take(SHOWN).enumerate() { (flow_node(column, row, node)) }
                @if stage.nodes.is_empty() { (nothing_yet(column, stage, may_edit)) }
                @if stage.nodes.len() > SHOWN {
                    text.count x=(column * COLUMN + 12) y=(TOP + SHOWN * ROW + 20) { (texts::more(stage.nodes.len() - SHOWN)) }
                }
            }
        }
    }
}

/// How many rows a stage takes.
fn rows(stage: &Stage) -> usize {
    stage.nodes.len().clamp(1, SHOWN + 1)
}

/// The stages that have nothing yet, like all after them: where the flow can go on.
fn to_come(stages: &[Stage]) -> std::ops::Range<usize> {
    let filled = stages.iter().rposition(|stage| !stage.nodes.is_empty()).map_or(0, |last| last + 1);
    filled.max(1)..stages.len()
}

fn flow_node(column: usize, row: usize, node: &Node) -> Markup {
    html! {
        a.node href=(node.path) {
            title { (node.name) ": " (node.note) }
            (boxed(column, row, &node.name, &node.note))
        }
    }
}

fn nothing_yet(column: usize, stage: &Stage, may_edit: bool) -> Markup {
    html! {
        @if may_edit {
            a.node.to-come href=(stage.new) {
                title { (stage.name) ": " (texts::CREATE_ONE) }
                (boxed(column, 0, texts::NONE_YET, texts::CREATE_ONE))
            }
        } @else {
            g.node.to-come { (boxed(column, 0, texts::NONE_YET, "")) }
        }
    }
}

fn boxed(column: usize, row: usize, name: &str, note: &str) -> Markup {
    let (x, y) = (column * COLUMN, TOP + row * ROW);
    html! {
        rect x=(x + 1) y=(y) width=(NODE_WIDTH) height=(NODE_HEIGHT) rx="7" {}
        text.name x=(x + 12) y=(y + 20) { (shortened(name, NAME_ROOM)) }
        text.count x=(x + 12) y=(y + 37) { (shortened(note, NOTE_ROOM)) }
    }
}

/// The line from one node to another; where it passes a stage it goes between that stage's nodes, never behind one.
fn edge(stages: &[Stage], from: (usize, usize), to: (usize, usize)) -> String {
    let (end_x, end_y) = (to.0 * COLUMN + 1, middle(to.1));
    let (mut x, mut y) = (from.0 * COLUMN + NODE_WIDTH + 1, middle(from.1));
    let mut path = format!("M{x} {y}");
    let mut curve = |next_x: usize, next_y: usize| {
        let bend = usize::midpoint(x, next_x);
        path.push_str(&format!(" C{bend} {y} {bend} {next_y} {next_x} {next_y}"));
        (x, y) = (next_x, next_y);
    };
    for (passed, stage) in stages.iter().enumerate().take(to.0).skip(from.0 + 1) {
        let gap = gap(rows(stage), usize::midpoint(middle(from.1), end_y));
        curve(passed * COLUMN + 1, gap);
        curve(passed * COLUMN + NODE_WIDTH + 1, gap);
    }
    curve(end_x, end_y);
    path
}

fn middle(row: usize) -> usize {
    TOP + row * ROW + NODE_HEIGHT / 2
}

/// The height closest to the wanted one that lies between two nodes or below all of them.
fn gap(rows: usize, wanted: usize) -> usize {
    let below = |row: usize| TOP + row * ROW - (ROW - NODE_HEIGHT) / 2;
    let nearest = (1..=rows).map(below).min_by_key(|gap| gap.abs_diff(wanted));
    nearest.filter(|_| wanted < below(rows)).unwrap_or(wanted)
}

fn listed(stage: &Stage, may_edit: bool) -> Markup {
    html! {
        h3 { (stage.name) }
        ul {
            @for node in stage.nodes.iter().take(SHOWN) {
                li { a href=(node.path) { strong { (node.name) } span.muted { (node.note) } } }
            }
            @if stage.nodes.is_empty() {
                li.to-come {
                    @if may_edit { a href=(stage.new) { strong { (texts::NONE_YET) } span.muted { (texts::CREATE_ONE) } } }
                    @else { span { strong { (texts::NONE_YET) } } }
                }
            }
            @if stage.nodes.len() > SHOWN {
                li { a href=(stage.path) { (texts::more(stage.nodes.len() - SHOWN)) } }
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stages(rows: &[usize]) -> Vec<Stage> {
        let node = || Node { name: String::new(), note: String::new(), path: String::new() };
        let stage = |rows: &usize| Stage {
            name: String::new(),
            path: "",
            new: "",
            nodes: (0..*rows).map(|_| node()).collect(),
        };
        rows.iter().map(stage).collect()
    }

    #[test]
    fn a_line_passes_between_the_nodes_of_a_stage() {
        assert_eq!(edge(&stages(&[1, 1]), (0, 0), (1, 0)), "M191 54 C216 54 216 54 241 54");
        let passing = edge(&stages(&[3, 3, 3]), (0, 1), (2, 1));
        assert!(passing.contains(" 241 85 ") || passing.contains(" 241 147 "), "{passing}");
        let below = edge(&stages(&[3, 1, 3]), (0, 2), (2, 2));
        assert!(below.contains(" 241 178 ") && below.ends_with("481 178"), "{below}");
    }

    #[test]
    fn the_flow_goes_on_where_nothing_is_yet() {
        assert_eq!(to_come(&stages(&[0, 0, 0, 0])), 1..4);
        assert_eq!(to_come(&stages(&[2, 1, 0, 0])), 2..4);
        assert_eq!(to_come(&stages(&[2, 1, 0, 1])), 4..4);
        assert_eq!(to_come(&[]).count(), 0);
    }

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
