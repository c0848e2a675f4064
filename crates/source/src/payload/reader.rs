//! One pass over the JSON: every text becomes a span, every rule that is broken a fault.

use std::collections::{BTreeMap, HashSet};

use octant_model::rule::{NameProblem, check_id, check_language};
use octant_store::ImportProblem;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::fault::{self, Fault, Rule};
use super::names::Names;
use super::shape::{Any, FlagShape, MemberName, NameGiven, NameShape, Shape};
use super::text::{MAX_BYTES, Span, Texts, TextsInReading};
use super::unescape::unescape;
use super::{Entity, MAX_REJECTED, Name, Payload, Reading, Refused, Value};
use crate::error::Violation;

pub(super) fn read(body: Vec<u8>, partial: bool) -> Result<Reading, Refused> {
    let body = String::from_utf8(body).map_err(|error| {
        malformed(&format!("it is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    if body.len() > MAX_BYTES {
        return Err(malformed(&format!("it has {} bytes, more than {MAX_BYTES}", body.len())));
    }
    let mut reader = Reader::new(&body);
    let mut json = serde_json::Deserializer::from_str(&body);
    let found =
        Any(PayloadShape(&mut reader)).deserialize(&mut json).and_then(|found| json.end().map(|()| found));
    match found {
        Err(error) => return Err(malformed(&error.to_string())),
        Ok(false) => return Err(malformed("it is not an object with the list entities")),
        Ok(true) => {}
    }
    let parts = reader.finish();
    if !partial && !parts.faults.is_empty() {
        return Err(Refused { received: parts.received, violations: fault::violations(&parts.faults) });
    }
    let problems = rejected(&parts);
    let Parts { mut entities, values, names, languages, written, received, faults, .. } = parts;
    let bad: HashSet<u32> = faults.iter().map(|fault| fault.index).collect();
    entities.retain(|entity| !bad.contains(&entity.index));
    let rejected = received - entities.len() as u64;
    let payload = Payload { texts: Texts::new(body, written), entities, values, names, languages };
    Ok(Reading { payload, received, rejected, problems })
}

fn malformed(problem: &str) -> Refused {
    let message = format!("The payload cannot be read: {problem}");
    Refused {
        received: 0,
        violations: vec![Violation { property_name: "body".to_owned(), code: "payload_malformed", message }],
    }
}

/// What was wrong with the rejected entities, one problem for each.
fn rejected(parts: &Parts) -> Vec<ImportProblem> {
    let mut first: BTreeMap<u32, &Fault> = BTreeMap::new();
    for fault in &parts.faults {
        first.entry(fault.index).or_insert(fault);
    }
    let more = first.len().saturating_sub(MAX_REJECTED);
    let key = |index| parts.keys.get(&index).map(String::as_str);
    let mut problems: Vec<ImportProblem> =
        first.values().take(MAX_REJECTED).map(|fault| fault::problem(fault, key(fault.index))).collect();
    if more > 0 {
        let message = format!("{more} more entities were rejected");
        problems.push(ImportProblem { index: None, key: None, code: "more_rejected".to_owned(), message });
    }
    problems
}

/// What the pass leaves.
struct Parts {
    entities: Vec<Entity>,
    values: Vec<Value>,
    names: Vec<Name>,
    languages: Vec<Span>,
    written: String,
    faults: Vec<Fault>,
    /// The keys of entities with faults, as they came.
    keys: BTreeMap<u32, String>,
    received: u64,
}

struct Reader<'b> {
    texts: TextsInReading<'b>,
    names: Names,
    languages: Names,
    entities: Vec<Entity>,
    values: Vec<Value>,
    faults: Vec<Fault>,
    keys: BTreeMap<u32, String>,
    received: u32,
}

impl<'b> Reader<'b> {
    fn new(body: &'b str) -> Self {
        Self {
            texts: TextsInReading::new(body),
            names: Names::new(true),
            languages: Names::new(false),
            entities: Vec::new(),
            values: Vec::new(),
            faults: Vec::new(),
            keys: BTreeMap::new(),
            received: 0,
        }
    }

    fn fault(&mut self, rule: Rule, shown: &str) {
        let index = self.received;
        self.faults.push(Fault { index, rule, shown: shown.chars().take(300).collect() });
    }

    fn entity(&mut self, given: EntityGiven<'b>) {
        let faults = self.faults.len();
        let key = match given.key.as_str() {
            None => {
                self.fault(Rule::KeyMissing, &format!("#{}", self.received));
                None
            }
            Some(key) => {
                match check_id(key) {
                    Ok(()) => {}
                    Err(NameProblem::RestrictedCharacters) => self.fault(Rule::KeyCharacters, key),
                    Err(_) => self.fault(Rule::KeyLength, &shown_key(key, self.received)),
                }
                Some(self.span(&given.key))
            }
        };
        let label = given.key.as_str().map_or_else(|| format!("#{}", self.received), str::to_owned);
        let delete = given.delete.unwrap_or_else(|| {
            self.fault(Rule::Delete, &label);
            false
        });
        // What a deletion brings besides is ignored.
        for (rule, shown) in given.faults.into_iter().filter(|_| !delete) {
            self.fault(rule, &shown.unwrap_or_else(|| label.clone()));
        }
        let end = place(self.values.len());
        if delete {
            self.values.truncate(given.start as usize);
        }
        let values = (given.start, if delete { given.start } else { end });
        let index = self.received;
        if let Some(key) = key {
            self.entities.push(Entity { key, delete, values, index });
        }
        if self.faults.len() > faults {
            self.keys.insert(index, label);
        }
        self.received += 1;
    }

    fn span(&mut self, name: &NameGiven<'b>) -> Span {
        match name {
            NameGiven::Text(text) => self.texts.span_of(text),
            other => {
                let text = other.as_str().unwrap_or_default();
                self.texts.write(|written| written.push_str(text))
            }
        }
    }

    /// Repeated keys, and repeated properties within an entity, found when everything was read.
    fn finish(mut self) -> Parts {
        let (order, ranks) = self.names.sorted(&self.texts);
        let (language_order, language_ranks) = self.languages.sorted(&self.texts);
        for value in &mut self.values {
            value.property = ranks[value.property as usize];
            if value.language > 0 {
                value.language = language_ranks[value.language as usize - 1] + 1;
            }
        }
        let kept = self.names.kept();
        let names: Vec<Name> = order
            .iter()
            .map(|place| Name { id: kept[*place as usize].text, spelling: kept[*place as usize].spelling })
            .collect();
        let languages: Vec<Span> =
            language_order.iter().map(|place| self.languages.kept()[*place as usize].text).collect();
        let mut keys = HashSet::with_capacity(self.entities.len());
        for entity in &self.entities {
            let key = self.texts.get(entity.key);
            let mut note = |rule, shown: &str| {
                self.faults.push(Fault {
                    index: entity.index,
                    rule,
                    shown: shown.chars().take(300).collect(),
                });
                self.keys.insert(entity.index, key.to_owned());
            };
            if !keys.insert(key) {
                note(Rule::KeyRepeated, key);
            }
            let values = &mut self.values[entity.values.0 as usize..entity.values.1 as usize];
            values.sort_by_key(|value| (value.property, value.language));
            for pair in values.windows(2) {
                if (pair[0].property, pair[0].language) == (pair[1].property, pair[1].language) {
                    let id = self.texts.get(names[pair[0].property as usize].id);
                    note(Rule::PropertyRepeated, &format!("{key}/{id}"));
                }
            }
        }
        Parts {
            entities: self.entities,
            values: self.values,
            names,
            languages,
            faults: self.faults,
            keys: self.keys,
            received: u64::from(self.received),
            written: self.texts.into_written(),
        }
    }
}

fn place(length: usize) -> u32 {
    u32::try_from(length).expect("a body of less than 2 GiB has fewer values than bytes")
}

fn shown_key(key: &str, index: u32) -> String {
    if key.is_empty() { format!("#{index}") } else { key.to_owned() }
}

/// The payload itself: whether it held the list of entities.
struct PayloadShape<'r, 'b>(&'r mut Reader<'b>);

impl<'b> Shape<'b> for PayloadShape<'_, 'b> {
    type Output = bool;

    fn other(self) -> bool {
        false
    }

    fn object<A: MapAccess<'b>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(member) = members.next_key_seed(MemberName(&[("entities", ())]))? {
            if member.is_none() {
                members.next_value::<serde::de::IgnoredAny>()?;
            } else if found {
                return Err(serde::de::Error::custom("entities is given more than once"));
            } else {
                found = members.next_value_seed(Any(EntitiesShape(self.0)))?;
                if !found {
                    return Ok(false);
                }
            }
        }
        Ok(found)
    }
}

