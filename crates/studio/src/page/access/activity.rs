//! What was changed by whom. `GET /studio/access/activity?actor=&kind=&since=&until=&after=`; the times are dates.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::head::{self, AccessTab};
use crate::component::choice::Choice;
use crate::component::diff::{self, Change};
use crate::component::icon::Icon;
use crate::component::paging::{self, Paging};
use crate::component::{cell, empty, time};
use crate::shell::Shell;
use crate::texts::access as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// Who to choose from; the page adds the choice of anybody.
    pub actors: Vec<Choice>,
    /// Kinds of things to choose from; the page adds the choice of anything.
    pub kinds: Vec<Choice>,
    /// The first day as typed, `2024-05-10`; empty for none.
    pub since: String,
    /// The last day as typed; empty for none.
    pub until: String,
    /// What was done, newest first.
    pub rows: Vec<ActivityRow>,
    /// Where the list goes on.
    pub paging: Paging,
    /// How many days it is kept; `None` for ever.
    pub retention_days: Option<u32>,
    /// The time to tell "ago" from.
    pub now: Timestamp,
}

/// Something that was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityRow {
    /// When.
    pub at: Timestamp,
    /// By whom, as shown.
    pub actor: String,
    /// What was done, such as `changed`.
    pub action: String,
    /// What it was done to: its kind, such as `card`.
    pub kind: String,
    /// And its name.
    pub name: String,
    /// Where to look at it, where it still is.
    pub path: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Activity) -> String {
    let filtered = !view.since.is_empty()
        || !view.until.is_empty()
        || view.actors.iter().chain(&view.kinds).any(|choice| choice.chosen);
    let body = html! {
        (head::show(AccessTab::Activity))
        @if view.rows.is_empty() && !filtered && view.paging.first.is_none() {
            section.panel { (empty::show(Icon::Overview, texts::NO_ACTIVITY_TITLE, texts::NO_ACTIVITY, &html! {})) }
        } @else {
            (filters(view))
            section.panel {
                @if view.rows.is_empty() { div.body { p.muted { (texts::NONE_FOUND) } } }
                ol.timeline { @for row in &view.rows { (entry(row, view.now)) } }
                (paging::show(&view.paging, ""))
            }
        }
        @if let Some(days) = view.retention_days { p.muted { (texts::retention(days)) } }
    };
    shell.page(texts::ACTIVITY, &body)
}

fn filters(view: &Activity) -> Markup {
    let with_any = |any: &str, choices: &[Choice]| {
        let mut all = vec![Choice::new("", any)];
        all.extend_from_slice(choices);
        all
    };
    html! {
        form.toolbar action="/studio/access/activity" data-instant {
            (cell::choose("actor", texts::ACTOR, &with_any(texts::ANYBODY, &view.actors)))
            (cell::choose("kind", texts::KIND, &with_any(texts::ANYTHING, &view.kinds)))
            @for (name, label, value) in [("since", texts::SINCE, &view.since), ("until", texts::UNTIL, &view.until)] {
                span.pair {
                    label.inline for=(name) { (label) }
                    input type="date" id=(name) name=(name) value=(value);
                }
            }
            button.button type="submit" { (texts::FILTER) }
        }
    }
}

/// More changes than this are folded away.
const OPEN: usize = 3;

fn entry(row: &ActivityRow, now: Timestamp) -> Markup {
    html! {
        li {
            p {
                strong { (row.actor) } " " (row.action) " " (row.kind) " "
                @match &row.path { Some(path) => { a href=(path) { (row.name) } } None => { span { (row.name) } } }
            }
            span.muted { (time::ago(row.at, now)) }
            @if !row.changes.is_empty() {
                @if row.changes.len() <= OPEN {
                    (diff::show(&row.changes))
                } @else {
                    details { summary { (texts::changes(row.changes.len())) } (diff::show(&row.changes)) }
                }
            }
        }
    }
}
