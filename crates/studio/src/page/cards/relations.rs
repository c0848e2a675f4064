//! What the relations of a card find, and what they do not. `GET /studio/cards/{id}/relations`.

use maud::{Markup, html};

use super::head::{self, CardHead, CardTab};
use crate::component::icon::Icon;
use crate::component::list::{self, Head};
use crate::component::{empty, number};
use crate::shell::Shell;
use crate::texts::cards as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// The definition.
    pub card: CardHead,
    /// Its relations.
    pub relations: Vec<RelationReport>,
    /// How many cards were looked at, the first by key.
    pub looked_at: u64,
    /// Whether these are all that there are.
    pub are_all: bool,
}

/// What a relation finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationReport {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The other definition's id.
    pub card: String,
    /// The property here, or `id`.
    pub from: String,
    /// The property there, or `id`.
    pub to: String,
    /// Whether the other definition has cards; nothing can be found otherwise.
    pub has_cards: bool,
    /// How many cards find at least one other.
    pub matched: u64,
    /// How many cards have a value that finds none.
    pub unmatched: u64,
    /// How many cards have no value to look for.
    pub without_value: u64,
    /// Cards with what they find.
    pub matches: Vec<RelationMatch>,
    /// Cards with values that find nothing.
    pub misses: Vec<RelationMatch>,
}

/// A card and what its relation finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationMatch {
    /// The card's id.
    pub card: String,
    /// The value that it looks for.
    pub value: String,
    /// The ids of the cards that were found.
    pub found: Vec<String>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Relations) -> String {
    let body = html! {
        (head::show(&view.card, CardTab::Relations))
        @if view.relations.is_empty() {
            section.panel {
                (empty::show(Icon::Card, texts::RELATIONS, texts::RELATIONS_EMPTY, &html! {
                    a.button href=(view.card.path("/definition")) { (texts::TO_DEFINITION) }
                }))
            }
        }
        @if !view.relations.is_empty() { p.muted { (looked_at(view)) } }
        @for relation in &view.relations { (report(&view.card, relation)) }
    };
    shell.page(&view.card.name, &body)
}

/// What was counted.
fn looked_at(view: &Relations) -> String {
    let looked_at = number::grouped(view.looked_at);
    let of = view.card.cards.filter(|cards| *cards > view.looked_at).map(number::grouped);
    if view.are_all { texts::looked_at_all(&looked_at) } else { texts::looked_at(&looked_at, of.as_deref()) }
}

fn report(card: &CardHead, relation: &RelationReport) -> Markup {
    html! {
        section.panel {
            header {
                h2 { (relation.name) " " span.tag { (relation.id) } }
                span.muted {
                    code { (card.id) "." (relation.from) } " " (texts::LOOKS_FOR) " "
                    a href=(format!("/studio/cards/{}", relation.card)) { code { (relation.card) "." (relation.to) } }
                }
            }
            @if !relation.has_cards { div.body { p.muted { (texts::no_cards_there(&relation.card)) } } }
            @else { div.body {
                dl.figures {
                    @for (name, count) in [
                        (texts::MATCHED, relation.matched),
                        (texts::UNMATCHED, relation.unmatched),
                        (texts::WITHOUT_VALUE, relation.without_value),
                    ] {
                        div.figure { dt { (name) } dd { (number::grouped(count)) } }
                    }
                }
            } }
            (examples(card, relation, texts::MATCHES, &relation.matches))
            (examples(card, relation, texts::UNMATCHED_EXAMPLES, &relation.misses))
        }
    }
}

fn examples(card: &CardHead, relation: &RelationReport, title: &str, examples: &[RelationMatch]) -> Markup {
    let heads = [Head::Text(texts::CARD), Head::Text(&relation.from), Head::Text(&relation.card)];
    let rows = html! {
        @for example in examples {
            tr {
                th scope="row" { a href=(card.path(&format!("/cards/{}", example.card))) { (example.card) } }
                td.value title=(example.value) { (example.value) }
                td {
                    @if example.found.is_empty() { span.muted { "–" } }
                    @for found in &example.found {
                        a.tag href=(format!("/studio/cards/{}/cards/{found}", relation.card)) { (found) } " "
                    }
                }
            }
        }
    };
    html! {
        @if !examples.is_empty() {
            div.body.tight { h3 { (title) } }
            (list::table(title, &heads, &rows))
        }
    }
}
