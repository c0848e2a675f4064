//! Form fields that keep what was typed and say what is wrong with it.

use maud::{Markup, html};

/// What was typed into a field, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// The text as typed.
    pub value: String,
    /// What is wrong with it, in words.
    pub problem: Option<String>,
}

impl Field {
    /// A field with that text and nothing wrong with it.
    #[must_use]
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), problem: None }
    }
}

/// How a text field looks.
pub(crate) struct Input<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: &'a str,
    pub(crate) autocomplete: &'a str,
    pub(crate) required: bool,
}

impl<'a> Input<'a> {
    /// A plain text field that must be filled.
    pub(crate) fn text(name: &'a str, label: &'a str, hint: &'a str) -> Self {
        Self { name, kind: "text", label, hint, autocomplete: "off", required: true }
    }

    /// The field with its label, its hint and its problem. A password is never written back.
    pub(crate) fn show(&self, field: &Field) -> Markup {
        let hint = format!("{}-hint", self.name);
        let described = (!self.hint.is_empty() || field.problem.is_some()).then_some(hint.as_str());
        let value = if self.kind == "password" { "" } else { field.value.as_str() };
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                input type=(self.kind) id=(self.name) name=(self.name) value=(value) autocomplete=(self.autocomplete)
                    required[self.required] spellcheck="false" aria-invalid=[field.problem.as_ref().map(|_| "true")]
                    aria-describedby=[described];
                (notes(&hint, self.hint, field))
            }
        }
    }
}

/// A field of several lines, which may stay empty.
pub(crate) fn area(name: &str, label: &str, hint: &str, field: &Field) -> Markup {
    lines(name, label, hint, field, ("", 3))
}

/// A field for what machines read, as high as its text.
pub(crate) fn code(name: &str, label: &str, hint: &str, field: &Field) -> Markup {
    let rows = field.value.lines().count().clamp(6, 30) + 1;
    lines(name, label, hint, field, ("mono", rows))
}

fn lines(name: &str, label: &str, hint: &str, field: &Field, (class, rows): (&str, usize)) -> Markup {
    let id = format!("{name}-hint");
    let described = (!hint.is_empty() || field.problem.is_some()).then_some(id.as_str());
    html! {
        div.field {
            label for=(name) { (label) }
            textarea #(name) class=[(!class.is_empty()).then_some(class)] name=(name) rows=(rows)
                spellcheck=[(!class.is_empty()).then_some("false")] aria-describedby=[described]
                aria-invalid=[field.problem.as_ref().map(|_| "true")] {
                // The first line break of a text area is not part of its text.
                "\n" (field.value)
            }
            (notes(&id, hint, field))
        }
    }
}

/// A choice of one; each option is its value and its name.
pub(crate) fn select(name: &str, label: &str, options: &[(&str, &str)], field: &Field) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select #(name) name=(name) {
                @for (value, text) in options {
                    option value=(value) selected[*value == field.value] { (text) }
                }
            }
            (notes(&format!("{name}-hint"), "", field))
        }
    }
}

fn notes(id: &str, hint: &str, field: &Field) -> Markup {
    html! {
        @if !hint.is_empty() || field.problem.is_some() {
            div #(id) {
                @if let Some(problem) = &field.problem { p.problem role="alert" { (problem) } }
                @if !hint.is_empty() { p.hint { (hint) } }
            }
        }
    }
}
