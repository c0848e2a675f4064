//! What differs between two things, member by member.

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
    let all = || old.iter().chain(new);
    if !all().all(|element| identity(element).is_some()) {
        if old != new {
            let list = |elements: &[Value]| Some(Value::Array(elements.to_vec()));
            found.push(Change { path: path.to_owned(), old: list(old), new: list(new) });
        }
        return;
    }
    let of = |list: &'_ [Value], id: &str| list.iter().position(|element| identity(element) == Some(id));
    for element in old {
        let id = identity(element).unwrap_or_default();
        compare(Some(element), of(new, id).map(|place| &new[place]), &below(path, id), found);
    }
    for element in new {
        let id = identity(element).unwrap_or_default();
        if of(old, id).is_none() {
            compare(None, Some(element), &below(path, id), found);
        }
    }
}

/// What an element is known by; a text is known by itself where it stands among objects.
fn identity(element: &Value) -> Option<&str> {
    IDENTITIES.iter().find_map(|name| element.get(name)?.as_str())
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
    fn the_order_of_plain_values_counts() {
        assert_eq!(
            told(&json!({"l": ["a", "b"]}), &json!({"l": ["b", "a"]})),
            [r#"l: ["a","b"] → ["b","a"]"#]
        );
        assert_eq!(told(&json!({}), &json!({"l": ["a"]})), [r#"l: [] → ["a"]"#]);
        assert!(told(&json!({"l": []}), &json!({})).is_empty());
    }
}
