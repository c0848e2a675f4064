//! How good a card's data is. `GET /studio/cards/{id}/quality`.

use maud::{Markup, html};

use super::head::{self, CardHead, CardTab};
use crate::component::list::{self, Head};
use crate::component::{coverage, number};
use crate::shell::Shell;
use crate::texts::cards as texts;

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quality {
    /// The definition.
    pub card: CardHead,
    /// How many cards were looked at.
    pub cards: u64,
    /// Each property's data.
    pub rows: Vec<PropertyQuality>,
    /// The languages of localized properties.
    pub languages: Vec<LanguageQuality>,
}

/// A language in which cards have values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LanguageQuality {
    /// The language.
    pub language: String,
    /// How many cards have a value in it.
    pub cards: u64,
    /// The destinations that show it.
    pub destinations: Vec<String>,
}

/// How good a property's data is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PropertyQuality {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub property_type: &'static str,
    /// The source that it comes from.
    pub source: String,
    /// How many cards have it.
    pub filled: u64,
    /// How many values do not convert.
    pub problems: u64,
    /// Entries with such values.
    pub examples: Vec<BadValue>,
}

/// A value that does not convert.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BadValue {
    /// The entry's key in the property's source.
    pub key: String,
    /// The text.
    pub text: String,
    /// Why it does not convert; may be empty.
    pub why: String,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Quality) -> String {
    let fine = view.rows.iter().all(|row| row.problems == 0);
    let body = html! {
        (head::show(&view.card, CardTab::Quality))
        p.muted { (texts::QUALITY_TEXT) }
        @if fine { div.notice.success { p { (texts::QUALITY_FINE) } } }
        section.panel { (table(view)) }
        @if !view.languages.is_empty() {
            section.panel {
                h2 { (texts::QUALITY_LANGUAGES) }
                p.muted { (texts::QUALITY_LANGUAGES_TEXT) }
                (languages(view))
            }
        }
    };
    shell.page(&view.card.name, &body)
}

fn table(view: &Quality) -> Markup {
    let heads = [
        Head::Text(texts::PROPERTY),
        Head::Text(texts::PROPERTY_TYPE),
        Head::Text(texts::FILLED),
        Head::Number(texts::DO_NOT_CONVERT),
        Head::Text(texts::EXAMPLES),
    ];
    let rows = html! {
        @for row in &view.rows {
            tr {
                th scope="row" { (row.name) " " span.tag { (row.id) } }
                td { (row.property_type) }
                td { (coverage::show(row.filled, view.cards, "cards")) }
                td.number {
                    @if row.problems == 0 { span.muted { "0" } } @else { strong.danger-text { (number::grouped(row.problems)) } }
                }
                td.examples { (examples(row)) }
            }
        }
    };
    list::table(texts::TAB_QUALITY, &heads, &rows)
}

fn languages(view: &Quality) -> Markup {
    let heads = [Head::Text(texts::LANGUAGE), Head::Text(texts::FILLED), Head::Text(texts::SHOWN_BY)];
    let rows = html! {
        @for row in &view.languages {
            tr {
                th scope="row" { span.tag { (row.language) } }
                td { (coverage::show(row.cards, view.cards, "cards")) }
                td {
                    @if row.destinations.is_empty() { strong.danger-text { (texts::SHOWN_BY_NONE) } }
                    @for destination in &row.destinations { span.tag { (destination) } " " }
                }
            }
        }
    };
    list::table(texts::QUALITY_LANGUAGES, &heads, &rows)
}

fn examples(row: &PropertyQuality) -> Markup {
    html! {
        @for bad in &row.examples {
            div.wrap {
                a href=(format!("/studio/sources/{}/entries/{}", row.source, bad.key)) { (bad.key) } ": "
                code { (bad.text) } @if !bad.why.is_empty() { span.muted { ", " (bad.why) } }
            }
        }
    }
}
