//! Every rule of typed ingest, each told by its path.

use std::collections::{BTreeMap, HashSet};

use octant_model::rule::{self, NameProblem};
use octant_model::{PropertyId, PropertyType};
use octant_store::{PropertyRecord, PropertyState};
use serde_json::Value;
use serde_json::value::RawValue;

use super::value::text_of;
use super::{Body, EntryGiven, NewProperty, TypedEntry, TypedGiven, ValueGiven, find, infer, language};
use crate::error::{FieldErrors, SourceError};

/// The most places that are told of.
const MAX_TOLD: usize = 100;

/// What a body holds, when it keeps every rule.
pub(super) struct Checked {
    pub(super) entries: Vec<TypedEntry>,
    pub(super) new_properties: Vec<NewProperty>,
    pub(super) spellings: BTreeMap<String, String>,
}

/// What a property is.
#[derive(Clone)]
struct Meaning {
    property_type: Option<PropertyType>,
    delimiter: Option<String>,
}

pub(super) fn check(body: &Body<'_>, known: &[PropertyRecord], source: &str) -> Result<Checked, SourceError> {
    let mut checker =
        Checker { known, errors: Errors::default(), meanings: BTreeMap::new(), new: Vec::new() };
    checker.learn(body, source)?;
    let mut keys: HashSet<&str> = HashSet::new();
    let mut entries = Vec::with_capacity(body.entries.len());
    for (place, entry) in body.entries.iter().enumerate() {
        let path = format!("entries[{place}]");
        if let Some(problem) = wrong_id(&entry.id) {
            checker.errors.tell(format!("{path}.id"), problem);
        } else if !keys.insert(&entry.id) {
            checker.errors.tell(format!("{path}.id"), format!("{:?} comes twice", entry.id));
        }
        entries.push(checker.entry(&path, entry));
    }
    checker.errors.into_result()?;
    let spellings = spellings(body);
    Ok(Checked { entries, new_properties: checker.new, spellings })
}

fn spellings(body: &Body<'_>) -> BTreeMap<String, String> {
    let mut spellings = BTreeMap::new();
    for value in body.entries.iter().flat_map(|entry| &entry.properties) {
        spellings.entry(value.id.to_ascii_lowercase()).or_insert_with(|| value.id.clone().into_owned());
    }
    spellings
}

/// What is wrong with an entry's or a property's id, and what would be right.
fn wrong_id(id: &str) -> Option<String> {
    let takes = format!("an id is 1 to {} of a-z A-Z 0-9 _ -", rule::MAX_ID_CHARACTERS);
    match rule::check_id(id).err()? {
        NameProblem::Empty | NameProblem::TooShort => Some(format!("it is empty: {takes}")),
        NameProblem::TooLong => Some(format!("it has {} characters: {takes}", id.chars().count())),
        NameProblem::RestrictedCharacters => {
            let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
            let wrong = id.chars().find(|letter| !allowed(*letter)).unwrap_or_default().to_string();
            let right: String = id.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
            Some(format!("{id:?} has {wrong:?}: {takes}, such as {right:?}"))
        }
    }
}

/// A text, cut so that an answer does not grow with what was sent.
fn shorten(text: &str) -> String {
    text.chars().take(rule::MAX_ID_CHARACTERS).collect()
}

struct Checker<'k> {
    known: &'k [PropertyRecord],
    errors: Errors,
    /// By property id.
    meanings: BTreeMap<String, Meaning>,
    new: Vec<NewProperty>,
}

