//! Rows of a JSON array, and of a file with one JSON object a line. Objects in objects are flattened.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::columns::Columns;
use crate::error::TableError;
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
    let mut parser = serde_json::Deserializer::from_reader(BufReader::new(text));
    let mut elements = Elements { count: 0, failure: None, budget, columns, on_row };
    let outcome = parser.deserialize_any(&mut elements);
    if let Some(failure) = elements.failure {
        return Err(failure);
    }
    let number = elements.count + 1;
    outcome
        .and_then(|()| parser.end())
        .map_err(|error| TableError::Input(format!("{name}: {error} (in or after element {number})")))?;
    columns.check_complete()
}

/// Hands on each element as soon as it is read.
struct Elements<'a> {
    count: u64,
    failure: Option<TableError>,
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
        while let Some(element) = array.next_element::<Box<RawValue>>()? {
            self.budget.renew();
            self.count += 1;
            if let Err(failure) = hand_on(element.get(), self.count, self.columns, self.on_row) {
                self.failure = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
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
    let mut reader = BufReader::new(text);
    let mut line = String::new();
    let mut number = 0;
    loop {
        budget.renew();
        line.clear();
        number += 1;
        let read = reader.read_line(&mut line);
        if read.map_err(|error| TableError::Input(format!("{name}: line {number}: {error}")))? == 0 {
            return columns.check_complete();
        }
        if !line.trim().is_empty() {
            hand_on(line.trim(), number, columns, on_row)?;
        }
    }
}

fn hand_on(text: &str, number: u64, columns: &mut Columns, on_row: OnRow<'_>) -> Result<(), TableError> {
    let cells = match members(text) {
        Ok(members) => place(members, columns)?,
        Err(problem) => Err(problem),
    };
    on_row(columns, Row { number, line: None, cells, raw: Raw::Json(text) })
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
fn members(text: &str) -> Result<Vec<(String, Cell<'static>)>, String> {
    if !text.starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    let mut found = Vec::new();
    flatten("", text, 0, &mut found)?;
    Ok(found)
}

fn flatten(
    prefix: &str,
    text: &str,
    depth: usize,
    found: &mut Vec<(String, Cell<'static>)>,
) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("it has objects in objects more than {DEEPEST} deep"));
    }
    for (name, value) in raw_members(text).map_err(|error| format!("it is not JSON: {error}"))? {
        let name = if prefix.is_empty() { name } else { format!("{prefix}_{name}") };
        if value.get().starts_with('{') {
            flatten(&name, value.get(), depth + 1, found)?;
        } else {
            found.push((name, cell(value.get())?));
        }
    }
    Ok(())
}

/// The members of an object in their order, their values as they stand.
pub(crate) fn raw_members(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_str(text);
    let members = Members.deserialize(&mut parser)?;
    parser.end()?;
    Ok(members)
}

/// The value of a member that is no object.
fn cell(text: &str) -> Result<Cell<'static>, String> {
    if text == "null" {
        return Ok(Cell::Empty);
    }
    if !text.starts_with('[') {
        return scalar(text)
            .map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Owned(text)) });
    }
    let elements: Vec<&RawValue> =
        serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    if elements.iter().any(|element| element.get().starts_with(['[', '{'])) {
        return Ok(Cell::Text(Cow::Owned(text.to_owned())));
    }
    let mut list = Vec::with_capacity(elements.len());
    for element in elements.iter().filter(|element| element.get() != "null") {
        list.push(scalar(element.get())?);
    }
    Ok(if list.is_empty() { Cell::Empty } else { Cell::List(list) })
}

/// A text without its quotes; a number or a flag in its own spelling.
fn scalar(text: &str) -> Result<String, String> {
    if text.starts_with('"') {
        serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))
    } else {
        Ok(text.to_owned())
    }
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

    fn shown(text: &str) -> Result<Vec<String>, String> {
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
