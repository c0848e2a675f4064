//! An endpoint: which cards it shows and how, with a result beside it.
//!
//! `GET /studio/destinations/{d}/versions/{v}/new-endpoint` and `…/endpoints/{e}`, `POST` on the same. The form sends
//! `csrf`, `identifier`, `card`, `segment` (any number); for each property of the card, from 0: `property-{n}-id`,
//! `-show`, `-as`, `-searchable`, `-facet` (each box `yes` or not sent), `-size`, `-hierarchy`, `-label-{language}`; for each
//! relation `relation-{n}-id`, `-show`, `-as`, `-property` (any number). `action` is `save`, `preview`, `use-card` (the page
//! again, with the chosen card's properties) or `delete`. The result is [`super::endpoint_preview::fragment`] at
//! `POST …/versions/{v}/preview` with the same form.

use maud::{Markup, html};

use super::endpoint_preview::{self, EndpointPreview};
use super::head::{self, VersionHead, VersionStatus, VersionTab};
use crate::component::cell;
use crate::component::choice::{self, Choice};
use crate::component::field::{Field, Input};
use crate::component::list::{self, Head};
use crate::component::{action, live, panel};
use crate::shell::Shell;
use crate::texts::{self as common, destinations as texts};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointPage {
    /// The version.
    pub version: VersionHead,
    /// The endpoint's identifier as it is stored; `None` for a new one.
    pub stored: Option<String>,
    /// Its identifier as typed.
    pub identifier: Field,
    /// The card definitions to choose from.
    pub cards: Vec<Choice>,
    /// What is wrong with the choice of the card.
    pub card_problem: Option<String>,
    /// The card's segments to choose from.
    pub segments: Vec<Choice>,
    /// The card's properties.
    pub properties: Vec<EndpointProperty>,
    /// The card's relations.
    pub relations: Vec<EndpointRelation>,
    /// A result as it would be.
    pub preview: EndpointPreview,
    /// What is wrong with the whole.
    pub problem: Option<String>,
}

/// A property of the card, and how the endpoint shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointProperty {
    /// Its id in the card.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub property_type: &'static str,
    /// Whether it is shown.
    pub show: bool,
    /// Its name in results as typed; empty for its id.
    pub shown_as: Field,
    /// Whether full text search looks into it.
    pub searchable: bool,
    /// Whether its values are counted.
    pub facet: bool,
    /// The most values to list, as typed.
    pub size: Field,
    /// What separates the steps of a path such as `A>B>C`, as typed; empty for none.
    pub hierarchy: Field,
    /// The facet's label by language, as typed.
    pub labels: Vec<(String, Field)>,
}

/// A relation of the card, and how the endpoint shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointRelation {
    /// Its id in the card.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub show: bool,
    /// Its name in results as typed; empty for its id.
    pub shown_as: Field,
    /// The related card's properties to choose from.
    pub properties: Vec<Choice>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &EndpointPage) -> String {
    let draft = view.version.status == VersionStatus::Draft;
    let editable = draft && shell.account.may_edit;
    let target = match &view.stored {
        Some(identifier) => view.version.path(&format!("/endpoints/{identifier}")),
        None => view.version.path("/new-endpoint"),
    };
    let body = html! {
        (head::version(&view.version, VersionTab::Endpoints))
        @if !draft { div.notice { p { (texts::FROZEN) } } }
        (panel::problem(view.problem.as_deref()))
        form.stack #builder method="post" action=(target) {
            (shell.editing_fields())
            (action::on_enter("preview"))
            fieldset.bare disabled[!editable] {
                legend.visually-hidden { (texts::ENDPOINTS) }
                (general(view))
                (properties(view))
                (relations(view))
            }
            @if editable { (buttons(view)) }
        }
        (panel::with(texts::PREVIEW, &html! {}, &live::following(
            "preview", "builder", &view.version.path("/preview"), &endpoint_preview::inner(&view.preview),
        )))
    };
    shell.page(view.stored.as_deref().unwrap_or(texts::NEW_ENDPOINT), &body)
}

fn buttons(view: &EndpointPage) -> Markup {
    html! {
        div.actions.sticky {
            (action::button("save", "primary", texts::SAVE))
            (action::button("preview", "", texts::PREVIEW_REFRESH))
            a.button href=(view.version.path("")) { (common::CANCEL) }
            @if view.stored.is_some() { (action::button("delete", "danger", texts::DELETE_ENDPOINT)) }
        }
    }
}

fn general(view: &EndpointPage) -> Markup {
    html! {
        div.halves {
            (panel::show(texts::GENERAL, &html! {
                (Input::text("identifier", texts::IDENTIFIER, texts::ENDPOINT_ID_HINT).show(&view.identifier))
                div.toolbar.bottom {
                    div.grow { (choice::one("card", texts::CARD, "", &view.cards, view.card_problem.as_deref())) }
                    (action::button("use-card", "", texts::CHANGE_CARD))
                }
            }))
            (panel::plain(&choice::many("segment", texts::SEGMENTS, texts::SEGMENTS_HINT, &view.segments, None)))
        }
    }
}

