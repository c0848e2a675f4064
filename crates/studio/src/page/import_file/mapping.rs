//! The second step: how the file is read, what names an entry, and which column becomes which property.
//!
//! `GET` and `POST /studio/sources/{s}/import/{u}`. The form sends `csrf`, `format`, `delimiter`, `quotes`, `encoding`, `key`
//! (any number of column numbers), `key-separator`, `replace-invalid`, `clear-empty`, `partial` (each `yes` or not sent),
//! and for each column, from 0: `column-{n}-take` (`yes` or not sent), `-property`, `-language`, `-list`. `action` is `check` (leads to the third
//! step) or `preview` (reads the file again as chosen and answers the page). The first rows are
//! [`super::preview::fragment`] at `POST …/{u}/preview` with the same form.

use maud::{Markup, html};

use super::head::{self, ImportHead};
use super::preview::{self, RowsPreview};
use crate::component::choice::{self, Choice};
use crate::component::field::{Field, Input};
use crate::component::list::{self, Head};
use crate::component::{action, cell, live, panel};
use crate::shell::Shell;
use crate::texts::import_file as texts;

/// What the step shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The source and the file.
    pub import: ImportHead,
    /// The formats, the detected one chosen.
    pub formats: Vec<Choice>,
    /// The delimiters, the detected one chosen; empty where the format has none.
    pub delimiters: Vec<Choice>,
    /// What quotes mean; empty where the format has none.
    pub quotes: Vec<Choice>,
    /// The encodings, the detected one chosen.
    pub encodings: Vec<Choice>,
    /// Whether bytes that are no text are replaced.
    pub replace_invalid: bool,
    /// What the user should know of how the file was read, in words.
    pub notes: Vec<String>,
    /// Lines of a file whose encoding is an unsure guess, as each encoding reads them.
    pub readings: Vec<LineReadings>,
    /// The columns that can be keys; the value is the column's number from 0.
    pub keys: Vec<Choice>,
    /// What stands between the values of several key columns.
    pub key_separator: Field,
    /// What is wrong with the choice of the key.
    pub key_problem: Option<String>,
    /// The columns.
    pub columns: Vec<ColumnFields>,
    /// Whether empty cells clear what is there.
    pub clear_empty: bool,
    /// Whether the good rows are taken when some are rejected.
    pub partial: bool,
    /// The first rows as entries.
    pub preview: RowsPreview,
    /// What is wrong with the whole.
    pub problem: Option<String>,
}

/// A line of the file, as several encodings read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineReadings {
    /// Its number.
    pub line: u64,
    /// Each encoding with its text, the chosen one first.
    pub texts: Vec<(String, String)>,
}

/// A column, and what becomes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnFields {
    /// Its head in the file.
    pub header: String,
    /// Some of its values.
    pub examples: Vec<String>,
    /// Whether it is taken.
    pub take: bool,
    /// The property's id as typed.
    pub property: Field,
    /// The language as typed; empty for none.
    pub language: Field,
    /// Where lists are split, as typed; empty where it is no list.
    pub list: Field,
}

/// The step.
#[must_use]
pub fn render(shell: &Shell, view: &Mapping) -> String {
    let body = html! {
        (head::show(&view.import, 1))
        (panel::problem(view.problem.as_deref()))
        (notes(&view.notes))
        form.stack #mapping method="post" action=(view.import.path("")) {
            (shell.csrf_field())
            (action::on_enter("preview"))
            (reading(view))
            (readings(&view.readings))
            (panel::with(texts::COLUMNS, &html! {}, &html! { div.fields { (columns(view)) } }))
            (panel::show(texts::OPTIONS, &html! {
                (choice::switch("clear-empty", texts::CLEAR_EMPTY, texts::CLEAR_EMPTY_HINT, view.clear_empty))
                (choice::switch("partial", texts::PARTIAL, texts::PARTIAL_HINT, view.partial))
            }))
            div.actions.sticky {
                button.button.primary type="submit" name="action" value="check" data-busy=(texts::CHECKING) { (texts::CHECK) }
                (action::button("preview", "", texts::PREVIEW_REFRESH))
            }
        }
        (panel::with(texts::PREVIEW, &html! {}, &live::following(
            "preview", "mapping", &view.import.path("/preview"), &preview::inner(&view.preview),
        )))
    };
    shell.page(texts::TITLE, &body)
}

