//! One card. `GET /studio/cards/{id}/cards/{cardId}`.

use maud::{Markup, html};

use super::head::CardHead;
use crate::component::{head, panel, picture, value};
use crate::shell::Shell;
use crate::texts::cards as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardPage {
    /// The definition.
    pub card: CardHead,
    /// The card's id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// Pictures of it, as links.
    pub pictures: Vec<String>,
    /// Its properties.
    pub properties: Vec<CardValue>,
    /// Its relations with the cards that they find.
    pub relations: Vec<RelatedCards>,
    /// The segments that it belongs to, id and name.
    pub segments: Vec<(String, String)>,
    /// The entries that it is made from: source id and key.
    pub entries: Vec<(String, String)>,
}

/// A property of the card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardValue {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub property_type: &'static str,
    /// Its values, each with its language where it has one.
    pub values: Vec<(Option<String>, String)>,
    /// A text that does not convert, and why.
    pub problem: Option<(String, String)>,
}

/// What a relation finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelatedCards {
    /// The relation's name.
    pub name: String,
    /// The other definition's id.
    pub card: String,
    /// The cards: id and title.
    pub found: Vec<(String, String)>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &CardPage) -> String {
    let list = view.card.path("");
    let crumbs = [("/studio/cards", texts::TITLE), (list.as_str(), view.card.name.as_str())];
    let body = html! {
        (head::show(&crumbs, &view.title, "", &html! { span.tag { (view.id) } }))
        div.columns {
            section.panel { header { h2 { (texts::VALUES) } } (values(view)) }
            div.stack {
                @if !view.pictures.is_empty() {
                    section.panel { div.pictures { @for link in &view.pictures { (picture::show(Some(link), "picture", &shell.images)) } } }
                }
                @if !view.relations.is_empty() { (panel::show(texts::RELATED, &related(view))) }
                (panel::show(texts::FROM_ENTRIES, &facts(view)))
            }
        }
    };
    shell.page(&view.title, &body)
}

fn values(view: &CardPage) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(texts::VALUES) {
            table.languages {
                tbody {
                    @for property in &view.properties {
                        tr {
                            th scope="row" { (property.name) div { span.tag { (property.property_type) } } }
                            td {
                                @if property.values.is_empty() && property.problem.is_none() { span.muted { "–" } }
                                @for (language, value) in &property.values {
                                    div.told lang=[language.as_ref()] {
                                        @if let Some(language) = language { span.tag lang="en" { (language) } }
                                        span { (value::show(value)) }
                                    }
                                }
                                @if let Some((text, why)) = &property.problem {
                                    p { code { (text) } } p.problem { (why) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn related(view: &CardPage) -> Markup {
    html! {
        dl.facts {
            @for relation in &view.relations {
                dt { (relation.name) }
                dd {
                    @if relation.found.is_empty() { span.muted { (texts::NO_RELATED) } }
                    ul {
                        @for (id, title) in &relation.found {
                            li { a href=(format!("/studio/cards/{}/cards/{id}", relation.card)) { (title) } @if title != id { " " span.tag { (id) } } }
                        }
                    }
                }
            }
        }
    }
}

fn facts(view: &CardPage) -> Markup {
    html! {
        ul {
            @for (source, key) in &view.entries {
                li { a href=(format!("/studio/sources/{source}/entries/{key}")) { (source) " / " (key) } }
            }
        }
        @if !view.segments.is_empty() {
            div {
                h3 { (texts::IN_SEGMENTS) }
                ul { @for (id, name) in &view.segments { li { a href=(format!("/studio/segments/{id}")) { (name) } } } }
            }
        }
    }
}
