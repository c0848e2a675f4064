//! Payloads: the entities of one import, read from JSON and checked in one pass.
//!
//! A payload may have 64 MiB and more, so it is never copied: the body stays as it came, and every name and value is
//! a span of it. Only texts that hold escapes are written out, once, one behind the other.

mod fault;
mod faults;
mod given;
mod json;
mod names;
mod reader;
mod scan;
mod text;
mod unescape;
mod walk;

use octant_model::ImportId;
use octant_store::ImportProblem;

use crate::error::Violation;
use text::{Span, Texts};

/// One value that an entity brings: numbers stand for the property and the language, in the order of their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    /// The property's place in [`Payload::names`].
    property: u32,
    /// 0 without language, otherwise the language's place in [`Payload::languages`], plus 1.
    language: u32,
    /// The text; `None` clears.
    text: Option<Span>,
}

impl Value {
    fn place(&self) -> (u32, u32) {
        (self.property, self.language)
    }
}

/// What an import does to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entity {
    key: Span,
    delete: bool,
    /// Where its values begin and end in [`Payload::values`].
    values: (u32, u32),
    /// Its place in the payload as it came.
    index: u32,
}

/// A property id within a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    /// In lower case.
    id: Span,
    /// As first seen.
    spelling: Span,
}

/// The entities of one import that keep all rules.
#[derive(Debug)]
pub struct Payload {
    texts: Texts,
    entities: Vec<Entity>,
    /// The values of all entities; those of one are in [`octant_model::Property::order`] and not repeated.
    values: Vec<Value>,
    /// By id.
    names: Vec<Name>,
    /// In their canonical spelling, in order.
    languages: Vec<Span>,
}

/// A property, language and value (`None` clears) of an entity.
pub(crate) type Given<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

impl Payload {
    /// How many entities there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entities.len()
    }

    /// The entry key of the entity at that place.
    pub(crate) fn key(&self, index: usize) -> &str {
        self.texts.get(self.entities[index].key)
    }

    /// Whether the entity at that place removes its entry.
    pub(crate) fn deletes(&self, index: usize) -> bool {
        self.entities[index].delete
    }

    /// The values of the entity at that place, in [`octant_model::Property::order`].
    pub(crate) fn values(&self, index: usize) -> impl Iterator<Item = Given<'_>> {
        let (start, end) = self.entities[index].values;
        self.values[start as usize..end as usize].iter().map(|value| {
            let id = self.texts.get(self.names[value.property as usize].id);
            let language = match value.language {
                0 => None,
                place => Some(self.texts.get(self.languages[place as usize - 1])),
            };
            (id, language, value.text.map(|text| self.texts.get(text)))
        })
    }

    /// The spelling in which the payload first shows a property id.
    pub(crate) fn spelling<'a>(&'a self, id: &'a str) -> &'a str {
        match self.names.binary_search_by(|name| self.texts.get(name.id).cmp(id)) {
            Ok(place) => self.texts.get(self.names[place].spelling),
            Err(_) => id,
        }
    }
}

/// A payload that was read.
#[derive(Debug)]
pub struct Reading {
    /// The entities that keep all rules.
    pub payload: Payload,
    /// How many entities came.
    pub received: u64,
    /// How many of them are left out of the payload.
    pub rejected: u64,
    /// What was wrong with these, one for each, up to [`MAX_REJECTED`].
    pub problems: Vec<ImportProblem>,
}

/// The most rejected entities that are listed one by one; a last problem tells how many more there are.
pub const MAX_REJECTED: usize = 1_000;

/// A payload that is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// How many entities were found in it.
    pub received: u64,
    /// The rules that it breaks.
    pub violations: Vec<Violation>,
}

/// Reads a payload and checks every rule of docs/api.md, "Import".
///
/// With `partial`, entities that break a rule are left out and told of; without, they refuse the payload.
///
/// # Errors
/// [`Refused`] names each broken rule with the entities that break it.
pub fn read(body: Vec<u8>, partial: bool) -> Result<Reading, Refused> {
    reader::read(body, partial)
}

/// A payload with the import that brings it.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) id: ImportId,
    pub(crate) payload: Payload,
}
