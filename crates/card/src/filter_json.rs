//! Filters as JSON (docs/api.md, "Filters"): `[{"must": {property: [values]}, "mustNot": {…}}]`.

use octant_index::{Condition, Filter, FilterGroup, Kind, Range, Test, Value};
use octant_model::Decimal;
use octant_model::decimal::InvalidDecimal;
use serde_json::{Map, Value as Json};

use crate::error::CardError;
use crate::error::Gathered;

/// A property that a filter may name, with the kind of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
}

/// A relation that a filter may name, with the properties of its cards that conditions can be asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its name.
    pub name: String,
    /// The properties of a related card; its id is among them.
    pub properties: Vec<Property>,
}

/// What a filter may name, and what becomes of blank values.
#[derive(Debug, Clone, Copy)]
struct Known<'k> {
    properties: &'k [Property],
    relations: &'k [Relation],
    blanks: Blanks,
}

/// What becomes of blank values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blanks {
    /// They count as not given: clients send them.
    NotGiven,
    /// They are refused: nothing has a blank value, and whoever writes down a condition for later means something.
    Refused,
    /// They are values that nothing has, as in what was written down before they were refused.
    Kept,
}

/// Whether a value means that nothing was given: `null`, a blank text, or what holds nothing else.
#[must_use]
pub fn is_blank(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => octant_source::is_blank(text),
        Json::Array(values) => values.iter().all(is_blank),
        Json::Object(members) => members.values().all(is_blank),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Checks the filter of a segment that is to be saved: each condition has a value.
///
/// # Errors
/// Those of [`filter`], and for blank values.
pub(crate) fn check(json: &Json, properties: &[Property], path: &str) -> Result<(), CardError> {
    read(json, Known { properties, relations: &[], blanks: Blanks::Refused }, path).map(|_| ())
}

/// Reads the filter of a segment that was saved.
///
/// # Errors
/// Those of [`filter`].
pub(crate) fn saved(json: &Json, properties: &[Property], path: &str) -> Result<Filter, CardError> {
    read(json, Known { properties, relations: &[], blanks: Blanks::Kept }, path)
}

/// Reads the filter of a query. Blank texts, lists and objects count as not given, wherever they are.
///
/// # Errors
/// [`CardError::Invalid`] names each wrong place, with the known properties where one is unknown.
pub fn filter(json: &Json, properties: &[Property], path: &str) -> Result<Filter, CardError> {
    filter_with_relations(json, properties, &[], path)
}

/// Reads a filter that may also ask conditions of single related cards.
///
/// # Errors
/// As [`filter`].
pub fn filter_with_relations(
    json: &Json,
    properties: &[Property],
    relations: &[Relation],
    path: &str,
) -> Result<Filter, CardError> {
    read(json, Known { properties, relations, blanks: Blanks::NotGiven }, path)
}

fn read(json: &Json, known: Known<'_>, path: &str) -> Result<Filter, CardError> {
    let mut told = Gathered::default();
    let mut filter = Filter::new();
    match json {
        Json::Null => {}
        Json::Array(groups) => {
            for (place, group) in groups.iter().enumerate() {
                let group = read_group(group, known, &format!("{path}[{place}]"), &mut told);
                filter.extend(group.filter(|group| !group.must.is_empty() || !group.must_not.is_empty()));
            }
        }
        Json::String(_) if is_blank(json) => {}
        Json::Object(_) => {
            let group = read_group(json, known, path, &mut told);
            filter.extend(group.filter(|group| !group.must.is_empty() || !group.must_not.is_empty()));
        }
        _ => told.tell(path, "a filter is a list of groups with must and mustNot"),
    }
    told.into_result()?;
    Ok(filter)
}

fn read_group(json: &Json, known: Known<'_>, path: &str, told: &mut Gathered) -> Option<FilterGroup> {
    let Json::Object(members) = json else {
        told.tell(path, "a group is an object with must and mustNot");
        return None;
    };
    let mut group = FilterGroup::default();
    for (name, conditions) in members {
        let path = format!("{path}.{name}");
        match name.as_str() {
            "must" => group.must = read_conditions(conditions, known, &path, told),
            "mustNot" => group.must_not = read_conditions(conditions, known, &path, told),
            _ => told.tell(path, "a group has must and mustNot"),
        }
    }
    Some(group)
}

fn read_conditions(json: &Json, known: Known<'_>, path: &str, told: &mut Gathered) -> Vec<Condition> {
    let empty = Map::new();
    let members = match json {
        Json::Object(members) => members,
        Json::Null => &empty,
        Json::Array(_) | Json::String(_) if is_blank(json) => &empty,
        _ => {
            told.tell(path, "conditions are an object of lists of values by property");
            &empty
        }
    };
    let mut conditions = Vec::new();
    for (name, values) in members {
        let path = format!("{path}.{name}");
        let relation = known.relations.iter().find(|relation| relation.name == *name);
        let any_of = match (relation, known.kind(name)) {
            (Some(relation), _) => read_tests(values, known.blanks, &path, told, |value, path, told| {
                read_related(value, relation, path, told)
            }),
            (None, Some(kind)) => read_tests(values, known.blanks, &path, told, |value, path, told| {
                read_test(value, kind, known.blanks).map_err(|message| told.tell(path, message)).ok()
            }),
            (None, None) => {
                told.tell(path, known.unknown(name, values));
                continue;
            }
        };
        if !any_of.is_empty() {
            conditions.push(Condition { field: name.clone(), any_of });
        }
    }
    conditions
}

fn read_tests(
    json: &Json,
    blanks: Blanks,
    path: &str,
    told: &mut Gathered,
    read: impl Fn(&Json, &str, &mut Gathered) -> Option<Test>,
) -> Vec<Test> {
    let values = match json {
        Json::Array(values) => values.as_slice(),
        _ if is_blank(json) => &[],
        _ => std::slice::from_ref(json),
    };
    if blanks == Blanks::Refused && values.is_empty() {
        told.tell(path, NO_VALUE);
    }
    let mut tests = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let path = format!("{path}[{place}]");
        if blanks == Blanks::Refused && has_blanks(value) {
            told.tell(path, NO_VALUE);
        } else if blanks != Blanks::NotGiven || !is_blank(value) {
            tests.extend(read(value, &path, told));
        }
    }
    tests
}