fn properties(view: &EndpointPage) -> Markup {
    let heads = [
        Head::Text(texts::SHOW),
        Head::Text(texts::PROPERTY),
        Head::Text(texts::SHOWN_AS),
        Head::Text(texts::SEARCHABLE),
        Head::Text(texts::FACET),
        Head::Text(texts::FACET_DETAILS),
    ];
    let rows = html! {
        @for (index, property) in view.properties.iter().enumerate() { (property_row(index, property)) }
    };
    panel::with(
        texts::PROPERTIES,
        &html! {},
        &html! { div.fields { (list::table(texts::PROPERTIES, &heads, &rows)) } },
    )
}

fn property_row(index: usize, property: &EndpointProperty) -> Markup {
    let name = |field: &str| format!("property-{index}-{field}");
    let label = |text: &str| format!("{text}: {}", property.name);
    html! {
        tr {
            td.narrow data-label=(texts::SHOW) {
                input type="hidden" name=(name("id")) value=(property.id);
                (cell::check(&name("show"), &label(texts::SHOW), property.show))
            }
            th scope="row" { (property.name) div { span.tag { (property.property_type) } } }
            td data-label=(texts::SHOWN_AS) { (cell::text(&name("as"), &label(texts::SHOWN_AS), &property.id, &property.shown_as)) }
            td.narrow data-label=(texts::SEARCHABLE) { (cell::check(&name("searchable"), &label(texts::SEARCHABLE), property.searchable)) }
            td.narrow data-label=(texts::FACET) { (cell::check(&name("facet"), &label(texts::FACET), property.facet)) }
            td.wide data-label=(texts::FACET_DETAILS) { (facet_fields(&name, &label, property)) }
        }
    }
}

fn facet_fields(
    name: &dyn Fn(&str) -> String,
    label: &dyn Fn(&str) -> String,
    property: &EndpointProperty,
) -> Markup {
    let wrong = [&property.size, &property.hierarchy].iter().any(|field| field.problem.is_some());
    html! {
        details open[property.facet || wrong] {
            summary { (texts::FACET_DETAILS) }
            div.pairs {
                label for=(name("size")) { (texts::FACET_SIZE) }
                div { (identified(&name("size"), &label(texts::FACET_SIZE), "10", &property.size)) }
                label for=(name("hierarchy")) { (texts::HIERARCHY) }
                div { (identified(&name("hierarchy"), &label(texts::HIERARCHY), texts::HIERARCHY_HINT, &property.hierarchy)) }
                @for (language, text) in &property.labels {
                    @let own = name(&format!("label-{language}"));
                    label for=(own) { (texts::LABELS) " " span.tag { (language) } }
                    div { (identified(&own, &label(&format!("{} {language}", texts::LABELS)), &property.name, text)) }
                }
            }
        }
    }
}

/// A text field with an id, for a label that is seen.
fn identified(name: &str, label: &str, placeholder: &str, field: &Field) -> Markup {
    html! {
        input type="text" id=(name) name=(name) value=(field.value) placeholder=(placeholder) aria-label=(label)
            autocomplete="off" spellcheck="false" aria-invalid=[field.problem.as_ref().map(|_| "true")];
        @if let Some(problem) = &field.problem { p.problem { (problem) } }
    }
}

fn relations(view: &EndpointPage) -> Markup {
    let heads = [
        Head::Text(texts::SHOW),
        Head::Text(texts::RELATION),
        Head::Text(texts::SHOWN_AS),
        Head::Text(texts::RELATED_PROPERTIES),
    ];
    let rows = html! {
        @for (index, relation) in view.relations.iter().enumerate() {
            @let name = |field: &str| format!("relation-{index}-{field}");
            tr {
                td.narrow data-label=(texts::SHOW) {
                    input type="hidden" name=(name("id")) value=(relation.id);
                    (cell::check(&name("show"), &format!("{}: {}", texts::SHOW, relation.name), relation.show))
                }
                th scope="row" { (relation.name) " " span.tag { (relation.id) } }
                td data-label=(texts::SHOWN_AS) {
                    (cell::text(&name("as"), &format!("{}: {}", texts::SHOWN_AS, relation.name), &relation.id, &relation.shown_as))
                }
                td data-label=(texts::RELATED_PROPERTIES) {
                    div.ticks {
                        @for (place, property) in relation.properties.iter().enumerate() {
                            (choice::tick(&name("property"), place, property))
                        }
                    }
                }
            }
        }
    };
    let content = html! {
        @if view.relations.is_empty() { div.body { p.muted { (texts::NO_RELATIONS) } } }
        @else { div.fields { (list::table(texts::RELATIONS, &heads, &rows)) } }
    };
    panel::with(texts::RELATIONS, &html! {}, &content)
}
