//! The properties that the sources of a card have and that are not picked yet: a part of the builder.

use maud::{Markup, html};

use super::builder::{Builder, SeenProperty};
use crate::component::list::{self, Head};
use crate::component::{action, coverage};
use crate::texts::cards as texts;

pub(super) fn show(view: &Builder) -> Markup {
    let heads = [
        Head::Unseen(texts::CHOOSE),
        Head::Text(texts::PROPERTY),
        Head::Text(texts::SOURCE),
        Head::Text(texts::COVERAGE),
        Head::Text(texts::PROPERTY_TYPE),
        Head::Text(texts::EXAMPLE),
    ];
    let rows = html! { @for seen in &view.seen { (pick_row(seen)) } };
    html! {
        @if !view.sources.is_empty() {
            details.more open[view.properties.is_empty() || view.picking] {
                summary { (texts::PICK) }
                div.body {
                    div.toolbar {
                        div.grow {
                            input type="search" name="pick-search" value=(view.pick_search) aria-label=(texts::PICK_SEARCH)
                                placeholder=(texts::PICK_SEARCH) data-narrows="#picks";
                        }
                        (action::button("filter-picks", "", texts::PICK_FILTER))
                        (action::button("add-picks", "", texts::PICK_ADD))
                    }
                    @if view.seen.is_empty() { p.muted { (texts::PICK_NONE) } }
                }
                @if !view.seen.is_empty() { div #picks { (list::table(texts::PICK, &heads, &rows)) } }
            }
        }
    }
}

fn pick_row(seen: &SeenProperty) -> Markup {
    html! {
        tr {
            td.narrow {
                input type="checkbox" name="pick" value=(format!("{}:{}", seen.source, seen.id)) checked[seen.picked]
                    aria-label=(format!("{} {}", texts::CHOOSE, seen.name));
            }
            th scope="row" { (seen.name) " " span.tag { (seen.id) } }
            td { (seen.source) }
            td { (coverage::show(seen.entries, seen.of, "entries")) }
            td { (seen.suggested_type) }
            td.value title=(seen.example) { (seen.example) }
        }
    }
}
