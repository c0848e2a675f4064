//! A filter as lines of a form: what was typed becomes a filter, a filter becomes what can be typed.

use octant_studio::Field;
use octant_studio::page::segments::builder::{Group, Line};
use serde_json::{Map, Value as Json, json};

use crate::studio::Form;
use crate::studio::problems::Problems;

/// The lines that were typed.
pub(super) fn read(form: &Form) -> Vec<Group> {
    let name = |group: usize, line: usize, part: &str| format!("group-{group}-{line}-{part}");
    let line = |group: usize, line: usize| Line {
        property: Field::of(form.text(&name(group, line, "property"))),
        operator: Field::of(form.text(&name(group, line, "operator"))),
        values: Field::of(form.text(&name(group, line, "values")).replace("\r\n", "\n")),
    };
    let lines = |group: usize| {
        (0..)
            .take_while(move |number| form.has(&name(group, *number, "property")))
            .map(move |number| line(group, number))
    };
    // A group that lost its lines leaves no gap: its place is not sent, and the next one takes it.
    (0..)
        .map(|group| Group { lines: lines(group).collect() })
        .take_while(|group| !group.lines.is_empty())
        .collect()
}

/// The filter that the lines say, with what is wrong with them at `group-{g}-{n}`.
pub(super) fn filter(groups: &[Group]) -> (Json, Problems) {
    let mut problems = Problems::default();
    let mut filter: Vec<Json> = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let mut sides = Sides::default();
        for (number, line) in group.lines.iter().enumerate() {
            if line.property.value.is_empty() {
                continue;
            }
            if let Err(problem) = sides.add(line) {
                problems.tell(format!("group-{place}-{number}"), problem);
            }
        }
        if !sides.must.is_empty() || !sides.must_not.is_empty() {
            filter.push(json!({"must": sides.must, "mustNot": sides.must_not}));
        }
    }
    (filter.into(), problems)
}

/// The two sides of a group.
#[derive(Default)]
struct Sides {
    must: Map<String, Json>,
    must_not: Map<String, Json>,
}

impl Sides {
    fn add(&mut self, line: &Line) -> Result<(), String> {
        let property = line.property.value.as_str();
        let values: Vec<&str> =
            line.values.value.lines().map(str::trim).filter(|value| !value.is_empty()).collect();
        let operator = line.operator.value.as_str();
        if values.is_empty() && !matches!(operator, "exists" | "missing") {
            return Err("write a value, or choose “has a value”".to_owned());
        }
        match operator {
            "is" => self.require(property, json!(values)),
            "is-not" => {
                let known = self.must_not.entry(property).or_insert_with(|| json!([]));
                known
                    .as_array_mut()
                    .into_iter()
                    .for_each(|known| known.extend(values.iter().map(|value| json!(value))));
                Ok(())
            }
            "exists" => self.require(property, json!([{"exists": true}])),
            "missing" => self.require(property, json!([{"exists": false}])),
            "between" => match values.as_slice() {
                [from, to] => self.require(property, json!([{"gte": from, "lte": to}])),
                _ => Err("write two values, one a line: from and to".to_owned()),
            },
            "gt" | "gte" | "lt" | "lte" => match values.as_slice() {
                [value] => self.bound(property, operator, value),
                _ => Err("write one value".to_owned()),
            },
            _ => Err("choose a comparison".to_owned()),
        }
    }

    fn require(&mut self, property: &str, tests: Json) -> Result<(), String> {
        if self.must.contains_key(property) {
            return Err(
                "another line of this group asks for the same property; use one line, or another group"
                    .to_owned(),
            );
        }
        self.must.insert(property.to_owned(), tests);
        Ok(())
    }

    /// One end of a range; the other end may stand in another line.
    fn bound(&mut self, property: &str, operator: &str, value: &str) -> Result<(), String> {
        let other_ends = if operator.starts_with('g') { ["lt", "lte"] } else { ["gt", "gte"] };
        if let Some([Json::Object(range)]) =
            self.must.get_mut(property).and_then(Json::as_array_mut).map(Vec::as_mut_slice)
            && range.len() == 1
            && other_ends.iter().any(|end| range.contains_key(*end))
        {
            range.insert(operator.to_owned(), value.into());
            return Ok(());
        }
        self.require(property, json!([{operator: value}]))
    }
}

/// How many groups a form shows.
const MOST: usize = 20;

/// The lines that say a filter; `None` where lines cannot say it, or would say another one when they are read.
pub(super) fn groups(json: &Json) -> Option<Vec<Group>> {
    let groups = written_out(json)?;
    let (said, problems) = filter(&groups);
    let is_same = problems.is_empty() && written_out(&said).is_some_and(|again| again == groups);
    (is_same && groups.len() <= MOST).then_some(groups)
}