struct EntitiesShape<'r, 'b>(&'r mut Reader<'b>);

impl<'b> Shape<'b> for EntitiesShape<'_, 'b> {
    type Output = bool;

    fn other(self) -> bool {
        false
    }

    fn array<A: SeqAccess<'b>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element_seed(Any(EntityShape(self.0)))?.is_some() {}
        Ok(true)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntityMember {
    Key,
    Delete,
    Properties,
}

/// An entity as it came.
struct EntityGiven<'b> {
    key: NameGiven<'b>,
    delete: Option<bool>,
    /// Where its values begin.
    start: u32,
    /// What is wrong with its properties; without a text, the entity is named.
    faults: Vec<(Rule, Option<String>)>,
}

struct EntityShape<'r, 'b>(&'r mut Reader<'b>);

impl<'b> Shape<'b> for EntityShape<'_, 'b> {
    type Output = ();

    fn other(self) {
        self.0.fault(Rule::Shape, &format!("#{}", self.0.received));
        self.0.received += 1;
    }

    fn object<A: MapAccess<'b>>(self, mut members: A) -> Result<(), A::Error> {
        let mut given = EntityGiven {
            key: NameGiven::Absent,
            delete: Some(false),
            start: place(self.0.values.len()),
            faults: Vec::new(),
        };
        let mut seen = Vec::with_capacity(3);
        let known = MemberName(&[
            ("key", EntityMember::Key),
            ("delete", EntityMember::Delete),
            ("properties", EntityMember::Properties),
        ]);
        while let Some(member) = members.next_key_seed(MemberName(known.0))? {
            let Some(member) = member else {
                members.next_value::<serde::de::IgnoredAny>()?;
                continue;
            };
            if seen.contains(&member) {
                given.faults.push((Rule::Shape, None));
                members.next_value::<serde::de::IgnoredAny>()?;
                continue;
            }
            seen.push(member);
            match member {
                EntityMember::Key => given.key = members.next_value_seed(Any(NameShape))?,
                EntityMember::Delete => given.delete = members.next_value_seed(Any(FlagShape))?,
                EntityMember::Properties => {
                    members.next_value_seed(Any(PropertiesShape {
                        reader: self.0,
                        faults: &mut given.faults,
                    }))?;
                }
            }
        }
        self.0.entity(given);
        Ok(())
    }
}

