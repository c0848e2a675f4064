//! One pass over the JSON: every text becomes a span, every rule that is broken a fault.

use octant_model::rule::{NameProblem, check_id, check_language};

use super::Value;
use super::fault::Rule;
use super::given::{Name, Scalar, flag, member};
use super::json::{Json, Kind, NoJson};
use super::reader::{EntityGiven, Reader, place};
use super::text::Span;

/// Why a body is no payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    NoJson,
    NoEntities,
    EntitiesTwice,
}

impl From<NoJson> for Unreadable {
    fn from(_: NoJson) -> Self {
        Self::NoJson
    }
}

/// What is wrong with an entity's properties; without a text, the entity is named.
type Faults = Vec<(Rule, Option<String>)>;

/// Reads the body into the reader.
pub(super) fn walk<'b>(body: &'b str, reader: &mut Reader<'b>) -> Result<(), Unreadable> {
    let mut json = Json::new(body);
    if json.kind()? != Kind::Object {
        json.skip()?;
        json.end()?;
        return Err(Unreadable::NoEntities);
    }
    let mut found = false;
    let mut first = json.open();
    while let Some(name) = json.member(&mut first)? {
        if member(name, &[("entities", ())]).is_none() {
            json.skip()?;
        } else if found {
            return Err(Unreadable::EntitiesTwice);
        } else if json.kind()? == Kind::List {
            found = true;
            entities(&mut json, reader)?;
        } else {
            return Err(Unreadable::NoEntities);
        }
    }
    json.end()?;
    if found { Ok(()) } else { Err(Unreadable::NoEntities) }
}

fn entities<'b>(json: &mut Json<'b>, reader: &mut Reader<'b>) -> Result<(), NoJson> {
    let mut first = json.open();
    while json.item(&mut first)? {
        if json.kind()? == Kind::Object {
            entity(json, reader)?;
        } else {
            json.skip()?;
            reader.no_entity();
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum EntityMember {
    Key = 1,
    Delete = 2,
    Properties = 4,
}

const ENTITY: [(&str, EntityMember); 3] =
    [("key", EntityMember::Key), ("delete", EntityMember::Delete), ("properties", EntityMember::Properties)];

fn entity<'b>(json: &mut Json<'b>, reader: &mut Reader<'b>) -> Result<(), NoJson> {
    let mut given = EntityGiven {
        key: Name::Absent,
        delete: Some(false),
        start: place(reader.values.len()),
        faults: Vec::new(),
    };
    let mut seen = 0;
    let mut first = json.open();
    while let Some(name) = json.member(&mut first)? {
        let Some(member) = member(name, &ENTITY) else {
            json.skip()?;
            continue;
        };
        if seen & member as u8 != 0 {
            given.faults.push((Rule::Shape, None));
            json.skip()?;
            continue;
        }
        seen |= member as u8;
        match member {
            EntityMember::Key => given.key = Name::read(json)?,
            EntityMember::Delete => given.delete = flag(json)?,
            EntityMember::Properties => properties(json, reader, &mut given.faults)?,
        }
    }
    reader.entity(given);
    Ok(())
}

fn properties<'b>(json: &mut Json<'b>, reader: &mut Reader<'b>, faults: &mut Faults) -> Result<(), NoJson> {
    let kind = json.kind()?;
    if kind != Kind::List {
        json.skip()?;
        if kind != Kind::Null {
            faults.push((Rule::Shape, None));
        }
        return Ok(());
    }
    reader.names.begin_object();
    reader.languages.begin_object();
    let mut first = json.open();
    while json.item(&mut first)? {
        if json.kind()? == Kind::Object {
            property(json, reader, faults)?;
        } else {
            json.skip()?;
            faults.push((Rule::Shape, None));
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum PropertyMember {
    Id,
    Value,
    Language,
}

const PROPERTY: [(&str, PropertyMember); 3] =
    [("id", PropertyMember::Id), ("value", PropertyMember::Value), ("language", PropertyMember::Language)];

fn property<'b>(json: &mut Json<'b>, reader: &mut Reader<'b>, faults: &mut Faults) -> Result<(), NoJson> {
    let (mut id, mut language, mut value) = (Name::Absent, Name::Absent, Scalar::Null);
    let mut first = json.open();
    while let Some(name) = json.member(&mut first)? {
        match member(name, &PROPERTY) {
            Some(PropertyMember::Id) => id = Name::read(json)?,
            Some(PropertyMember::Value) => value = Scalar::read(json)?,
            Some(PropertyMember::Language) => language = Name::read(json)?,
            None => {
                json.skip()?;
            }
        }
    }
    let before = faults.len();
    let property = property_id(reader, &id, faults);
    let language = language_of(reader, &language, faults);
    let text = scalar(reader, value).unwrap_or_else(|rule| {
        faults.push((rule, Some(id.as_str().unwrap_or("missing").to_owned())));
        None
    });
    if faults.len() == before {
        reader.values.push(Value { property, language, text });
    }
    Ok(())
}

/// The place of a property id among the names. What it is where there is a fault does not matter.
fn property_id(reader: &mut Reader<'_>, id: &Name<'_>, faults: &mut Faults) -> u32 {
    let Some(id) = id.as_str() else {
        faults.push((Rule::PropertyMissing, None));
        return 0;
    };
    match reader.names.place(&mut reader.texts, id, check_id) {
        Ok(place) => return place,
        Err(NameProblem::RestrictedCharacters) => {
            faults.push((Rule::PropertyCharacters, Some(id.to_owned())));
        }
        Err(_) => faults.push((Rule::PropertyLength, None)),
    }
    0
}

/// 0 without language, otherwise its place among the languages, plus 1.
fn language_of(reader: &mut Reader<'_>, language: &Name<'_>, faults: &mut Faults) -> u32 {
    let language = match language {
        Name::Absent => return 0,
        Name::Wrong => {
            faults.push((Rule::LanguageLength, None));
            return 0;
        }
        Name::Text(language) => language,
    };
    match reader.languages.place(&mut reader.texts, language, check_language) {
        Ok(place) => return place + 1,
        Err(NameProblem::RestrictedCharacters) => {
            faults.push((Rule::LanguageCharacters, Some(language.to_string())));
        }
        Err(_) => faults.push((Rule::LanguageLength, Some(format!("{language:?}")))),
    }
    0
}

/// A value as text: numbers and booleans in their JSON spelling, `None` for null.
fn scalar<'b>(reader: &mut Reader<'b>, value: Scalar<'b>) -> Result<Option<Span>, Rule> {
    match value {
        Scalar::Null => Ok(None),
        Scalar::Text(text) => match text.plain() {
            Some(plain) => Ok(Some(reader.texts.span_of(plain))),
            None => reader.texts.write(|written| text.append_to(written)).map(Some).map_err(|_| Rule::Value),
        },
        Scalar::Spelled(spelling) => Ok(Some(reader.texts.span_of(spelling))),
        Scalar::Wrong => Err(Rule::Value),
    }
}
