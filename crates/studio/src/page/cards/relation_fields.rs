//! The relations of a card as fields: a part of the builder.

use maud::{Markup, html};

use super::builder::{Builder, RelationFields};
use crate::component::cell::{self, Cell};
use crate::component::list::{self, Head};
use crate::component::{action, panel};
use crate::texts::{self as common, cards as texts};

pub(super) fn show(view: &Builder) -> Markup {
    let heads = [
        Head::Text(texts::RELATION_ID),
        Head::Text(texts::RELATION_NAME),
        Head::Text(texts::RELATION_CARD),
        Head::Text(texts::RELATION_FROM),
        Head::Text(texts::RELATION_TO),
        Head::Unseen(common::REMOVE),
    ];
    let cards: Vec<(&str, &str)> =
        view.other_cards.iter().map(|card| (card.value.as_str(), card.label.as_str())).collect();
    let rows = html! {
        @for (index, relation) in view.relations.iter().enumerate() { (relation_row(index, relation, &cards)) }
    };
    let content = html! {
        @if view.relations.is_empty() { div.body { p.muted { (texts::NO_RELATION) } } }
        @else { div.fields { (list::table(texts::RELATIONS, &heads, &rows)) } }
        datalist #own-properties {
            option value="id" {}
            @for property in &view.properties { option value=(property.id.value) {} }
        }
    };
    panel::with(texts::RELATIONS, &action::button("add-relation", "small", texts::ADD_RELATION), &content)
}

fn relation_row(index: usize, relation: &RelationFields, cards: &[(&str, &str)]) -> Markup {
    let name = |field: &str| format!("relation-{index}-{field}");
    let label = |text: &str| common::in_row(text, index + 1);
    html! {
        tr {
            td data-label=(texts::RELATION_ID) { (cell::text(&name("id"), &label(texts::RELATION_ID), "", &relation.id)) }
            td data-label=(texts::RELATION_NAME) { (cell::text(&name("name"), &label(texts::RELATION_NAME), "", &relation.name)) }
            td data-label=(texts::RELATION_CARD) { (cell::select(&name("card"), &label(texts::RELATION_CARD), cards, &relation.card)) }
            td data-label=(texts::RELATION_FROM) {
                (Cell {
                    name: &name("from"),
                    label: &label(texts::RELATION_FROM),
                    placeholder: "id",
                    suggestions: Some("own-properties"),
                }.show(&relation.from))
            }
            td data-label=(texts::RELATION_TO) { (cell::text(&name("to"), &label(texts::RELATION_TO), "id", &relation.to)) }
            td.narrow { (action::remove(&format!("remove-relation-{index}"), &label(common::REMOVE))) }
        }
    }
}