impl Checker<'_> {
    /// Finds out what each property is: as it was said, or as its first telling value shows.
    fn learn(&mut self, body: &Body<'_>, source: &str) -> Result<(), SourceError> {
        let mut unknown: BTreeMap<String, Vec<&ValueGiven<'_>>> = BTreeMap::new();
        for value in body.entries.iter().flat_map(|entry| &entry.properties) {
            let id = value.id.to_ascii_lowercase();
            match find(self.known, &id) {
                Some(record) if record.state == PropertyState::Deleting => {
                    return Err(SourceError::Purging(format!("{source}/{id}")));
                }
                Some(record) => {
                    let (property_type, delimiter) = (record.property_type, record.delimiter.clone());
                    self.meanings.entry(id).or_insert(Meaning { property_type, delimiter });
                }
                None => unknown.entry(id).or_default().push(value),
            }
        }
        for (id, values) in unknown {
            self.infer(id, &values);
        }
        Ok(())
    }

    fn infer(&mut self, id: String, values: &[&ValueGiven<'_>]) {
        // What cannot be read is told where the entries are gone through.
        let mut parsed: Vec<(Value, bool)> = values
            .iter()
            .filter_map(|value| Some((value.parsed().ok()?, value.language.is_some())))
            .collect();
        parsed.sort_by_key(|(value, _)| infer::tells_little(value));
        let mut types =
            parsed.iter().filter_map(|(value, localized)| infer::property_type(value, *localized));
        let Some(mut property_type) = types.next() else { return };
        // Whole numbers among fractions are fractions.
        if property_type == PropertyType::Integer && types.any(|other| other == PropertyType::Decimal) {
            property_type = PropertyType::Decimal;
        }
        let elements =
            parsed.iter().filter_map(|(value, _)| value.as_array()).flatten().filter_map(Value::as_str);
        let delimiter =
            property_type.is_list().then(|| infer::delimiter(&elements).unwrap_or("|").to_owned());
        if let Ok(valid) = PropertyId::new(id.clone()) {
            self.new.push(NewProperty {
                id: valid,
                spelling: values[0].id.clone().into_owned(),
                property_type,
                delimiter: delimiter.clone(),
            });
        }
        self.meanings.insert(id, Meaning { property_type: Some(property_type), delimiter });
    }

    fn entry(&mut self, path: &str, entry: &EntryGiven<'_>) -> TypedEntry {
        let mut values: Vec<(usize, TypedGiven)> = Vec::with_capacity(entry.properties.len());
        for (place, value) in entry.properties.iter().enumerate() {
            let given = self.value(&format!("{path}.properties[{place}]"), &entry.id, value);
            values.extend(given.map(|given| (place, given)));
        }
        let order = |one: &TypedGiven, two: &TypedGiven| {
            one.property.cmp(&two.property).then_with(|| one.language.cmp(&two.language))
        };
        values.sort_by(|(_, one), (_, two)| order(one, two));
        for neighbours in values.windows(2) {
            let [(_, one), (place, two)] = neighbours else { continue };
            if order(one, two).is_eq() {
                let language = two.language.as_ref().map_or_else(String::new, |code| format!(" in {code:?}"));
                let message = format!("{:?}{language} comes twice", two.property);
                self.errors.tell(format!("{path}.properties[{place}].id"), message);
            }
        }
        let values = values.into_iter().map(|(_, given)| given).collect();
        TypedEntry { key: entry.id.clone().into_owned(), values }
    }

    /// What a value does to its entry; `None` for nothing, and after telling what is wrong with it.
    fn value(&mut self, path: &str, entry: &str, given: &ValueGiven<'_>) -> Option<TypedGiven> {
        if let Some(problem) = wrong_id(&given.id) {
            self.errors.tell(format!("{path}.id"), problem);
            return None;
        }
        let property = given.id.to_ascii_lowercase();
        let named = |message: &str| format!("{}/{}: {message}", shorten(entry), given.id);
        let value = match given.parsed() {
            Ok(value) => value,
            Err(problem) => {
                self.errors.tell(format!("{path}.value"), named(&problem));
                return None;
            }
        };
        let Some(meaning) = self.meanings.get(&property).cloned() else {
            // There is nothing to be cleared of what no entry has.
            if !value.is_null() {
                let message = "the source does not know the property, and the value does not tell its type";
                self.errors.tell(format!("{path}.value"), named(message));
            }
            return None;
        };
        let language = self.language(path, &named, given, meaning.property_type)?;
        if value.is_null() {
            return Some(TypedGiven { property, language, text: None });
        }
        match text_of(&value, given.written(), meaning.property_type, meaning.delimiter.as_deref()) {
            Ok(text) => Some(TypedGiven { property, language, text: Some(text) }),
            Err(message) => {
                self.errors.tell(format!("{path}.value"), named(&message));
                None
            }
        }
    }

    /// The language that the value goes to; `None` after telling what is wrong with it.
    #[allow(clippy::option_option, reason = "wrong, without language, with one")]
    fn language(
        &mut self,
        path: &str,
        named: &dyn Fn(&str) -> String,
        given: &ValueGiven<'_>,
        property_type: Option<PropertyType>,
    ) -> Option<Option<String>> {
        let path = format!("{path}.language");
        let localized = property_type.map(PropertyType::is_localized);
        let name = property_type.map_or("", PropertyType::name);
        match (&given.language, localized) {
            (None, Some(true)) => self.errors.tell(path, named(&format!("{name} needs a language"))),
            (Some(_), Some(false)) => self.errors.tell(path, named(&format!("{name} takes no language"))),
            (None, _) => return Some(None),
            (Some(code), _) => match language::normalise(code) {
                Some(code) => return Some(Some(code)),
                None => self.errors.tell(
                    path,
                    named(&format!(
                        "{code:?} is no language; write ISO 639-1, such as en, sv-SE or zh-Hans-CN"
                    )),
                ),
            },
        }
        None
    }
}

impl ValueGiven<'_> {
    /// The value as it is written.
    fn written(&self) -> &str {
        self.value.map_or("null", RawValue::get)
    }

    /// The value. Reading the body leaves unread whether a text is whole.
    fn parsed(&self) -> Result<Value, String> {
        let Some(raw) = self.value else { return Ok(Value::Null) };
        serde_json::from_str(raw.get()).map_err(|error| {
            let text = error.to_string();
            // What is left of broken escapes in a body that was read. The line would be that within the value.
            if text.contains("hex escape") {
                return "the value holds half of a surrogate pair, which is no text".to_owned();
            }
            format!("the value cannot be read, {}", text.split(" at line ").next().unwrap_or_default())
        })
    }
}

/// What is wrong, up to a limit.
#[derive(Default)]
struct Errors {
    told: FieldErrors,
    more: usize,
}

impl Errors {
    fn tell(&mut self, path: String, message: String) {
        if self.told.len() < MAX_TOLD || self.told.contains_key(&path) {
            self.told.entry(path).or_default().push(message);
        } else {
            self.more += 1;
        }
    }

    fn into_result(mut self) -> Result<(), SourceError> {
        if self.more > 0 {
            self.told.insert("entries".to_owned(), vec![format!("… and {} more problems", self.more)]);
        }
        if self.told.is_empty() { Ok(()) } else { Err(SourceError::InvalidFields(self.told)) }
    }
}
