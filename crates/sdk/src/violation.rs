//! The rules of the protocol that can be checked before anything is sent: the same as the server's.

use std::collections::HashSet;
use std::fmt;

use octant_model::rule::{self, NameProblem};

use crate::entity::Entity;

/// The rule that an entity breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A key, property id or language that breaks the rules for names.
    Name(NameProblem),
    /// The same property id (in any case) with the same language twice in one entity.
    DuplicateProperty,
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
    pub fn code(self) -> &'static str {
        match self {
            Self::Name(NameProblem::Empty) => "empty",
            Self::Name(NameProblem::TooShort) => "too_short",
            Self::Name(NameProblem::TooLong) => "too_long",
            Self::Name(NameProblem::RestrictedCharacters) => "restricted_characters",
            Self::DuplicateProperty => "duplicate_property",
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
        match self.rule {
            Rule::Name(problem) if self.path == "key" => format!("the key {text:?} {}", problem.describe()),
            Rule::Name(problem) => format!("{} {text:?} {}", self.path, problem.describe()),
            Rule::DuplicateProperty => {
                format!("{} repeats the property {text:?} in the same language", self.path)
            }
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
        let mut note = |path: String, text: &str, rule: Rule| {
            found.push(Violation { index, key: self.key.clone(), path, text: text.to_owned(), rule });
        };
        if let Err(problem) = rule::check_id(&self.key) {
            note("key".to_owned(), &self.key, Rule::Name(problem));
        }
        if self.delete {
            return found;
        }
        let mut seen = HashSet::with_capacity(self.properties.len());
        for (position, property) in self.properties.iter().enumerate() {
            if let Err(problem) = rule::check_id(&property.id) {
                note(format!("properties[{position}].id"), &property.id, Rule::Name(problem));
            }
            let language = property.language.as_deref();
            if let Some(Err(problem)) = language.map(rule::check_language) {
                note(format!("properties[{position}].language"), language.unwrap_or(""), Rule::Name(problem));
            }
            if !seen.insert((property.id.to_ascii_lowercase(), language)) {
                note(format!("properties[{position}]"), &property.id, Rule::DuplicateProperty);
            }
        }
        found
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
