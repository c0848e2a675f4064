//! The rules of the protocol that can be checked before anything is sent: the same as the server's.

use std::collections::HashSet;
use std::fmt;

use octant_model::language::canonical;
use octant_model::rule::{self, NameProblem};

use crate::entity::Entity;
use crate::value::Value;

/// The rule that an entity breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A key, property id or language that breaks the rules for names.
    Name(NameProblem),
    /// The same property id (in any case) with the same language twice in one entity.
    DuplicateProperty,
    /// A number that is NaN or infinite.
    NotFinite,
    /// A list that holds a list or a null.
    NestedList,
    /// A list with an element that holds the text by which the import joins lists: it would become two elements.
    HoldsDelimiter {
        /// That text ([`ImportOptions::list_delimiter`](crate::ImportOptions::list_delimiter)).
        delimiter: String,
    },
    /// The removal of an entry where only values are taken.
    Removal,
    /// The entity alone is larger than a payload may be.
    TooLarge {
        /// Its size as JSON, in bytes.
        bytes: usize,
        /// The most that fits into a payload.
        limit: usize,
    },
}

impl Rule {
    /// A stable word for the rule, for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name(NameProblem::Empty) => "empty",
            Self::Name(NameProblem::TooShort) => "too_short",
            Self::Name(NameProblem::TooLong) => "too_long",
            Self::Name(NameProblem::RestrictedCharacters) => "restricted_characters",
            Self::DuplicateProperty => "duplicate_property",
            Self::NotFinite => "not_finite",
            Self::NestedList => "nested_list",
            Self::HoldsDelimiter { .. } => "holds_delimiter",
            Self::Removal => "removal",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

/// A broken rule, with the entity that breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The entity's place among all that were pushed, from 0.
    pub index: u64,
    /// The entity's key.
    pub key: String,
    /// Where in the entity: `key`, or a path such as `properties[3].language`; empty for the entity as a whole.
    pub path: String,
    /// The text that breaks the rule, where the rule is about a text.
    pub text: String,
    /// The rule that is broken.
    pub rule: Rule,
}

impl Violation {
    /// The problem in words, without the entity that has it.
    #[must_use]
    pub fn message(&self) -> String {
        let text: String = self.text.chars().take(100).collect();
        match &self.rule {
            Rule::Name(problem) if self.path == "key" => format!("the key {text:?} {}", problem.describe()),
            Rule::Name(problem) => format!("{} {text:?} {}", self.path, problem.describe()),
            Rule::DuplicateProperty => {
                format!("{} repeats the property {text:?} in the same language", self.path)
            }
            Rule::NotFinite => format!("{} is {text}; only finite numbers can be stored", self.path),
            Rule::NestedList => {
                format!("{} holds {text}; a list holds texts, numbers and booleans", self.path)
            }
            Rule::HoldsDelimiter { delimiter } => format!(
                "{} {text:?} holds {delimiter:?}, by which lists are joined; choose another \
                 ImportOptions::list_delimiter",
                self.path
            ),
            Rule::Removal => "the typed ingest removes nothing; remove the entry by an import".to_owned(),
            Rule::TooLarge { bytes, limit } => {
                format!("the entity has {bytes} bytes, and a payload has room for {limit}")
            }
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key: String = self.key.chars().take(100).collect();
        write!(formatter, "entity {} (key {key:?}): {}", self.index, self.message())
    }
}

impl Entity {
    /// Every rule that the entity breaks by itself; `index` is only noted in the answer.
    #[must_use]
    pub fn violations(&self, index: u64) -> Vec<Violation> {
        let mut found = Vec::new();
        if let Err(problem) = rule::check_id(&self.key) {
            found.push(self.violation(index, "key", &self.key, Rule::Name(problem)));
        }
        if self.delete {
            return found;
        }
        let mut seen = HashSet::with_capacity(self.properties.len());
        for (position, property) in self.properties.iter().enumerate() {
            let mut note = |place: &str, text: &str, rule: Rule| {
                found.push(self.violation(index, &format!("properties[{position}]{place}"), text, rule));
            };
            if let Err(problem) = rule::check_id(&property.id) {
                note(".id", &property.id, Rule::Name(problem));
            }
            let language = property.language.as_deref().filter(|language| !language.is_empty());
            if let Some(Err(problem)) = language.map(rule::check_language) {
                note(".language", language.unwrap_or(""), Rule::Name(problem));
            }
            if !seen.insert((property.id.to_ascii_lowercase(), language.map(canonical))) {
                note("", &property.id, Rule::DuplicateProperty);
            }
            for (place, text, rule) in unsuitable(&property.value) {
                note(&place, text, rule);
            }
        }
        found
    }

