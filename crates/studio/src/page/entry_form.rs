//! Editing an entry by hand, and making one.
//!
//! `GET` and `POST /studio/sources/{s}/entries/{key}/edit`, and `/studio/sources/{s}/new-entry`. The form sends `csrf`, for
//! a new entry `key`, and for each line from 0 `property-{n}`, `language-{n}`, `value-{n}` and `was-{n}`: what the value was
//! when the page was made, so that only what was changed is sent on. `action` is `save`, or `more` for further lines.

use maud::{Markup, html};

use crate::component::field::{Field, Input};
use crate::component::list::{self, Head};
use crate::component::{action, cell, head, panel};
use crate::shell::Shell;
use crate::texts::{self as common, entries as texts, sources};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryForm {
    /// The source's id.
    pub source: String,
    /// The source's name.
    pub source_name: String,
    /// The entry's key, where there is an entry.
    pub key: Option<String>,
    /// The key of a new entry as typed.
    pub new_key: Field,
    /// The values.
    pub lines: Vec<ValueLine>,
    /// The ids of properties that are known, as suggestions.
    pub known: Vec<String>,
    /// What is wrong with the whole.
    pub problem: Option<String>,
}

/// A value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueLine {
    /// The property's id as typed.
    pub property: Field,
    /// The language as typed; empty for none.
    pub language: Field,
    /// The value as typed.
    pub value: Field,
    /// What it was; `None` for a line that is new.
    pub was: Option<String>,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: &EntryForm) -> String {
    let source = format!("/studio/sources/{}", view.source);
    let (action, back, title) = match &view.key {
        Some(key) => {
            let entry = format!("{source}/entries/{key}");
            (format!("{entry}/edit"), entry, key.as_str())
        }
        None => (format!("{source}/new-entry"), source.clone(), texts::NEW),
    };
    let crumbs = [("/studio/sources", sources::TITLE), (source.as_str(), view.source_name.as_str())];
    let body = html! {
        (head::show(&crumbs, title, texts::EDIT_TEXT, &html! {}))
        (panel::problem(view.problem.as_deref()))
        form.stack method="post" action=(action) {
            (shell.csrf_field())
            (action::on_enter("save"))
            @if view.key.is_none() {
                (panel::plain(&Input::text("key", texts::KEY, texts::KEY_HINT).show(&view.new_key)))
            }
            section.panel { div.fields { (lines(&view.lines)) } }
            datalist #known { @for id in &view.known { option value=(id) {} } }
            div.actions.sticky {
                button.button.primary type="submit" name="action" value="save" { (common::SAVE) }
                (action::button("more", "", texts::MORE))
                a.button href=(back) { (common::CANCEL) }
            }
        }
    };
    shell.page(title, &body)
}

fn lines(lines: &[ValueLine]) -> Markup {
    let heads = [Head::Text(texts::PROPERTY), Head::Text(texts::LANGUAGE), Head::Text(texts::VALUE)];
    let rows = html! { @for (index, line) in lines.iter().enumerate() { (row(index, line)) } };
    list::table(texts::ADD, &heads, &rows)
}

fn row(index: usize, line: &ValueLine) -> Markup {
    let name = |field: &str| format!("{field}-{index}");
    html! {
        tr {
            @match &line.was {
                Some(was) => {
                    th scope="row" {
                        (line.property.value)
                        input type="hidden" name=(name("property")) value=(line.property.value);
                        input type="hidden" name=(name("language")) value=(line.language.value);
                        input type="hidden" name=(name("was")) value=(was);
                    }
                    td.language { (line.language.value) }
                }
                None => {
                    td data-label=(texts::PROPERTY) { (cell::Cell {
                        name: &name("property"),
                        label: texts::PROPERTY,
                        placeholder: "",
                        suggestions: Some("known"),
                    }.show(&line.property)) }
                    td.narrow data-label=(texts::LANGUAGE) { (cell::text(&name("language"), texts::LANGUAGE, "", &line.language)) }
                }
            }
            td.wide.grows data-label=[line.was.is_none().then_some(texts::VALUE)] { (cell::lines(&name("value"), &label(line), "", &line.value)) }
        }
    }
}

fn label(line: &ValueLine) -> String {
    format!("{} {} {}", texts::VALUE, line.property.value, line.language.value).trim().to_owned()
}
