//! Rows of a JSON array, and of a file with one JSON object a line. Objects in objects are flattened.

use std::borrow::Cow;
use std::cell::Cell as Shared;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::columns::Columns;
use crate::error::TableError;
use crate::json_problem::{JsonProblem, message};
use crate::lines::Lines;
use crate::position::Position;
use crate::read::Budget;
use crate::row::{Cell, OnRow, Raw, Row};

/// Objects in objects go no deeper than this: the JSON parser's own bound.
const DEEPEST: usize = 127;

/// Reads the elements of one array.
pub(crate) fn read_array(
    name: &str,
    text: impl Read,
    budget: &Budget,
    columns: &mut Columns,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let position = Rc::new(Shared::new(Position::START));
    let tracked = Tracked { inner: BufReader::new(text), position: Rc::clone(&position) };
    let mut parser = serde_json::Deserializer::from_reader(tracked);
    let mut elements = Elements { count: 0, failure: None, position: &position, budget, columns, on_row };
    let outcome = parser.deserialize_any(&mut elements);
    if let Some(failure) = elements.failure {
        return Err(failure);
    }
    let number = elements.count + 1;
    outcome.and_then(|()| parser.end()).map_err(|error| {
        let at = position.get();
        if error.is_eof() && at == Position::START {
            return TableError::Input(format!("{name} is empty; JSON without rows is []"));
        }
        // The parser has read the byte that is wrong, unless the text has ended.
        let (line, column) = (at.line, if error.is_eof() { at.column } else { at.column.max(2) - 1 });
        let problem = message(&error);
        TableError::Input(format!(
            "{name} is not JSON at line {line}, column {column} (in or after element {number}): {problem}"
        ))
    })?;
    columns.check_complete()
}

/// Knows the place of what was read.
struct Tracked<R> {
    inner: R,
    position: Rc<Shared<Position>>,
}

impl<R: Read> Read for Tracked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut position = self.position.get();
        position.advance(&buffer[..read]);
        self.position.set(position);
        Ok(read)
    }
}

/// Hands on each element as soon as it is read.
struct Elements<'a> {
    count: u64,
    failure: Option<TableError>,
    position: &'a Shared<Position>,
    budget: &'a Budget,
    columns: &'a mut Columns,
    on_row: OnRow<'a>,
}

impl<'de> Visitor<'de> for &mut Elements<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        self.budget.renew();
        while let Some((text, begins)) = array.next_element_seed(Element(self.position))? {
            self.budget.renew();
            self.count += 1;
            let place = Place { number: self.count, line: Some(begins.line), begins };
            if let Err(failure) = hand_on(text.get(), place, self.columns, self.on_row) {
                self.failure = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Reads an element, and where it begins.
struct Element<'a>(&'a Shared<Position>);

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = (Box<RawValue>, Position);

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        // The parser has looked at the first byte.
        let mut begins = self.0.get();
        begins.column = begins.column.max(2) - 1;
        Ok((Box::<RawValue>::deserialize(deserializer)?, begins))
    }
}

/// Reads one object a line; blank lines are left out.
pub(crate) fn read_lines(
    name: &str,
    text: impl Read,
    budget: &Budget,
    columns: &mut Columns,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let mut lines = Lines::new(BufReader::new(text));
    let mut bytes = Vec::new();
    loop {
        budget.renew();
        let number = lines.next_number();
        let failed = |error: io::Error| TableError::Input(format!("{name}: line {number}: {error}"));
        if !lines.next(&mut bytes).map_err(failed)? {
            return columns.check_complete();
        }
        let line = std::str::from_utf8(&bytes)
            .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        // Files that were joined have a byte order mark in the middle.
        let is_filler = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
        let text = line.trim_start_matches(is_filler);
        let mut begins = Position::at_line(number);
        begins.advance(&bytes[..line.len() - text.len()]);
        let text = text.trim_end();
        if !text.is_empty() {
            hand_on(text, Place { number, line: None, begins }, columns, on_row)?;
        }
    }
}

/// Where an object stands.
#[derive(Clone, Copy)]
struct Place {
    number: u64,
    line: Option<u64>,
    begins: Position,
}

fn hand_on(
    text: &str,
    Place { number, line, begins }: Place,
    columns: &mut Columns,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let cells = match members(text) {
        Ok(members) => place(members, columns)?,
        Err(problem) => Err(problem.describe(text, begins)),
    };
    on_row(columns, Row { number, line, cells, raw: Raw::Json(text) })
}