    /// The elements of lists that would be taken apart at the delimiter.
    pub(crate) fn delimiter_violations(&self, index: u64, delimiter: &str) -> Vec<Violation> {
        let mut found = Vec::new();
        for (position, property) in self.properties.iter().enumerate().filter(|_| !self.delete) {
            let Value::List(elements) = &property.value else { continue };
            for (element, text) in elements.iter().map(Value::to_text).enumerate() {
                let Some(text) = text.filter(|text| text.contains(delimiter)) else { continue };
                let rule = Rule::HoldsDelimiter { delimiter: delimiter.to_owned() };
                let path = format!("properties[{position}].value[{element}]");
                found.push(self.violation(index, &path, &text, rule));
            }
        }
        found
    }

    pub(crate) fn violation(&self, index: u64, path: &str, text: &str, rule: Rule) -> Violation {
        Violation { index, key: self.key.clone(), path: path.to_owned(), text: text.to_owned(), rule }
    }
}

/// What cannot be stored of a value: where, what it is, and the rule.
fn unsuitable(value: &Value) -> Vec<(String, &str, Rule)> {
    match value {
        Value::Number(number) if !number.is_finite() => {
            vec![(".value".to_owned(), number.as_str(), Rule::NotFinite)]
        }
        Value::List(elements) => {
            let broken = elements.iter().enumerate().filter_map(|(position, element)| {
                let (text, rule) = match element {
                    Value::List(_) => ("a list", Rule::NestedList),
                    Value::Null => ("null", Rule::NestedList),
                    Value::Number(number) if !number.is_finite() => (number.as_str(), Rule::NotFinite),
                    _ => return None,
                };
                Some((format!(".value[{position}]"), text, rule))
            });
            broken.collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(entity: &Entity) -> Vec<String> {
        entity.violations(7).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_broken_rule_is_named_with_its_entity() {
        let entity = Entity::new("@2")
            .with("", "x")
            .with_localized("name", "s", "x")
            .with("a b", "x")
            .with("colour", "x")
            .with("Colour", "y");
        assert_eq!(
            messages(&entity),
            [
                r#"entity 7 (key "@2"): the key "@2" contains other characters than a-z A-Z 0-9 _ -"#,
                r#"entity 7 (key "@2"): properties[0].id "" is empty"#,
                r#"entity 7 (key "@2"): properties[1].language "s" is too short"#,
                r#"entity 7 (key "@2"): properties[2].id "a b" contains other characters than a-z A-Z 0-9 _ -"#,
                r#"entity 7 (key "@2"): properties[4] repeats the property "Colour" in the same language"#,
            ]
        );
    }

    #[test]
    fn a_value_that_cannot_be_stored_is_named_with_its_place() {
        let entity = Entity::new("1")
            .with("price", f64::NAN)
            .with("sizes", [1.0, f64::INFINITY])
            .with("deep", vec![vec!["a"]])
            .with("holes", [Some("a"), None]);
        assert_eq!(
            messages(&entity),
            [
                r#"entity 7 (key "1"): properties[0].value is NaN; only finite numbers can be stored"#,
                r#"entity 7 (key "1"): properties[1].value[1] is inf; only finite numbers can be stored"#,
                r#"entity 7 (key "1"): properties[2].value[0] holds a list; a list holds texts, numbers and booleans"#,
                r#"entity 7 (key "1"): properties[3].value[1] holds null; a list holds texts, numbers and booleans"#,
            ]
        );
    }

    #[test]
    fn an_element_that_would_be_taken_apart_is_named() {
        let entity = Entity::new("1").with("text", "a|b").with("tags", ["a", "b|c"]);
        let found = entity.delimiter_violations(0, "|");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].text.as_str()), ("properties[1].value[1]", "b|c"));
        assert!(entity.delimiter_violations(0, ";").is_empty());
    }

    #[test]
    fn a_language_is_the_same_in_any_spelling_and_none_where_it_is_empty() {
        let spelled =
            Entity::new("1").with_localized("name", "sv_SE", "x").with_localized("Name", "SV-se", "y");
        assert_eq!(
            messages(&spelled),
            [r#"entity 7 (key "1"): properties[1] repeats the property "Name" in the same language"#]
        );
        let empty = Entity::new("1").with_localized("name", "", "x").with("title", "y");
        assert_eq!(messages(&empty), Vec::<String>::new());
    }

    #[test]
    fn one_property_in_several_languages_is_no_repetition() {
        let entity = Entity::new("1")
            .with("name", "x")
            .with_localized("name", "sv", "y")
            .with_localized("name", "de", "z");
        assert_eq!(messages(&entity), Vec::<String>::new());
    }

    #[test]
    fn a_removal_is_judged_by_its_key_alone() {
        let removal = Entity { delete: true, ..Entity::new("1").with("", "x") };
        assert_eq!(messages(&removal), Vec::<String>::new());
    }
}
