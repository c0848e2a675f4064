//! The definition of a card: its sources, properties and relations, with a preview on real entries.
//!
//! `GET` and `POST /studio/cards/{id}/definition`. The form sends `csrf`, `name`, `description`, then for each row, from
//! 0: `source-{n}-id`, `source-{n}-required`; `property-{n}-id`, `-name`, `-type`, `-from` (`source:property`),
//! `-delimiter`; `relation-{n}-id`, `-name`, `-card`, `-from`, `-to`; `pick` (`source:property`, any number),
//! `pick-search`, `add-source`. Which button was pressed is `action`: `save`, `plan` (save, then go to the plan),
//! `preview`, `add-source`, `add-property`, `add-relation`, `filter-picks`, `add-picks`, or `remove-source-{n}`,
//! `remove-property-{n}`, `remove-relation-{n}`. All but the first two answer the page with the rows changed and nothing stored;
//! the first two take the picks in, which the others but `add-picks` leave as they are.
//! The preview is [`super::preview::fragment`] at `POST /studio/cards/{id}/preview` with the same form.

use maud::{Markup, html};

use super::head::{self, CardHead, CardTab};
use super::preview::{self, Preview};
use super::{picks, relation_fields};
use crate::component::cell::{self, Cell};
use crate::component::choice::Choice;
use crate::component::field::{self, Field, Input};
use crate::component::list::{self, Head};
use crate::component::{action, live, panel};
use crate::shell::Shell;
use crate::texts::{self as common, cards as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Builder {
    /// The definition.
    pub card: CardHead,
    /// Its name as typed.
    pub name: Field,
    /// Its description as typed.
    pub description: Field,
    /// Its sources.
    pub sources: Vec<SourceChoice>,
    /// The sources that could be added.
    pub other_sources: Vec<Choice>,
    /// Its properties as typed.
    pub properties: Vec<PropertyFields>,
    /// Its relations as typed.
    pub relations: Vec<RelationFields>,
    /// The card definitions that a relation can lead to.
    pub other_cards: Vec<Choice>,
    /// What was searched for among the properties to pick.
    pub pick_search: String,
    /// Whether somebody is about to pick: the list stays open.
    pub picking: bool,
    /// Properties of the sources that were seen and are not picked yet.
    pub seen: Vec<SeenProperty>,
    /// What the form would give.
    pub preview: Preview,
    /// What is wrong with the whole.
    pub problem: Option<String>,
}

/// A source of the definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether there is no card without an entry of it.
    pub required: bool,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// A property as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PropertyFields {
    /// Its id.
    pub id: Field,
    /// Its name.
    pub name: Field,
    /// Its type, as the API names it.
    pub property_type: Field,
    /// Where it comes from: `source:property`.
    pub from: Field,
    /// Where lists are split.
    pub delimiter: Field,
}

/// A relation as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationFields {
    /// Its id.
    pub id: Field,
    /// Its name.
    pub name: Field,
    /// The other definition's id.
    pub card: Field,
    /// A property here, or `id`.
    pub from: Field,
    /// A property there, or `id`.
    pub to: Field,
}

/// A property of a source that entries brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenProperty {
    /// The source's id.
    pub source: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many entries have it.
    pub entries: u64,
    /// How many entries the source has.
    pub of: u64,
    /// The type that its values suggest.
    pub suggested_type: &'static str,
    /// A value, shortened.
    pub example: String,
    /// Whether it is ticked.
    pub picked: bool,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Builder) -> String {
    let body = html! {
        (head::show(&view.card, CardTab::Builder))
        (panel::problem(view.problem.as_deref()))
        form.stack #builder method="post" action=(view.card.path("/definition")) {
            (shell.editing_fields())
            (action::on_enter("preview"))
            fieldset.bare disabled[!shell.account.may_edit] {
                legend.visually-hidden { (texts::TAB_BUILD) }
                (general(view))
                (properties(view))
                (relation_fields::show(view))
            }
            @if shell.account.may_edit {
                div.actions.sticky {
                    (action::button("plan", "primary", texts::SAVE_AND_PLAN))
                    (action::button("save", "", texts::SAVE))
                    (action::button("preview", "", texts::PREVIEW_REFRESH))
                }
            }
        }
        (panel::with(texts::PREVIEW, &html! {}, &live::following(
            "preview", "builder", &view.card.path("/preview"), &preview::inner(&view.preview),
        )))
    };
    shell.page(&view.card.name, &body)
}

