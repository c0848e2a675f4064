//! The check that the catalogue is there: it is read back through the API and compared with what was sent.

use std::collections::HashMap;

use octant_model::{SourceId, Timestamp};
use octant_sdk::{
    Client, Credentials, Entity, EntityProperty, Error, ImportCounts, StoredEntry, StoredValue,
};
use serde_json::Value;

use super::catalogue::{LIST_DELIMITER, Part};
use super::load::{Loaded, source_id};

/// What was found in order.
pub(crate) struct Checked {
    /// Entries, each with all the values that were sent and no others.
    pub(crate) entries: usize,
    /// Values.
    pub(crate) values: usize,
    /// Imports, each applied, with counts that add up.
    pub(crate) imports: usize,
}

/// Compares every entry value by value, and asks what became of every import.
///
/// # Errors
/// A sentence that names the first thing that is not as it should be.
pub(crate) async fn check(
    address: &str,
    key: &str,
    parts: &[Part],
    loaded: &Loaded,
) -> Result<Checked, String> {
    let told = |error: Error| error.to_string();
    let client = Client::new(address, Credentials::api_key(key)).map_err(told)?;
    let mut checked = Checked { entries: 0, values: 0, imports: 0 };
    for part in parts {
        let keys: Vec<&str> = part.entities.iter().map(|entity| entity.key.as_str()).collect();
        let found = client.entries(&source_id(part), &keys).await.map_err(told)?;
        checked.values +=
            compare(&part.entities, &found).map_err(|what| format!("{}: {what}", part.source))?;
        checked.entries += found.len();
    }
    for (part, import) in parts.iter().zip(&loaded.imports) {
        let mut counts = ImportCounts::default();
        for id in &import.report.imports {
            let status = client.import_status(*id).await.map_err(told)?;
            if !status.state.is_applied() || SourceId::new(&*status.source).ok() != Some(source_id(part)) {
                return Err(format!("the import {id} is not applied to {}: {status:?}", part.source));
            }
            counts += status.counts;
            checked.imports += 1;
        }
        let sent = part.entities.len() as u64;
        if counts != (ImportCounts { received: sent, created: sent, ..ImportCounts::default() }) {
            return Err(format!(
                "{}: {sent} entities were sent, and the imports tell {counts:?}",
                part.source
            ));
        }
    }
    Ok(checked)
}

/// How many values there are, where all are as they were sent.
fn compare(sent: &[Entity], found: &[StoredEntry]) -> Result<usize, String> {
    let found: HashMap<&str, &StoredEntry> = found.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mut values = 0;
    for entity in sent {
        let key = &entity.key;
        let entry = found.get(key.as_str()).ok_or_else(|| format!("the entry {key} is missing"))?;
        for property in &entity.properties {
            let same = |value: &&StoredValue| value.id == property.id && value.language == property.language;
            let value = entry.properties.iter().find(same).map_or(&Value::Null, |value| &value.value);
            if !means(value, property) {
                return Err(format!("the entry {key} has {value} where {property:?} was sent"));
            }
        }
        if entry.properties.len() != entity.properties.len() {
            return Err(format!("the entry {key} has values that nobody sent: {:?}", entry.properties));
        }
        values += entity.properties.len();
    }
    Ok(values)
}

/// Whether a value is what was sent as text, in the type that it is shown in.
fn means(value: &Value, sent: &EntityProperty) -> bool {
    let Some(sent) = sent.value.as_deref() else {
        return value.is_null();
    };
    match value {
        Value::Array(elements) => elements.iter().map(Value::as_str).eq(sent.split(LIST_DELIMITER).map(Some)),
        Value::Number(number) => number.as_f64() == sent.parse().ok(),
        Value::Bool(flag) => flag.to_string() == sent,
        Value::String(text) => text == sent || is_same_moment(text, sent),
        Value::Null | Value::Object(_) => false,
    }
}

fn is_same_moment(one: &str, other: &str) -> bool {
    matches!((one.parse::<Timestamp>(), other.parse::<Timestamp>()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(values: &[(&str, Value)]) -> Vec<StoredEntry> {
        let value = |(id, value): &(&str, Value)| StoredValue {
            id: (*id).to_owned(),
            value: value.clone(),
            language: None,
        };
        vec![StoredEntry { id: "k".to_owned(), properties: values.iter().map(value).collect() }]
    }

    #[test]
    fn typed_values_mean_the_text_that_was_sent() {
        let sent = [Entity::new("k")
            .with("list", "a|b")
            .with("stock", "3")
            .with("kilo", "2.50")
            .with("new", "true")];
        let values = |list: Value, stock: Value| {
            stored(&[("list", list), ("stock", stock), ("kilo", 2.5.into()), ("new", true.into())])
        };
        assert_eq!(compare(&sent, &values(vec!["a", "b"].into(), 3.into())), Ok(4));
        assert!(compare(&sent, &values(vec!["a"].into(), 3.into())).is_err());
        assert!(compare(&sent, &values("a|b".into(), 4.into())).is_err());
    }

    #[test]
    fn what_is_missing_and_what_nobody_sent_is_found() {
        let sent = [Entity::new("k").with("a", "x")];
        let problem = |found: &[StoredEntry]| compare(&sent, found).expect_err("a difference");
        assert_eq!(problem(&[]), "the entry k is missing");
        assert!(problem(&stored(&[])).contains("has null where"));
        assert!(problem(&stored(&[("a", "x".into()), ("b", "y".into())])).contains("nobody sent"));
    }
}
