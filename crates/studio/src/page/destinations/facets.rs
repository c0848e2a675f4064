//! The facets of a query as lists to tick.

use maud::{Markup, html};

use crate::component::number;
use crate::texts::explorer as texts;

/// A facet with its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetList {
    /// The property's name in results; the form sends `f.{property}`.
    pub property: String,
    /// Its label in the query's language.
    pub header: String,
    /// What is searched for among its values, which the form sends as `s.{property}`; `None` where all are listed.
    pub search: Option<String>,
    /// Its values, chosen ones among them even where they match nothing.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetValue {
    /// Its key, which the form sends.
    pub key: String,
    /// What is shown for it: of a path its last step.
    pub shown: String,
    /// How many results it would give.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
    /// How deep it stands in a path such as `A>B>C`; 0 for a plain value.
    pub depth: u8,
}

/// A filter that is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The facet's label.
    pub header: String,
    /// The value.
    pub value: String,
    /// The address of the query without it.
    pub without: String,
}

/// More values than this are folded away.
const OPEN: usize = 12;

pub(crate) fn show(facets: &[FacetList]) -> Markup {
    html! {
        @if facets.is_empty() {
            div {}
        } @else {
            // A narrow screen folds the filters away; the style sheet keeps them open where there is room.
            details.filters #filters {
                summary.button { (texts::FACETS) }
                section.facets aria-label=(texts::FACETS) {
                    @for (index, facet) in facets.iter().enumerate() { (list(index, facet)) }
                    button.button.small type="submit" data-without-script { (texts::APPLY) }
                }
            }
        }
    }
}

fn list(index: usize, facet: &FacetList) -> Markup {
    let search = facet.search.as_deref().unwrap_or_default();
    let (first, rest) = facet.values.split_at(facet.values.len().min(OPEN));
    html! {
        fieldset.facet #(format!("facet-{index}")) {
            legend { (facet.header) }
            @if facet.search.is_some() || !rest.is_empty() {
                input type="search" name=(format!("s.{}", facet.property)) value=(search) data-asks autocomplete="off"
                    placeholder=(texts::FIND_VALUE) aria-label=(format!("{}: {}", texts::FIND_VALUE, facet.header));
            }
            @if facet.values.is_empty() {
                p.muted { (if search.is_empty() { texts::NO_VALUES } else { texts::NO_SUCH_VALUE }) }
            }
            @for (place, value) in first.iter().enumerate() { (tick(index, place, facet, value)) }
            @if !rest.is_empty() {
                details #(format!("facet-{index}-more")) open[rest.iter().any(|value| value.chosen)] {
                    summary { "+ " (rest.len()) }
                    @for (place, value) in rest.iter().enumerate() { (tick(index, place + OPEN, facet, value)) }
                }
            }
        }
    }
}

fn tick(index: usize, place: usize, facet: &FacetList, value: &FacetValue) -> Markup {
    let id = format!("facet-{index}-{place}");
    let shown = if value.shown.is_empty() { "–" } else { value.shown.as_str() };
    html! {
        label class=(format!("choice depth-{}", value.depth.min(4))) for=(id) title=(value.key) {
            input type="checkbox" id=(id) name=(format!("f.{}", facet.property)) value=(value.key) checked[value.chosen];
            span.grow { (shown) }
            span.count { (number::grouped(value.count)) }
        }
    }
}