const NO_VALUE: &str =
    "a blank value is on no card; write a value, or {\"exists\": false} for the cards that have none";

/// Whether a value, or an end of a range, is blank.
fn has_blanks(value: &Json) -> bool {
    is_blank(value) || value.as_object().is_some_and(|members| members.values().any(is_blank))
}

/// A test of a relation: the id of a related card, conditions that one related card meets, or whether there is any.
fn read_related(json: &Json, relation: &Relation, path: &str, told: &mut Gathered) -> Option<Test> {
    let all = match json {
        Json::Object(members) => match (members.get("any"), members.len()) {
            (Some(any), 1) => {
                let known =
                    Known { properties: &relation.properties, relations: &[], blanks: Blanks::NotGiven };
                read_conditions(any, known, &format!("{path}.any"), told)
            }
            (None, 1) if members.contains_key("exists") => {
                return read_test(json, Kind::Text, Blanks::NotGiven)
                    .map_err(|message| told.tell(path, message))
                    .ok();
            }
            _ => {
                let properties: Vec<&str> =
                    relation.properties.iter().map(|property| property.name.as_str()).collect();
                let message = format!(
                    "write the id of a related card, {{\"exists\": true}}, or {{\"any\": {{…}}}} with conditions that one \
                     related card meets; its properties are {}",
                    properties.join(", ")
                );
                told.tell(path, message);
                return None;
            }
        },
        id => match value(id, Kind::Text) {
            Ok(id) => vec![Condition { field: "id".to_owned(), any_of: vec![Test::Equals(id)] }],
            Err(message) => {
                told.tell(path, message);
                return None;
            }
        },
    };
    (!all.is_empty()).then_some(Test::Nested(all))
}

impl Known<'_> {
    fn kind(&self, name: &str) -> Option<Kind> {
        let known = self.properties.iter().find(|property| property.name == name);
        known.map(|property| property.kind).or((name == "id").then_some(Kind::Text))
    }

    /// What is said of a property that there is not.
    fn unknown(&self, name: &str, values: &Json) -> String {
        let mut names: Vec<&str> = vec!["id"];
        names.extend(
            self.properties.iter().map(|property| property.name.as_str()).filter(|name| *name != "id"),
        );
        names.extend(self.relations.iter().map(|relation| relation.name.as_str()));
        let message = format!("there is no property {name:?}; the properties are {}", names.join(", "));
        if asks_of_related(values) && self.relations.is_empty() { message + ONLY_QUERIES } else { message }
    }
}

/// What is said where conditions on a related card cannot be asked.
const ONLY_QUERIES: &str = "; any is for relations, in the queries of a destination that shows them: segments and cards have none to ask";

fn asks_of_related(values: &Json) -> bool {
    let asks = |value: &Json| value.get("any").is_some();
    values.as_array().map_or_else(|| asks(values), |values| values.iter().any(asks))
}

