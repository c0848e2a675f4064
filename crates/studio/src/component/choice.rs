//! Choices among things that exist.

use maud::{Markup, html};

/// Something that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent for it.
    pub value: String,
    /// What is shown for it.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }

    /// The same, chosen or not.
    #[must_use]
    pub fn chosen(self, chosen: bool) -> Self {
        Self { chosen, ..self }
    }
}

/// A choice of one, with its label above it.
pub(crate) fn one(name: &str, label: &str, hint: &str, choices: &[Choice], problem: Option<&str>) -> Markup {
    let note = format!("{name}-hint");
    html! {
        div.field {
            label for=(name) { (label) }
            select #(name) name=(name) aria-invalid=[problem.map(|_| "true")]
                aria-describedby=[(!hint.is_empty() || problem.is_some()).then_some(&note)] {
                @for choice in choices { option value=(choice.value) selected[choice.chosen] { (choice.label) } }
            }
            @if !hint.is_empty() || problem.is_some() {
                div #(note) {
                    @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
                    @if !hint.is_empty() { p.hint { (hint) } }
                }
            }
        }
    }
}

/// A choice of any number, as boxes; all send the same name.
pub(crate) fn many(
    name: &str,
    legend: &str,
    hint: &str,
    choices: &[Choice],
    problem: Option<&str>,
) -> Markup {
    html! {
        fieldset.choices {
            legend { (legend) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            @if !hint.is_empty() { p.hint { (hint) } }
            @for (index, choice) in choices.iter().enumerate() { (tick(name, index, choice)) }
        }
    }
}

/// A choice of one, as buttons with what each means.
pub(crate) fn radios(name: &str, legend: &str, choices: &[(Choice, &str)]) -> Markup {
    html! {
        fieldset.choices {
            legend { (legend) }
            @for (index, (choice, meaning)) in choices.iter().enumerate() {
                label.choice for=(format!("{name}-{index}")) {
                    input type="radio" id=(format!("{name}-{index}")) name=(name) value=(choice.value) checked[choice.chosen];
                    span { (choice.label) @if !meaning.is_empty() { span.hint { (meaning) } } }
                }
            }
        }
    }
}

/// A box alone.
pub(crate) fn tick(name: &str, index: usize, choice: &Choice) -> Markup {
    let id = format!("{name}-{index}");
    html! {
        label.choice for=(id) {
            input type="checkbox" id=(id) name=(name) value=(choice.value) checked[choice.chosen];
            span { (choice.label) @if choice.label != choice.value { " " span.tag { (choice.value) } } }
        }
    }
}

/// A setting that is on or off, and what it means.
pub(crate) fn switch(name: &str, label: &str, hint: &str, on: bool) -> Markup {
    html! {
        label.choice for=(name) {
            input type="checkbox" id=(name) name=(name) value="yes" checked[on];
            span { (label) @if !hint.is_empty() { span.hint { (hint) } } }
        }
    }
}
