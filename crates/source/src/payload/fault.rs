//! What can be wrong with an entity, told for all entities of a payload together.

use octant_store::ImportProblem;

use crate::error::Violation;

/// The most entities that a message names; it says how many more there are.
const NAMED: usize = 50;

/// A rule of the protocol (docs/api.md, "Import").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Shape,
    KeyMissing,
    KeyLength,
    KeyCharacters,
    KeyRepeated,
    Delete,
    PropertyMissing,
    PropertyLength,
    PropertyCharacters,
    PropertyRepeated,
    LanguageLength,
    LanguageCharacters,
    Value,
}

impl Rule {
    const ALL: [Self; 13] = [
        Self::Shape,
        Self::KeyMissing,
        Self::KeyLength,
        Self::KeyCharacters,
        Self::KeyRepeated,
        Self::Delete,
        Self::PropertyMissing,
        Self::PropertyLength,
        Self::PropertyCharacters,
        Self::PropertyRepeated,
        Self::LanguageLength,
        Self::LanguageCharacters,
        Self::Value,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Shape => "entity_shape",
            Self::KeyMissing => "key_missing",
            Self::KeyLength => "key_length",
            Self::KeyCharacters => "key_restricted_characters",
            Self::KeyRepeated => "key_repeated",
            Self::Delete => "delete_not_boolean",
            Self::PropertyMissing => "property_id_missing",
            Self::PropertyLength => "property_id_length",
            Self::PropertyCharacters => "property_id_restricted_characters",
            Self::PropertyRepeated => "property_repeated",
            Self::LanguageLength => "language_length",
            Self::LanguageCharacters => "language_restricted_characters",
            Self::Value => "value_not_scalar",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Shape => "Entities are objects with a key and a list of properties. The following are not",
            Self::KeyMissing => "Entity keys are missing. The following entities have none",
            Self::KeyLength => {
                "Entity keys have 1 to 256 characters. The following ids are too short or too long"
            }
            Self::KeyCharacters => {
                "Entity keys contain restricted characters. The following ids containing restricted characters"
            }
            Self::KeyRepeated => "Entity keys are unique within a payload. The following ids are repeated",
            Self::Delete => "Delete is true or false. The following entities have something else",
            Self::PropertyMissing => {
                "Property ids are missing. The following entities have properties without id"
            }
            Self::PropertyLength => {
                "Property ids have 1 to 256 characters. The following entities have ids that are too short or too long"
            }
            Self::PropertyCharacters => {
                "Property ids contain restricted characters. The following ids containing restricted characters"
            }
            Self::PropertyRepeated => {
                "A property is given once per language within an entity. The following are repeated"
            }
            Self::LanguageLength => {
                "Languages have 2 to 10 characters. The following languages are too short or too long"
            }
            Self::LanguageCharacters => {
                "Languages contain restricted characters. The following languages containing restricted characters"
            }
            Self::Value => "Values are texts, numbers, booleans or null. The following hold something else",
        }
    }
}

/// A rule that an entity breaks.
#[derive(Debug)]
pub(super) struct Fault {
    /// The entity's place in the payload.
    pub(super) index: u32,
    pub(super) rule: Rule,
    /// What breaks it, cut to 300 characters.
    pub(super) shown: String,
}

/// Every rule that is broken, with the first of those that break it.
pub(super) fn violations(faults: &[Fault]) -> Vec<Violation> {
    let broken = Rule::ALL.into_iter().filter_map(|rule| {
        let shown: Vec<&str> =
            faults.iter().filter(|fault| fault.rule == rule).map(|fault| fault.shown.as_str()).collect();
        let more = shown.len().saturating_sub(NAMED);
        let named = shown[..shown.len().min(NAMED)].join(", ");
        let end = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!shown.is_empty()).then(|| Violation {
            property_name: "entities".to_owned(),
            code: rule.code(),
            message: format!("{}: {named}{end}", rule.sentence()),
        })
    });
    broken.collect()
}

/// The rule as what was wrong with one entity.
pub(super) fn problem(fault: &Fault, key: Option<&str>) -> ImportProblem {
    ImportProblem {
        index: Some(u64::from(fault.index)),
        key: key.map(|key| key.chars().take(300).collect()),
        code: fault.rule.code().to_owned(),
        message: format!("{}: {}", fault.rule.sentence(), fault.shown),
    }
}
