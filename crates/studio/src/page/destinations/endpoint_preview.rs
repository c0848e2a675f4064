//! A result of an endpoint as it would be, as JSON: a part of the builder that is kept fresh on its own.

use maud::{Markup, html};

use crate::component::copy;
use crate::texts::destinations as texts;

/// What the part shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointPreview {
    /// The JSON of a result, indented; `None` where there is no card to show.
    pub json: Option<String>,
    /// How many cards the endpoint would show.
    pub cards: u64,
    /// Why it cannot be shown, in words.
    pub refused: Option<String>,
}

/// The part alone: the answer to `POST …/versions/{v}/preview`.
#[must_use]
pub fn fragment(view: &EndpointPreview) -> String {
    inner(view).into_string()
}

pub(crate) fn inner(view: &EndpointPreview) -> Markup {
    html! {
        div.body {
            @if let Some(refused) = &view.refused {
                p.problem { (refused) }
            } @else if let Some(json) = &view.json {
                p.muted { (texts::cards(view.cards)) }
                (copy::block("result", json))
            } @else {
                p.muted { (texts::PREVIEW_NONE) }
            }
        }
    }
}
