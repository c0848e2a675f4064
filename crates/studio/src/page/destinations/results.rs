//! The results of a query as cards with their pictures.

use maud::{Markup, html};

use crate::component::{picture, value};
use crate::images::Images;
use crate::texts::explorer as texts;

/// A result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultCard {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// A link to a picture of it.
    pub picture: Option<String>,
    /// Some of its values: name and text; a handful.
    pub facts: Vec<(String, String)>,
    /// The result as JSON, indented.
    pub json: String,
}

pub(crate) fn show(results: &[ResultCard], images: &Images) -> Markup {
    html! {
        @if results.is_empty() {
            section.panel { div.body { p.muted { (texts::NOTHING) } } }
        } @else {
            ul.gallery.results { @for result in results { (card(result, images)) } }
        }
    }
}

fn card(result: &ResultCard, images: &Images) -> Markup {
    html! {
        li {
            (picture::show(result.picture.as_deref(), "picture", images))
            h3 { (result.title) }
            span.muted { (result.id) }
            dl {
                @for (name, value) in &result.facts { div { dt { (name) } dd { (value::show(value)) } } }
            }
            details { summary { (texts::AS_JSON) } pre tabindex="0" { code { (result.json) } } }
        }
    }
}
