//! One pass over the JSON: every text becomes a span, every rule that is broken a fault.

use std::borrow::Cow;

use octant_model::rule::{NameProblem, check_id, check_language};

use super::Value;
use super::fault::{Flaw, Rule};
use super::faults::Flaws;
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

/// Takes a rule that a property breaks, with a detail.
type Tell<'t, 'b> = dyn FnMut(Rule, Cow<'b, str>) + 't;

const NOTHING: Cow<'static, str> = Cow::Borrowed("");

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
        flaws: Flaws::default(),
    };
    let mut seen = 0;
    let mut first = json.open();
    while let Some(name) = json.member(&mut first)? {
        let Some(member) = member(name, &ENTITY) else {
            json.skip()?;
            continue;
        };
        if seen & member as u8 != 0 {
            given.flaws.tell(Rule::Shape, || Flaw::of_entity(Rule::Shape));
            json.skip()?;
            continue;
        }
        seen |= member as u8;
        match member {
            EntityMember::Key => given.key = Name::read(json)?,
            EntityMember::Delete => given.delete = flag(json)?,
            EntityMember::Properties => properties(json, reader, &mut given.flaws)?,
        }
    }
    reader.entity(&given);
    Ok(())
}

fn properties<'b>(json: &mut Json<'b>, reader: &mut Reader<'b>, flaws: &mut Flaws<'b>) -> Result<(), NoJson> {
    let kind = json.kind()?;
    if kind != Kind::List {
        json.skip()?;
        if kind != Kind::Null {
            flaws.tell(Rule::Shape, || Flaw::of_entity(Rule::Shape));
        }
        return Ok(());
    }
    reader.names.begin_object();
    reader.languages.begin_object();
    let mut first = json.open();
    let mut place = 0;
    while json.item(&mut first)? {
        if json.kind()? == Kind::Object {
            property(json, reader, place, flaws)?;
        } else {
            json.skip()?;
            flaws.tell(Rule::Shape, || Flaw::of_property(Rule::Shape, place, None));
        }
        place += 1;
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

fn property<'b>(
    json: &mut Json<'b>,
    reader: &mut Reader<'b>,
    place: u32,
    flaws: &mut Flaws<'b>,
) -> Result<(), NoJson> {
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
    let before = flaws.count();
    let mut tell = |rule: Rule, detail: Cow<'b, str>| {
        flaws.tell(rule, || Flaw::of_property(rule, place, id.text().cloned()).with_detail(detail));
    };
    let property = property_id(reader, &id, &mut tell);
    let language = language_of(reader, &language, &mut tell);
    let text = scalar(reader, value, &mut tell);
    if flaws.count() == before {
        reader.values.push(Value { property, language, text });
    }
    Ok(())
}

/// The place of a property id among the names. What it is where there is a fault does not matter.
fn property_id<'b>(reader: &mut Reader<'b>, id: &Name<'b>, tell: &mut Tell<'_, 'b>) -> u32 {
    let Some(id) = id.as_str() else {
        tell(Rule::PropertyMissing, NOTHING);
        return 0;
    };
    match reader.names.place(&mut reader.texts, id, check_id) {
        Ok(place) => return place,
        Err(NameProblem::RestrictedCharacters) => tell(Rule::PropertyCharacters, NOTHING),
        Err(_) => tell(Rule::PropertyLength, NOTHING),
    }
    0
}

/// 0 without language, otherwise its place among the languages, plus 1.
fn language_of<'b>(reader: &mut Reader<'b>, language: &Name<'b>, tell: &mut Tell<'_, 'b>) -> u32 {
    let language = match language {
        Name::Absent => return 0,
        Name::Wrong => {
            tell(Rule::LanguageLength, NOTHING);
            return 0;
        }
        // Providers send an empty one where a value has none.
        Name::Text(language) if language.is_empty() => return 0,
        Name::Text(language) => language,
    };
    match reader.languages.place(&mut reader.texts, language, check_language) {
        Ok(place) => return place + 1,
        Err(NameProblem::RestrictedCharacters) => tell(Rule::LanguageCharacters, language.clone()),
        Err(_) => tell(Rule::LanguageLength, format!("{language:?}").into()),
    }
    0
}

/// A value as text: numbers and booleans in their JSON spelling, `None` for null, and for what is told of.
fn scalar<'b>(reader: &mut Reader<'b>, value: Scalar<'b>, tell: &mut Tell<'_, 'b>) -> Option<Span> {
    match value {
        Scalar::Null => None,
        Scalar::Text(text) => match text.plain() {
            Some(plain) => Some(reader.texts.span_of(plain)),
            None => match reader.texts.write(|written| text.append_to(written)) {
                Ok(span) => Some(span),
                Err(_half) => {
                    tell(Rule::Value, "half of a surrogate pair".into());
                    None
                }
            },
        },
        Scalar::Spelled(spelling) => Some(reader.texts.span_of(spelling)),
        Scalar::Wrong(kind) => {
            tell(Rule::Value, kind.into());
            None
        }
    }
}