/// Gives each member its column.
fn place(
    members: Vec<(String, Cell<'static>)>,
    columns: &mut Columns,
) -> Result<Result<Vec<(usize, Cell<'static>)>, String>, TableError> {
    let mut cells = Vec::with_capacity(members.len());
    let mut taken = HashSet::with_capacity(members.len());
    for (name, cell) in members {
        let column = columns.member(&name)?;
        if columns.all()[column].unnamed {
            return Ok(Err("it has a member without a name".to_owned()));
        }
        if !taken.insert(column) {
            return Ok(Err(format!("it has two members {name:?}")));
        }
        if matches!(cell, Cell::List(_)) {
            columns.note_list(column);
        }
        cells.push((column, cell));
    }
    Ok(Ok(cells))
}

/// The members of an object with their flattened names, or what is wrong with it.
fn members(text: &str) -> Result<Vec<(String, Cell<'static>)>, JsonProblem> {
    if !text.starts_with('{') {
        return Err(JsonProblem::of_whole("it is no JSON object"));
    }
    let mut flattened = Flattened { text, path: Vec::new(), found: Vec::new() };
    flattened.object("", text)?;
    Ok(flattened.found)
}

/// Takes an object apart.
struct Flattened<'a> {
    text: &'a str,
    /// The names of the members that are being read.
    path: Vec<String>,
    found: Vec<(String, Cell<'static>)>,
}

impl Flattened<'_> {
    fn object(&mut self, prefix: &str, object: &str) -> Result<(), JsonProblem> {
        if self.path.len() > DEEPEST {
            return Err(JsonProblem::of_whole(format!("it has objects in objects more than {DEEPEST} deep")));
        }
        let members = raw_members(object).map_err(|error| self.problem(&error, object))?;
        for (name, value) in members {
            let flat = if prefix.is_empty() { name.clone() } else { format!("{prefix}_{name}") };
            self.path.push(name);
            if value.get().starts_with('{') {
                self.object(&flat, value.get())?;
            } else {
                let cell = self.cell(value.get())?;
                self.found.push((flat, cell));
            }
            self.path.pop();
        }
        Ok(())
    }

    /// The value of a member that is no object.
    fn cell(&self, text: &str) -> Result<Cell<'static>, JsonProblem> {
        if text == "null" {
            return Ok(Cell::Empty);
        }
        if !text.starts_with('[') {
            let text = self.scalar(text)?;
            return Ok(if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Owned(text)) });
        }
        let elements: Vec<&RawValue> =
            serde_json::from_str(text).map_err(|error| self.problem(&error, text))?;
        if elements.iter().any(|element| element.get().starts_with(['[', '{'])) {
            return Ok(Cell::Text(Cow::Owned(text.to_owned())));
        }
        let mut list = Vec::with_capacity(elements.len());
        for element in elements.iter().filter(|element| element.get() != "null") {
            list.push(self.scalar(element.get())?);
        }
        Ok(if list.is_empty() { Cell::Empty } else { Cell::List(list) })
    }

    /// A text without its quotes; a number or a flag in its own spelling.
    fn scalar(&self, text: &str) -> Result<String, JsonProblem> {
        if text.starts_with('"') {
            serde_json::from_str(text).map_err(|error| self.problem(&error, text))
        } else {
            Ok(text.to_owned())
        }
    }

    fn problem(&self, error: &serde_json::Error, part: &str) -> JsonProblem {
        JsonProblem::of_parser(error, part, self.text, &self.path.join("."))
    }
}

/// The members of an object in their order, their values as they stand.
pub(crate) fn raw_members(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_str(text);
    let members = Members.deserialize(&mut parser)?;
    parser.end()?;
    Ok(members)
}

/// Reads an object's members in their order, their values as they stand.
struct Members;

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn shown(text: &str) -> Result<Vec<String>, JsonProblem> {
        let show = |(name, cell): (String, Cell<'_>)| match cell {
            Cell::Empty => format!("{name} is empty"),
            Cell::Text(text) => format!("{name}={text}"),
            Cell::List(list) => format!("{name}={list:?}"),
        };
        members(text).map(|members| members.into_iter().map(show).collect())
    }

    #[test]
    fn objects_are_flattened_and_scalars_keep_their_spelling() {
        let object = r#"{"name":"Ä\n","_geoloc":{"lat":33.60,"lng":-84},"big":12345678901234567890123,"on":true,
            "none":null,"blank":"","tags":["a",1.50,null,false],"empty":[],"rows":[{"a": 1}],"deep":{"er":{"est":1}},"o":{}}"#;
        assert_eq!(
            shown(object).expect("an object"),
            [
                "name=Ä\n",
                "_geoloc_lat=33.60",
                "_geoloc_lng=-84",
                "big=12345678901234567890123",
                "on=true",
                "none is empty",
                "blank is empty",
                r#"tags=["a", "1.50", "false"]"#,
                "empty is empty",
                r#"rows=[{"a": 1}]"#,
                "deep_er_est=1",
            ]
        );
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "1", "[1]", "\"a\"", "null", "{", "{\"a\":}", "{\"a\":1} x", "{\"a\":\"\\ud800\"}"] {
            assert!(members(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_object_of_any_depth_is_taken_or_refused_and_never_overflows() {
        let nested = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(shown(&nested(100)).expect("deep").len(), 1);
        assert!(members(&nested(1_000)).is_err());
        assert!(members(&nested(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = members(&text);
            let _ = members(&format!("{{\"a\":{text}}}"));
        }
    }
}
