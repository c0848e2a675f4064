//! A source's properties, as its entries brought them.

use maud::{Markup, html};
use octant_model::Timestamp;

use super::source::{SourceHead, SourceTab, head};
use crate::component::field::{self, Field, Input};
use crate::component::icon::Icon;
use crate::component::{coverage, empty, head as page_head, status, time};
use crate::shell::{Shell, Tone};
use crate::texts::{self as common, entries, properties as texts, sources};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// The source.
    pub source: SourceHead,
    /// Its properties by id.
    pub rows: Vec<PropertyRow>,
}

/// A property in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type, where one is set.
    pub property_type: Option<&'static str>,
    /// The languages that were seen.
    pub languages: Vec<String>,
    /// How many entries have it.
    pub entries: u64,
    /// When a value first came.
    pub first_seen: Option<Timestamp>,
    /// When a value last came or changed.
    pub last_seen: Option<Timestamp>,
    /// Whether its values are being removed.
    pub deleting: bool,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &Properties) -> String {
    let body = html! {
        (head(&view.source, SourceTab::Properties))
        section.panel {
            @if view.rows.is_empty() {
                (empty::show(Icon::Card, texts::EMPTY_TITLE, texts::EMPTY_TEXT, &html! {}))
            } @else {
                div.scroll tabindex="0" role="region" aria-label=(sources::PROPERTIES) { (table(view)) }
            }
        }
    };
    shell.page(&view.source.name, &body)
}

fn table(view: &Properties) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (entries::PROPERTY) }
                    th scope="col" { (texts::TYPE) }
                    th scope="col" { (texts::LANGUAGES) }
                    th scope="col" { (texts::COVERAGE) }
                    th scope="col" { (texts::FIRST_SEEN) }
                    th scope="col" { (texts::LAST_SEEN) }
                }
            }
            tbody { @for row in &view.rows { (property_row(view, row)) } }
        }
    }
}

fn property_row(view: &Properties, row: &PropertyRow) -> Markup {
    html! {
        tr {
            th scope="row" {
                a href=(format!("/studio/sources/{}/properties/{}", view.source.id, row.id)) { (row.name) }
                @if row.name != row.id { " " span.tag { (row.id) } }
                @if row.deleting { " " (status::badge(Tone::Warning, texts::DELETING)) }
            }
            td { @match row.property_type { Some(name) => { (name) } None => { span.muted.nowrap { (texts::NO_TYPE) } } } }
            td { @for language in &row.languages { span.tag { (language) } " " } }
            td { (coverage::show(row.entries, view.source.entries, "entries")) }
            td { (time::ago_if_any(row.first_seen, view.source.now)) }
            td { (time::ago_if_any(row.last_seen, view.source.now)) }
        }
    }
}

/// One property, and what somebody says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyForm {
    /// The source's id.
    pub source: String,
    /// The source's name.
    pub source_name: String,
    /// The property's id.
    pub id: String,
    /// Its name as typed.
    pub name: Field,
    /// Its description as typed.
    pub description: Field,
    /// Its type as chosen; empty for none.
    pub property_type: Field,
    /// Its delimiter as typed.
    pub delimiter: Field,
    /// Values of it, as examples.
    pub samples: Vec<String>,
    /// Which values are none of the chosen type, and what follows; it can be chosen all the same.
    pub misfits: Option<String>,
}

/// The form in which a property is described.
#[must_use]
pub fn render_form(shell: &Shell, view: &PropertyForm) -> String {
    let source = format!("/studio/sources/{}", view.source);
    let list = format!("{source}/properties");
    let crumbs = [
        ("/studio/sources", sources::TITLE),
        (source.as_str(), view.source_name.as_str()),
        (list.as_str(), sources::PROPERTIES),
    ];
    let types: Vec<(&str, &str)> = std::iter::once(("", texts::NO_TYPE))
        .chain(octant_model::PropertyType::ALL.map(|known| (known.name(), known.name())))
        .collect();
    let body = html! {
        (page_head::show(&crumbs, &view.name.value, "", &html! { @if view.name.value != view.id { span.tag { (view.id) } } }))
        section.panel {
            div.body {
                form.form method="post" action=(format!("{list}/{}", view.id)) {
                    (shell.editing_fields())
                    fieldset.bare disabled[!shell.account.may_edit] {
                        legend.visually-hidden { (view.id) }
                        (Input::text("name", common::NAME, "").show(&view.name))
                        (field::area("description", common::DESCRIPTION, "", &view.description))
                        (field::select("type", texts::TYPE, &types, &view.property_type))
                        @if let Some(misfits) = &view.misfits {
                            div.notice.warning role="alert" {
                                p { (misfits) }
                                label.choice for="anyway" {
                                    input #anyway type="checkbox" name="anyway" value=(view.property_type.value);
                                    span { (texts::anyway(&view.property_type.value)) }
                                }
                            }
                        }
                        (Input { required: false, ..Input::text("delimiter", texts::DELIMITER, texts::DELIMITER_HINT) }
                            .show(&view.delimiter))
                        @if shell.account.may_edit { div { button.button.primary type="submit" { (common::SAVE) } } }
                    }
                }
            }
        }
        @if !view.samples.is_empty() {
            section.panel {
                header { h2 { "Values, as examples" } }
                div.body { ul { @for sample in &view.samples { li.wrap { code { (sample) } } } } }
            }
        }
    };
    shell.page(&view.name.value, &body)
}
