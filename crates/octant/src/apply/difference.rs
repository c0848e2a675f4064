//! What differs between two things, member by member.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

/// The members that tell the elements of a list apart, the first that there is.
const IDENTITIES: [&str; 3] = ["id", "identifier", "relation"];

/// One member that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    /// Where, such as `properties.price.type`; elements of lists are named by their id.
    pub(crate) path: String,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old: Option<Value>,
    /// What comes there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) new: Option<Value>,
}

/// Everything that differs. The order of elements that have an id is no difference; the order of all others is.
pub(crate) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(Some(old), Some(new), "", &mut found);
    found
}

fn compare(old: Option<&Value>, new: Option<&Value>, path: &str, found: &mut Vec<Change>) {
    match (old, new) {
        _ if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for (name, value) in old {
                compare(Some(value), new.get(name), &below(path, name), found);
            }
            for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                compare(None, Some(value), &below(path, name), found);
            }
        }
        // A list of which there is none is an empty one.
        (Some(Value::Array(old)), Some(Value::Array(new))) => elements(old, new, path, found),
        (None, Some(Value::Array(new))) => elements(&[], new, path, found),
        (Some(Value::Array(old)), None) => elements(old, &[], path, found),
        _ => found.push(Change { path: path.to_owned(), old: old.cloned(), new: new.cloned() }),
    }
}

fn elements(old: &[Value], new: &[Value], path: &str, found: &mut Vec<Change>) {
    let has_objects = old.iter().chain(new).any(Value::is_object);
    let mut names = [identity, shown_name].into_iter().filter(|_| has_objects);
    let Some(name) = names.find(|name| is_unique(old, name) && is_unique(new, name)) else {
        let list = |elements: &[Value]| Some(Value::Array(elements.to_vec()));
        return found.extend((old != new).then(|| Change {
            path: path.to_owned(),
            old: list(old),
            new: list(new),
        }));
    };
    let of = |list: &'_ [Value], id: &str| list.iter().position(|element| name(element) == Some(id));
    for element in old {
        let id = name(element).unwrap_or_default();
        compare(Some(element), of(new, id).map(|place| &new[place]), &below(path, id), found);
    }
    for element in new {
        let id = name(element).unwrap_or_default();
        if of(old, id).is_none() {
            compare(None, Some(element), &below(path, id), found);
        }
    }
}

/// Whether every element has a name of its own.
fn is_unique(list: &[Value], name: &impl Fn(&Value) -> Option<&str>) -> bool {
    let mut seen = HashSet::new();
    list.iter().all(|element| name(element).is_some_and(|name| seen.insert(name)))
}

/// What an element is known by; a text is known by itself where it stands among objects.
fn identity(element: &Value) -> Option<&str> {
    element.as_str().or_else(|| IDENTITIES.iter().find_map(|name| element.get(name)?.as_str()))
}

/// What a property or relation is called where it is shown: one may be shown under several names.
fn shown_name(element: &Value) -> Option<&str> {
    element.get("as").and_then(Value::as_str).or_else(|| identity(element))
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let text = |value: Option<Value>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let line = |change: Change| format!("{}: {} → {}", change.path, text(change.old), text(change.new));
        changes(old, new).into_iter().map(line).collect()
    }

    #[test]
    fn elements_are_told_apart_by_their_id_wherever_they_stand() {
        let old =
            json!({"name": "A", "properties": [{"id": "a", "type": "Text"}, {"id": "b", "type": "Text"}]});
        let new = json!({"name": "B", "properties": [{"id": "b", "type": "Integer"}, {"id": "c"}]});
        assert_eq!(
            told(&old, &new),
            [
                r#"name: "A" → "B""#,
                r#"properties.a: {"id":"a","type":"Text"} → -"#,
                r#"properties.b.type: "Text" → "Integer""#,
                r#"properties.c: - → {"id":"c"}"#,
            ]
        );
        assert!(
            told(&json!({"l": [{"id": 1}, {"id": 2}]}), &json!({"l": [{"id": 1}, {"id": 2}]})).is_empty()
        );
        assert!(told(&json!([{"id": "a"}, {"id": "b"}]), &json!([{"id": "b"}, {"id": "a"}])).is_empty());
    }

    #[test]
    fn what_is_shown_under_two_names_is_told_apart_by_them() {
        let price = |name: &str| json!({"id": "price", "as": name});
        let old = json!({"properties": [{"id": "price"}, price("cost")]});
        let new = json!({"properties": [{"id": "price"}, price("fee")]});
        assert_eq!(
            told(&old, &new),
            [
                r#"properties.cost: {"id":"price","as":"cost"} → -"#,
                r#"properties.fee: - → {"id":"price","as":"fee"}"#,
            ]
        );
        let one = json!({"properties": [{"id": "price"}]});
        assert_eq!(told(&one, &old), [r#"properties.cost: - → {"id":"price","as":"cost"}"#]);
        assert_eq!(told(&old, &one), [r#"properties.cost: {"id":"price","as":"cost"} → -"#]);
        let facet =
            json!({"properties": [{"id": "price"}, {"id": "price", "as": "cost", "facet": {"size": 5}}]});
        assert_eq!(told(&old, &facet), [r#"properties.cost.facet: - → {"size":5}"#]);
        let renamed = (json!({"p": [price("a")]}), json!({"p": [price("b")]}));
        assert_eq!(told(&renamed.0, &renamed.1), [r#"p.price.as: "a" → "b""#]);
        let mixed =
            (json!({"p": ["id", {"id": "id", "as": "x"}]}), json!({"p": ["id", {"id": "id", "as": "y"}]}));
        assert_eq!(
            told(&mixed.0, &mixed.1).len(),
            2,
            "a related property without a name of its own is a text"
        );
        let same = json!([{"id": "a", "as": "x"}, {"id": "b", "as": "x"}, {"id": "a"}]);
        assert_eq!(told(&same, &json!([{"id": "a"}])).len(), 1, "names that do not tell apart are a list");
    }

    #[test]
    fn the_order_of_plain_values_counts() {
        assert_eq!(
            told(&json!({"l": ["a", "b"]}), &json!({"l": ["b", "a"]})),
            [r#"l: ["a","b"] → ["b","a"]"#]
        );
        assert_eq!(told(&json!({}), &json!({"l": ["a"]})), [r#"l: [] → ["a"]"#]);
        assert!(told(&json!({"l": []}), &json!({})).is_empty());
    }
}