fn reading(view: &Mapping) -> Markup {
    html! {
        div.halves {
            (panel::show(texts::READING, &html! {
                (choice::one("format", texts::FORMAT, "", &view.formats, None))
                @if !view.delimiters.is_empty() { (choice::one("delimiter", texts::DELIMITER, "", &view.delimiters, None)) }
                @if !view.quotes.is_empty() { (choice::one("quotes", texts::QUOTES, "", &view.quotes, None)) }
                (choice::one("encoding", texts::ENCODING, texts::ENCODING_HINT, &view.encodings, None))
                (choice::switch("replace-invalid", texts::REPLACE_INVALID, texts::REPLACE_INVALID_HINT, view.replace_invalid))
            }))
            (panel::plain(&html! {
                (keys(view))
                (Input { required: false, ..Input::text("key-separator", texts::KEY_SEPARATOR, "") }.show(&view.key_separator))
            }))
        }
    }
}

/// Lines side by side, so that the right encoding can be seen.
fn readings(lines: &[LineReadings]) -> Markup {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in lines.iter().flat_map(|line| &line.texts) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let heads: Vec<Head<'_>> =
        std::iter::once(Head::Number(texts::LINE)).chain(names.iter().map(|name| Head::Text(name))).collect();
    let text = |line: &LineReadings, name: &str| {
        // An encoding that is not there reads the line as the chosen one does.
        let own = line.texts.iter().find(|(own, _)| own == name).or(line.texts.first());
        own.map_or_else(String::new, |(_, text)| text.clone())
    };
    let rows = html! {
        @for line in lines {
            tr {
                td.number data-label=(texts::LINE) { (line.line) }
                @for name in &names { td data-label=(name) { code { (text(line, name)) } } }
            }
        }
    };
    html! {
        @if !lines.is_empty() {
            (panel::with(texts::READINGS, &html! {}, &list::table(texts::READINGS, &heads, &rows)))
        }
    }
}

/// What the user should know of how the file was read.
pub(super) fn notes(notes: &[String]) -> Markup {
    html! {
        @if !notes.is_empty() {
            div.notice.warning role="status" { h2 { (texts::NOTES) } @for note in notes { p { (note) } } }
        }
    }
}

fn keys(view: &Mapping) -> Markup {
    html! {
        fieldset.choices.long {
            legend { (texts::KEY) }
            @if let Some(problem) = &view.key_problem { p.problem role="alert" { (problem) } }
            p.hint { (texts::KEY_HINT) }
            @for (index, key) in view.keys.iter().enumerate() {
                label.choice for=(format!("key-{index}")) {
                    input type="checkbox" id=(format!("key-{index}")) name="key" value=(key.value) checked[key.chosen];
                    span { (key.label) }
                }
            }
        }
    }
}

fn columns(view: &Mapping) -> Markup {
    let heads = [
        Head::Text(texts::TAKE),
        Head::Text(texts::COLUMN),
        Head::Text(texts::EXAMPLES),
        Head::Text(texts::PROPERTY),
        Head::Text(texts::LANGUAGE),
        Head::Text(texts::LIST),
    ];
    let rows = html! {
        @for (index, column) in view.columns.iter().enumerate() { (column_row(index, column)) }
    };
    list::table(texts::COLUMNS, &heads, &rows)
}

fn column_row(index: usize, column: &ColumnFields) -> Markup {
    let name = |field: &str| format!("column-{index}-{field}");
    let label = |text: &str| format!("{text}: {}", column.header);
    html! {
        tr.skipped[!column.take] {
            td.narrow data-label=(texts::TAKE) { (cell::check(&name("take"), &label(texts::TAKE), column.take)) }
            th scope="row" { (column.header) }
            td.value data-label=(texts::EXAMPLES) title=(column.examples.join("\n")) { span { (column.examples.join(" · ")) } }
            td data-label=(texts::PROPERTY) { (cell::text(&name("property"), &label(texts::PROPERTY), "", &column.property)) }
            td.narrow data-label=(texts::LANGUAGE) { (cell::text(&name("language"), &label(texts::LANGUAGE), "", &column.language)) }
            td.narrow data-label=(texts::LIST) { (cell::text(&name("list"), &label(texts::LIST), "", &column.list)) }
        }
    }
}
