//! Fields in the rows of a form: the column's head is seen, the label is spoken.

use maud::{Markup, html};

use super::choice::Choice;
use super::field::Field;

/// A text field in a row.
pub(crate) struct Cell<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) placeholder: &'a str,
    /// The list of suggestions that the page holds under that id.
    pub(crate) suggestions: Option<&'a str>,
}

impl Cell<'_> {
    pub(crate) fn show(&self, field: &Field) -> Markup {
        let note = format!("{}-note", self.name);
        html! {
            input type="text" name=(self.name) value=(field.value) aria-label=(self.label) placeholder=(self.placeholder)
                list=[self.suggestions] autocomplete="off" spellcheck="false" aria-invalid=[invalid(field)]
                aria-describedby=[field.problem.as_ref().map(|_| note.as_str())];
            (problem(&note, field))
        }
    }
}

/// A text field without suggestions.
pub(crate) fn text(name: &str, label: &str, placeholder: &str, field: &Field) -> Markup {
    Cell { name, label, placeholder, suggestions: None }.show(field)
}

/// A field of several lines that grows with what is typed, one value a line.
pub(crate) fn lines(name: &str, label: &str, placeholder: &str, field: &Field) -> Markup {
    let note = format!("{name}-note");
    html! {
        textarea.lines name=(name) rows="1" aria-label=(label) placeholder=(placeholder) spellcheck="false"
            aria-invalid=[invalid(field)] aria-describedby=[field.problem.as_ref().map(|_| note.as_str())] {
            // The first line break of a text area is not part of its text.
            "\n" (field.value)
        }
        (problem(&note, field))
    }
}

/// A choice of one of fixed values, each with its name.
pub(crate) fn select(name: &str, label: &str, options: &[(&str, &str)], field: &Field) -> Markup {
    let note = format!("{name}-note");
    html! {
        select name=(name) aria-label=(label) aria-invalid=[invalid(field)]
            aria-describedby=[field.problem.as_ref().map(|_| note.as_str())] {
            @for (value, text) in options { option value=(value) selected[*value == field.value] { (text) } }
        }
        (problem(&note, field))
    }
}

/// A choice of one of those values.
pub(crate) fn choose(name: &str, label: &str, choices: &[Choice]) -> Markup {
    html! {
        select name=(name) aria-label=(label) {
            @for choice in choices { option value=(choice.value) selected[choice.chosen] { (choice.label) } }
        }
    }
}

/// A box to tick.
pub(crate) fn check(name: &str, label: &str, checked: bool) -> Markup {
    html! { input type="checkbox" name=(name) value="yes" aria-label=(label) checked[checked]; }
}

fn invalid(field: &Field) -> Option<&'static str> {
    field.problem.as_ref().map(|_| "true")
}

fn problem(note: &str, field: &Field) -> Markup {
    html! { @if let Some(problem) = &field.problem { p.problem #(note) { (problem) } } }
}