fn general(view: &Builder) -> Markup {
    let sources = html! {
        @if !view.sources.is_empty() { p.hint { (texts::REQUIRED_TEXT) } }
        @for (index, source) in view.sources.iter().enumerate() {
            div.row {
                input type="hidden" name=(format!("source-{index}-id")) value=(source.id);
                div.grow {
                    (source.name) " " span.tag { (source.id) }
                    @if let Some(problem) = &source.problem { p.problem role="alert" { (problem) } }
                }
                label.choice for=(format!("source-{index}-required")) {
                    input type="checkbox" id=(format!("source-{index}-required")) name=(format!("source-{index}-required"))
                        value="yes" checked[source.required];
                    span { (texts::REQUIRED) }
                }
                (action::remove(&format!("remove-source-{index}"), &common::in_row(common::REMOVE, index + 1)))
            }
        }
        @if view.sources.is_empty() { p.muted { (texts::NO_SOURCE) } }
        @if !view.other_sources.is_empty() {
            div.toolbar {
                (cell::choose("add-source", texts::SOURCE_TO_ADD, &view.other_sources))
                (action::button("add-source", "", texts::ADD_SOURCE))
            }
        }
    };
    html! {
        div.halves {
            (panel::show(texts::GENERAL, &html! {
                (Input::text("name", common::NAME, "").show(&view.name))
                (field::area("description", common::DESCRIPTION, "", &view.description))
            }))
            (panel::show(texts::SOURCES, &sources))
        }
    }
}

fn properties(view: &Builder) -> Markup {
    let heads = [
        Head::Text(texts::FROM_SOURCE),
        Head::Text(texts::PROPERTY_ID),
        Head::Text(texts::PROPERTY_NAME),
        Head::Text(texts::PROPERTY_TYPE),
        Head::Text(texts::DELIMITER),
        Head::Unseen(common::REMOVE),
    ];
    let rows = html! {
        @for (index, property) in view.properties.iter().enumerate() { (property_row(index, property)) }
    };
    let content = html! {
        @if view.properties.is_empty() { div.body { p.muted { (texts::NO_PROPERTY) } } }
        @else { div.fields { (list::table(texts::PROPERTIES, &heads, &rows)) } }
        datalist #seen {
            @for seen in &view.seen { option value=(format!("{}:{}", seen.source, seen.id)) { (seen.name) } }
        }
        (picks::show(view))
    };
    panel::with(texts::PROPERTIES, &action::button("add-property", "small", texts::ADD_PROPERTY), &content)
}

fn property_row(index: usize, property: &PropertyFields) -> Markup {
    let name = |field: &str| format!("property-{index}-{field}");
    let label = |text: &str| common::in_row(text, index + 1);
    let types = octant_model::PropertyType::ALL.map(|known| (known.name(), known.name()));
    html! {
        tr {
            td data-label=(texts::FROM_SOURCE) {
                (Cell {
                    name: &name("from"),
                    label: &label(texts::FROM_SOURCE),
                    placeholder: texts::FROM_SOURCE_PLACEHOLDER,
                    suggestions: Some("seen"),
                }.show(&property.from))
            }
            td data-label=(texts::PROPERTY_ID) { (cell::text(&name("id"), &label(texts::PROPERTY_ID), "", &property.id)) }
            td data-label=(texts::PROPERTY_NAME) { (cell::text(&name("name"), &label(texts::PROPERTY_NAME), "", &property.name)) }
            td data-label=(texts::PROPERTY_TYPE) { (cell::select(&name("type"), &label(texts::PROPERTY_TYPE), &types, &property.property_type)) }
            td.narrow data-label=(texts::DELIMITER) { (cell::text(&name("delimiter"), &label(texts::DELIMITER), "", &property.delimiter)) }
            td.narrow { (action::remove(&format!("remove-property-{index}"), &label(common::REMOVE))) }
        }
    }
}
