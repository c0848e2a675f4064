//! What can be wrong with an entity of a payload, in words.

use std::borrow::Cow;

use octant_store::ImportProblem;

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
    pub(super) const ALL: [Self; 13] = [
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

    pub(super) fn code(self) -> &'static str {
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

    pub(super) fn sentence(self) -> &'static str {
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
    /// What breaks it, cut to [`SHOWN`] characters.
    pub(super) shown: String,
}

/// The most characters of an id or of a detail that a message shows: as many as an id may have.
const SHOWN: usize = octant_model::rule::MAX_ID_CHARACTERS;

/// A rule that a property of an entity breaks, or its list of properties.
#[derive(Debug)]
pub(super) struct Flaw<'b> {
    pub(super) rule: Rule,
    /// The property's place in its entity; `None` where the entity as a whole is meant.
    place: Option<u32>,
    /// The property's id, if it has one.
    id: Option<Cow<'b, str>>,
    /// What is wrong, beyond the rule.
    detail: Cow<'b, str>,
}

impl<'b> Flaw<'b> {
    /// The entity as a whole.
    pub(super) fn of_entity(rule: Rule) -> Self {
        Self { rule, place: None, id: None, detail: Cow::Borrowed("") }
    }

    /// A property, by its place and id.
    pub(super) fn of_property(rule: Rule, place: u32, id: Option<Cow<'b, str>>) -> Self {
        Self { rule, place: Some(place), id, detail: Cow::Borrowed("") }
    }

    pub(super) fn with_detail(self, detail: impl Into<Cow<'b, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Which entity and which property, such as `key/id (entities[3].properties[1], a list)`.
    pub(super) fn shown(&self, key: Option<&str>, index: u32) -> String {
        let entity = cut(&label(key, index));
        let Some(place) = self.place else { return entity };
        let id = self.id.as_deref().map(|id| format!("/{}", cut(id))).unwrap_or_default();
        let detail = if self.detail.is_empty() { String::new() } else { format!(", {}", cut(&self.detail)) };
        format!("{entity}{id} (entities[{index}].properties[{place}]{detail})")
    }
}

/// What tells of which entity something is said: its key, or else its place.
pub(super) fn label(key: Option<&str>, index: u32) -> String {
    key.filter(|key| !key.is_empty()).map_or_else(|| format!("#{index}"), str::to_owned)
}

/// A text, cut so that an answer does not grow with what was sent.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// The rule as what was wrong with one entity.
pub(super) fn problem(fault: &Fault, key: Option<&str>) -> ImportProblem {
    ImportProblem {
        index: Some(u64::from(fault.index)),
        key: key.map(cut),
        code: fault.rule.code().to_owned(),
        message: format!("{}: {}", fault.rule.sentence(), fault.shown),
    }
}