struct PropertiesShape<'r, 'b> {
    reader: &'r mut Reader<'b>,
    faults: &'r mut Vec<(Rule, Option<String>)>,
}

impl<'b> Shape<'b> for PropertiesShape<'_, 'b> {
    type Output = ();

    fn other(self) {
        self.faults.push((Rule::Shape, None));
    }

    fn null(self) {}

    fn array<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        self.reader.names.begin_object();
        self.reader.languages.begin_object();
        while items
            .next_element_seed(Any(PropertyShape { reader: &mut *self.reader, faults: &mut *self.faults }))?
            .is_some()
        {}
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum PropertyMember {
    Id,
    Value,
    Language,
}

struct PropertyShape<'r, 'b> {
    reader: &'r mut Reader<'b>,
    faults: &'r mut Vec<(Rule, Option<String>)>,
}

impl<'b> Shape<'b> for PropertyShape<'_, 'b> {
    type Output = ();

    fn other(self) {
        self.faults.push((Rule::Shape, None));
    }

    fn object<A: MapAccess<'b>>(self, mut members: A) -> Result<(), A::Error> {
        let (mut id, mut language, mut value) = (NameGiven::Absent, NameGiven::Absent, None);
        let known: &[(&str, PropertyMember)] = &[
            ("id", PropertyMember::Id),
            ("value", PropertyMember::Value),
            ("language", PropertyMember::Language),
        ];
        while let Some(member) = members.next_key_seed(MemberName(known))? {
            match member {
                None => {
                    members.next_value::<serde::de::IgnoredAny>()?;
                }
                Some(PropertyMember::Id) => id = members.next_value_seed(Any(NameShape))?,
                Some(PropertyMember::Language) => language = members.next_value_seed(Any(NameShape))?,
                Some(PropertyMember::Value) => value = Some(members.next_value::<&'b RawValue>()?.get()),
            }
        }
        self.take(&id, &language, value);
        Ok(())
    }
}

impl PropertyShape<'_, '_> {
    fn take(self, id: &NameGiven<'_>, language: &NameGiven<'_>, value: Option<&str>) {
        let faults = self.faults.len();
        let id = id.as_str().unwrap_or_else(|| {
            self.faults.push((Rule::PropertyMissing, None));
            "missing"
        });
        match check_id(id) {
            Ok(()) => {}
            Err(NameProblem::RestrictedCharacters) => {
                self.faults.push((Rule::PropertyCharacters, Some(id.to_owned())));
            }
            Err(_) => self.faults.push((Rule::PropertyLength, None)),
        }
        let given = match language {
            NameGiven::Wrong => {
                self.faults.push((Rule::LanguageLength, None));
                None
            }
            other => other.as_str(),
        };
        match given.map(check_language) {
            None | Some(Ok(())) => {}
            Some(Err(NameProblem::RestrictedCharacters)) => {
                self.faults.push((Rule::LanguageCharacters, given.map(str::to_owned)));
            }
            Some(Err(_)) => {
                self.faults.push((Rule::LanguageLength, given.map(|language| format!("{language:?}"))));
            }
        }
        let text = match scalar(&mut self.reader.texts, value.unwrap_or("null")) {
            Ok(text) => text,
            Err(()) => {
                self.faults.push((Rule::Value, Some(id.to_owned())));
                None
            }
        };
        if self.faults.len() == faults {
            let property = self.reader.names.place(&mut self.reader.texts, id);
            let language =
                given.map_or(0, |language| self.reader.languages.place(&mut self.reader.texts, language) + 1);
            self.reader.values.push(Value { property, language, text });
        }
    }
}

/// A value as text: numbers and booleans in their JSON spelling, `None` for null.
fn scalar(texts: &mut TextsInReading<'_>, raw: &str) -> Result<Option<Span>, ()> {
    match raw.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') if !raw.contains('\\') => Ok(Some(texts.span_of(&raw[1..raw.len() - 1]))),
        Some(b'"') => {
            let mut text = String::with_capacity(raw.len());
            unescape(raw, &mut text).map_err(|_| ())?;
            Ok(Some(texts.write(|written| written.push_str(&text))))
        }
        Some(b'[' | b'{') | None => Err(()),
        Some(_) => Ok(Some(texts.span_of(raw))),
    }
}
