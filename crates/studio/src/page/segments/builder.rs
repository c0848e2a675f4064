//! The filter of a segment, with who passes it.
//!
//! A new one: `GET /studio/new-segment/build?card=&kind=`, `POST /studio/segments`. An existing one: `GET` and
//! `POST /studio/segments/{id}/definition`. The form sends `csrf`, `card`, `kind`, `id` (a new one only), `name`, and for
//! each group and line, from 0: `group-{g}-{n}-property`, `-operator` (`is is-not gt gte lt lte between exists missing`),
//! `-values` (one a line; `between` takes two). `action` is `save`, `preview`, `add-group`, `remove-group-{g}`,
//! `add-line-{g}`, `remove-line-{g}-{n}`, `as-json` or `as-lines`; all but `save` answer the page with nothing stored. Lines without a property
//! are left out. Who passes is [`super::preview::fragment`] at `POST /studio/segments/preview` with the same form.
//! A filter that lines cannot say, or that is wanted so, is the text `filter` with the kind `json`.
//! Segments that are picked by hand have [`super::picks`] in the place of the filter.

use maud::{Markup, html};

use super::head::{self, SegmentHead, SegmentTab};
use super::picks::{self, Picks};
use super::preview::{self, SegmentPreview};
use crate::component::cell;
use crate::component::choice::Choice;
use crate::component::field::{self, Field, Input};
use crate::component::{action, head as page_head, live, panel};
use crate::shell::Shell;
use crate::texts::{self as common, segments as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Builder {
    /// The segment; `None` for a new one.
    pub segment: Option<SegmentHead>,
    /// The card definition's id.
    pub card: String,
    /// The card definition's name.
    pub card_name: String,
    /// Its id as typed; only for a new one.
    pub id: Field,
    /// Its name as typed.
    pub name: Field,
    /// What makes a card a member.
    pub criteria: Criteria,
    /// Who is in it as it stands here.
    pub preview: SegmentPreview,
    /// What is wrong with the whole.
    pub problem: Option<String>,
}

/// What makes a card a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criteria {
    /// A filter: one of these groups must hold.
    Filter {
        /// The groups.
        groups: Vec<Group>,
        /// The properties of the card to choose from; one choice more, with an empty value, may stand first.
        properties: Vec<Choice>,
    },
    /// A filter as JSON, as typed.
    Written(Field),
    /// Cards picked one by one.
    Picks(Picks),
}

impl Default for Criteria {
    fn default() -> Self {
        Self::Filter { groups: Vec::new(), properties: Vec::new() }
    }
}

/// Lines that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The lines.
    pub lines: Vec<Line>,
}

/// A comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The property's id as chosen; empty for none yet.
    pub property: Field,
    /// The comparison as the form sends it.
    pub operator: Field,
    /// The values as typed, one a line.
    pub values: Field,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Builder) -> String {
    let title = view.segment.as_ref().map_or(texts::NEW, |segment| segment.name.as_str());
    let target = view
        .segment
        .as_ref()
        .map_or_else(|| "/studio/segments".to_owned(), |segment| segment.path("/definition"));
    let body = html! {
        @match &view.segment {
            Some(segment) => { (head::show(shell, segment, SegmentTab::Builder)) }
            None => { (page_head::show(&[("/studio/segments", texts::TITLE)], title, &view.card_name, &html! {})) }
        }
        (panel::problem(view.problem.as_deref()))
        div.columns {
            form.stack #builder method="post" action=(target) {
                (shell.editing_fields())
                (action::on_enter("preview"))
                (fields(shell, view))
            }
            (panel::with(texts::MATCHING, &html! {}, &live::following(
                "preview", "builder", "/studio/segments/preview", &preview::inner(&view.preview, &shell.images),
            )))
        }
    };
    shell.page(title, &body)
}

fn fields(shell: &Shell, view: &Builder) -> Markup {
    let kind = match view.criteria {
        Criteria::Filter { .. } => "filter",
        Criteria::Written(_) => "json",
        Criteria::Picks(_) => "picks",
    };
    html! {
        input type="hidden" name="card" value=(view.card);
        input type="hidden" name="kind" value=(kind);
        fieldset.bare disabled[!shell.account.may_edit] {
            legend.visually-hidden { (texts::TAB_BUILD) }
            (panel::plain(&html! {
                (Input::text("name", common::NAME, texts::NAME_HINT).show(&view.name))
                @if view.segment.is_none() { (Input::text("id", texts::ID, texts::ID_HINT).show(&view.id)) }
            }))
            @match &view.criteria {
                Criteria::Filter { groups, properties } => { (filter(groups, properties)) }
                Criteria::Written(text) => { (written(text)) }
                Criteria::Picks(picked) => { (picks::show(&view.card, picked)) }
            }
        }
        @if shell.account.may_edit {
            div.actions.sticky {
                (action::button("save", "primary", if view.segment.is_some() { texts::SAVE } else { texts::CREATE }))
                (action::button("preview", "", texts::REFRESH))
            }
        }
    }
}

fn filter(groups: &[Group], properties: &[Choice]) -> Markup {
    let body = html! {
        p.muted { (texts::FILTER_TEXT) }
        @if groups.is_empty() { p { (texts::ANY_CARD) } }
        @for (index, group) in groups.iter().enumerate() {
            @if index > 0 { p.or { span { (texts::OR) } } }
            (group_fields(index, group, properties))
        }
        div.actions {
            (action::button("add-group", "small", if groups.is_empty() { texts::ADD_LINE } else { texts::ADD_GROUP }))
            (action::button("as-json", "small quiet", texts::AS_JSON))
        }
    };
    panel::show(texts::FILTER, &body)
}

fn written(text: &Field) -> Markup {
    let body = html! {
        (field::code("filter", texts::FILTER_AS_JSON, texts::FILTER_AS_JSON_HINT, text))
        div { (action::button("as-lines", "small quiet", texts::AS_LINES)) }
    };
    panel::show(texts::FILTER, &body)
}

fn group_fields(index: usize, group: &Group, properties: &[Choice]) -> Markup {
    html! {
        fieldset.group {
            legend.visually-hidden { (common::in_row(texts::FILTER, index + 1)) }
            @for (line_index, line) in group.lines.iter().enumerate() {
                (line_fields(&format!("{index}-{line_index}"), line_index, line, properties))
            }
            div.actions {
                (action::button(&format!("add-line-{index}"), "small", texts::ADD_LINE))
                (action::button(&format!("remove-group-{index}"), "small quiet", texts::REMOVE_GROUP))
            }
        }
    }
}

fn line_fields(place: &str, index: usize, line: &Line, properties: &[Choice]) -> Markup {
    let name = |field: &str| format!("group-{place}-{field}");
    let label = |text: &str| common::in_row(text, index + 1);
    let known: Vec<(&str, &str)> =
        properties.iter().map(|choice| (choice.value.as_str(), choice.label.as_str())).collect();
    let without_value = matches!(line.operator.value.as_str(), "exists" | "missing");
    html! {
        div.line data-line {
            div { (cell::select(&name("property"), &label(texts::PROPERTY), &known, &line.property)) }
            div { (cell::select(&name("operator"), &label(texts::OPERATOR), &texts::OPERATORS, &line.operator)) }
            div.unused[without_value] data-values {
                (cell::lines(&name("values"), &label(texts::VALUES), texts::VALUES_HINT, &line.values))
            }
            (action::remove(&format!("remove-line-{place}"), &label(common::REMOVE)))
        }
    }
}