fn written_out(filter: &Json) -> Option<Vec<Group>> {
    let written = match filter {
        Json::Null => &[],
        Json::Array(groups) => groups.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut groups = Vec::new();
    for group in written {
        let mut alternatives = vec![Group::default()];
        for (name, tests) in members(group, "must") {
            let ways = ways(name, &tests)?;
            if ways.len() * alternatives.len() > MOST {
                return None;
            }
            // (a or b) and c is (a and c) or (b and c).
            alternatives = ways
                .iter()
                .flat_map(|way| {
                    alternatives
                        .iter()
                        .map(move |before| Group { lines: [before.lines.as_slice(), way].concat() })
                })
                .collect();
        }
        for (name, tests) in members(group, "mustNot") {
            let values = texts(&tests)?;
            alternatives.iter_mut().for_each(|group| group.lines.push(line(name, "is-not", &values)));
        }
        groups.extend(alternatives.into_iter().filter(|group| !group.lines.is_empty()));
    }
    Some(groups)
}

fn members<'g>(group: &'g Json, side: &str) -> Vec<(&'g str, Vec<Json>)> {
    let list = |tests: &Json| match tests {
        Json::Array(tests) => tests.clone(),
        one => vec![one.clone()],
    };
    let members = group.get(side).and_then(Json::as_object).into_iter().flatten();
    members.map(|(name, tests)| (name.as_str(), list(tests))).filter(|(_, tests)| !tests.is_empty()).collect()
}

/// The lines of each way to pass: all plain values together are one.
fn ways(name: &str, tests: &[Json]) -> Option<Vec<Vec<Line>>> {
    let (ranges, plain): (Vec<Json>, Vec<Json>) = tests.iter().cloned().partition(Json::is_object);
    let mut ways = Vec::new();
    if !plain.is_empty() {
        ways.push(vec![line(name, "is", &texts(&plain)?)]);
    }
    for range in &ranges {
        ways.push(of_range(name, range.as_object()?)?);
    }
    Some(ways)
}

fn of_range(name: &str, range: &Map<String, Json>) -> Option<Vec<Line>> {
    if let Some(wanted) = range.get("exists") {
        return Some(vec![line(name, if wanted.as_bool()? { "exists" } else { "missing" }, &[])]);
    }
    if let (2, Some(from), Some(to)) = (range.len(), range.get("gte"), range.get("lte")) {
        return Some(vec![line(name, "between", &texts(&[from.clone(), to.clone()])?)]);
    }
    range.iter().map(|(end, value)| Some(line(name, end, &texts(std::slice::from_ref(value))?))).collect()
}

fn texts(values: &[Json]) -> Option<Vec<String>> {
    let text = |value: &Json| match value {
        Json::String(text) => (!text.contains('\n')).then(|| text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    };
    values.iter().map(text).collect()
}

fn line(name: &str, operator: &str, values: &[String]) -> Line {
    Line { property: Field::of(name), operator: Field::of(operator), values: Field::of(values.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(lines: &[(&str, &str, &str)]) -> Group {
        let line = |(name, operator, values): &(&str, &str, &str)| {
            let values: Vec<String> = values.lines().map(str::to_owned).collect();
            line(name, operator, &values)
        };
        Group { lines: lines.iter().map(line).collect() }
    }

    #[test]
    fn lines_become_a_filter_and_come_back() {
        let typed = [
            group(&[
                ("stock", "gt", "0"),
                ("stock", "lte", "10"),
                ("category", "is", "A\nB"),
                ("sku", "is-not", "x"),
            ]),
            group(&[("price", "between", "1\n5"), ("image", "exists", ""), ("sale", "missing", "")]),
        ];
        let (json, problems) = filter(&typed);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(
            json,
            json!([
                {"must": {"stock": [{"gt": "0", "lte": "10"}], "category": ["A", "B"]}, "mustNot": {"sku": ["x"]}},
                {"must": {"price": [{"gte": "1", "lte": "5"}], "image": [{"exists": true}], "sale": [{"exists": false}]},
                 "mustNot": {}},
            ])
        );
        assert_eq!(filter(&groups(&json).expect("lines")).0, json);
    }

    #[test]
    fn alternatives_of_one_property_become_groups() {
        let json = json!([{"must": {"price": [1, {"gt": 5}], "b": [true]}, "mustNot": {}}]);
        let shown = groups(&json).expect("lines");
        let expected = [
            group(&[("price", "is", "1"), ("b", "is", "true")]),
            group(&[("price", "gt", "5"), ("b", "is", "true")]),
        ];
        assert_eq!(shown, expected);
        assert_eq!(groups(&json!([{"mustNot": {"price": [{"gt": 5}]}}])), None);
        assert_eq!(groups(&json!([])), Some(Vec::new()));
    }

    #[test]
    fn what_lines_would_change_is_not_said_in_lines() {
        for test in [json!([" a "]), json!(["a", ""]), json!(["a\nb"]), json!("")] {
            assert_eq!(groups(&json!([{"must": {"p": test}}])), None, "{test}");
            assert_eq!(groups(&json!([{"mustNot": {"p": test}}])), None, "{test}");
        }
        let wide = json!({"a": [1, {"gt": 5}], "b": [1, {"gt": 5}], "c": [1, {"gt": 5}], "d": [1, {"gt": 5}],
            "e": [1, {"gt": 5}]});
        assert_eq!(groups(&json!([{"must": wide}])), None, "32 groups");
    }

    #[test]
    fn what_cannot_be_said_is_told_at_its_line() {
        let typed = [group(&[
            ("a", "is", "1"),
            ("a", "gt", "2"),
            ("b", "between", "1"),
            ("c", "is", ""),
            ("", "is", ""),
        ])];
        let (_, mut problems) = filter(&typed);
        for line in ["group-0-1", "group-0-2", "group-0-3"] {
            assert!(problems.at(line).is_some(), "{line}");
        }
        assert!(problems.is_empty());
    }
}