fn read_test(json: &Json, kind: Kind, blanks: Blanks) -> Result<Test, String> {
    let Json::Object(members) = json else { return equals(json, kind) };
    let is_given = |end: &&Json| blanks != Blanks::NotGiven || !is_blank(end);
    if let Some(wanted) = members.get("exists").filter(is_given) {
        let wanted = wanted.as_bool().ok_or("exists is true or false")?;
        return if members.len() == 1 {
            Ok(Test::Exists(wanted))
        } else {
            Err("exists stands alone".to_owned())
        };
    }
    if members.contains_key("any") {
        return Err("any is for relations; a property has gt, gte, lt, lte or exists".to_owned());
    }
    let mut range = Range { lower: None, upper: None };
    for (name, bound) in members.iter().filter(|(_, bound)| is_given(bound)) {
        let (end, inclusive) = match name.as_str() {
            "gt" => (End::Lower, false),
            "gte" => (End::Lower, true),
            "lt" => (End::Upper, false),
            "lte" => (End::Upper, true),
            _ => return Err(format!("{name:?} is unknown; write gt, gte, lt, lte or exists")),
        };
        let bound = match kind {
            Kind::Integer => whole_bound(&number(bound)?, end, inclusive),
            _ => (value(bound, kind)?, inclusive),
        };
        let place = if end == End::Lower { &mut range.lower } else { &mut range.upper };
        if place.replace(bound).is_some() {
            return Err("a range has one lower and one upper end".to_owned());
        }
    }
    if range.lower.is_none() && range.upper.is_none() {
        return Err("a range has a lower or an upper end".to_owned());
    }
    Ok(Test::Within(range))
}

/// Which end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Lower,
    Upper,
}

/// A test for one value. Whole numbers are compared with any number: `12.0` is 12, and nothing is 11.5.
fn equals(json: &Json, kind: Kind) -> Result<Test, String> {
    if kind != Kind::Integer {
        return value(json, kind).map(Test::Equals);
    }
    Ok(match number(json)?.to_i64() {
        Some(number) => Test::Equals(Value::Integer(number)),
        None => Test::Within(Range { lower: Some((Value::Integer(i64::MAX), false)), upper: None }),
    })
}

/// What a whole number is compared with; texts are read as numbers.
fn number(json: &Json) -> Result<Decimal, String> {
    let wrong = || format!("{json} is no {}", name(Kind::Integer));
    match json {
        Json::Number(number) => Decimal::try_from(number),
        Json::String(text) => text.trim().parse(),
        _ => return Err(wrong()),
    }
    .map_err(|error| match error {
        InvalidDecimal::Form(_) => wrong(),
        other => other.to_string(),
    })
}

/// The end of a range of whole numbers that any number means: what is at least 11.5 is at least 12.
fn whole_bound(number: &Decimal, end: End, inclusive: bool) -> (Value, bool) {
    if let Some(number) = number.to_i64() {
        return (Value::Integer(number), inclusive);
    }
    // Between two whole numbers, or beyond all of them.
    let nearest = if end == End::Lower { number.floor().saturating_add(1) } else { number.floor() };
    match (i64::try_from(nearest), end) {
        (Ok(nearest), _) => (Value::Integer(nearest), true),
        (Err(_), End::Lower) if nearest < 0 => (Value::Integer(i64::MIN), true),
        (Err(_), End::Lower) => (Value::Integer(i64::MAX), false),
        (Err(_), End::Upper) if nearest < 0 => (Value::Integer(i64::MIN), false),
        (Err(_), End::Upper) => (Value::Integer(i64::MAX), true),
    }
}

/// A JSON value as one of that kind; texts are read as numbers, flags and times where these are asked for.
fn value(json: &Json, kind: Kind) -> Result<Value, String> {
    let wrong = || Err(format!("{json} is no {}", name(kind)));
    match (json, kind) {
        (Json::String(text), _) => value_of(text, kind),
        (Json::Number(number), Kind::Integer | Kind::Decimal) => value_of(number.as_str(), kind),
        (Json::Bool(flag), Kind::Boolean) => Ok(Value::Boolean(*flag)),
        (Json::Number(_) | Json::Bool(_), Kind::Text) => Ok(Value::Text(json.to_string())),
        _ => wrong(),
    }
}

/// A text as a value of that kind.
///
/// # Errors
/// What it is not, in words.
pub fn value_of(text: &str, kind: Kind) -> Result<Value, String> {
    let wrong = || format!("{text:?} is no {}", name(kind));
    let found = match kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Integer => whole(text.trim()).map(Value::Integer),
        Kind::Decimal => {
            return text
                .trim()
                .parse()
                .map(Value::Decimal)
                .map_err(|error: InvalidDecimal| error.to_string());
        }
        Kind::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(Value::Boolean(true)),
            "false" | "0" | "no" => Some(Value::Boolean(false)),
            _ => None,
        },
        Kind::Timestamp => text.trim().parse().ok().map(Value::Timestamp),
    };
    found.ok_or_else(wrong)
}

/// A whole number of 64 bits, also where it is written with a fraction, such as `12.0`.
fn whole(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| text.parse::<Decimal>().ok()?.to_i64())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "whole number",
        Kind::Decimal => "number",
        Kind::Boolean => "true or false",
        Kind::Timestamp => "time",
    }
}

#[cfg(test)]
mod tests;
