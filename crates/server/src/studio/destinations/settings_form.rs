//! A destination's settings as a form.

use std::collections::BTreeMap;

use octant_destination::{Destination, DestinationChange, NewDestination};
use octant_model::Language;
use octant_studio::Field;
use octant_studio::page::destinations::settings::DestinationForm;

use crate::studio::Form;
use crate::studio::problems::Problems;

/// The settings as they are stored.
pub(super) fn of(destination: &Destination) -> DestinationForm {
    let rule = |(language, others): (&Language, &Vec<Language>)| {
        let others: Vec<&str> = others.iter().map(Language::written).collect();
        format!("{language}: {}", others.join(", "))
    };
    let languages: Vec<&str> = destination.languages.iter().map(Language::written).collect();
    let rules: Vec<String> = destination.fallbacks.iter().map(rule).collect();
    DestinationForm {
        identifier: Field::of(destination.identifier.clone()),
        name: Field::of(destination.name.clone()),
        languages: Field::of(languages.join("\n")),
        fallbacks: Field::of(rules.join("\n")),
        protected: destination.protected,
        origins: Field::of(destination.cors_origins.join("\n")),
    }
}

/// The settings as typed.
pub(super) fn read(form: &Form) -> DestinationForm {
    let text = |name: &str| Field::of(form.text(name).replace("\r\n", "\n"));
    DestinationForm {
        identifier: Field::of(form.text("identifier").trim()),
        name: Field::of(form.text("name").trim()),
        languages: text("languages"),
        fallbacks: text("fallbacks"),
        protected: form.has("protected"),
        origins: text("origins"),
    }
}

/// What the typed settings say, with what is wrong with their writing.
pub(super) fn settings(typed: &DestinationForm) -> (NewDestination, Problems) {
    let mut problems = Problems::default();
    let languages = words(&typed.languages.value);
    let languages =
        languages.into_iter().filter_map(|text| language(text, "languages", &mut problems)).collect();
    let mut fallbacks = BTreeMap::new();
    for rule in typed.fallbacks.value.lines().map(str::trim).filter(|rule| !rule.is_empty()) {
        let Some((from, to)) = rule.split_once(':') else {
            problems.tell("fallbacks", format!("{rule:?} is no rule; write it like sv-SE: sv, en"));
            continue;
        };
        let Some(from) = language(from.trim(), "fallbacks", &mut problems) else { continue };
        let others =
            words(to).into_iter().filter_map(|text| language(text, "fallbacks", &mut problems)).collect();
        if fallbacks.contains_key(&from) {
            problems.tell("fallbacks", format!("{from} has two rules; write one"));
        }
        fallbacks.insert(from, others);
    }
    let new = NewDestination {
        identifier: typed.identifier.value.clone(),
        name: typed.name.value.clone(),
        protected: typed.protected,
        languages,
        fallbacks,
        cors_origins: words(&typed.origins.value).into_iter().map(str::to_owned).collect(),
    };
    (new, problems)
}

/// The change that makes a destination as the settings say.
pub(super) fn change(new: NewDestination) -> DestinationChange {
    DestinationChange {
        name: Some(new.name),
        protected: Some(new.protected),
        languages: Some(new.languages),
        fallbacks: Some(new.fallbacks),
        cors_origins: Some(new.cors_origins),
        expected: None,
    }
}

/// Words between blanks, line ends and commas.
fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect()
}

fn language(text: &str, field: &str, problems: &mut Problems) -> Option<Language> {
    match Language::of_code(text) {
        Ok(language) => Some(language),
        Err(error) => {
            problems.tell(field, error.to_string());
            None
        }
    }
}

/// Puts what is wrong to the fields that it is about.
pub(super) fn mark(typed: &mut DestinationForm, mut problems: Problems) {
    problems.mark("identifier", &mut typed.identifier);
    problems.mark("name", &mut typed.name);
    for (path, field) in [
        ("languages", &mut typed.languages),
        ("fallbacks", &mut typed.fallbacks),
        ("corsOrigins", &mut typed.origins),
    ] {
        field.problem = problems.below(path);
    }
    if let Some(rest) = problems.rest() {
        typed.name.problem.get_or_insert(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_problems_told_at_their_fields() {
        let mut typed = DestinationForm {
            languages: Field::of("en\nsv-SE, de"),
            fallbacks: Field::of("sv-SE: sv, en\n\nde en"),
            origins: Field::of("https://a.example\nhttps://b.example"),
            ..DestinationForm::default()
        };
        let (new, problems) = settings(&typed);
        assert_eq!(new.languages.iter().map(Language::as_str).collect::<Vec<_>>(), ["en", "sv-SE", "de"]);
        assert_eq!(new.fallbacks.len(), 1);
        assert_eq!(new.cors_origins, ["https://a.example", "https://b.example"]);
        mark(&mut typed, problems);
        assert!(typed.fallbacks.problem.as_deref().is_some_and(|problem| problem.contains("de en")));
        typed.fallbacks.value = "sv-SE: sv\nSV_se: en".to_owned();
        let (_, problems) = settings(&typed);
        mark(&mut typed, problems);
        assert!(typed.fallbacks.problem.as_deref().is_some_and(|problem| problem.contains("two rules")));
        typed.languages.value = "no!language".to_owned();
        let (_, problems) = settings(&typed);
        mark(&mut typed, problems);
        assert!(typed.languages.problem.is_some());
    }
}
