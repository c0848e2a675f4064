//! The check that the catalogue is there: it is read back through the API and compared with what was sent.

use std::collections::HashMap;

use octant_model::{Decimal, Instant};
use octant_sdk::{
    Client, Credentials, Entity, Error, ImportCounts, SourceId, StoredEntry, StoredValue, Value,
};

use super::catalogue::Part;
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
            if !means(value, &property.value) {
                return Err(format!("the entry {key} has {value:?} where {property:?} was sent"));
            }
        }
        if entry.properties.len() != entity.properties.len() {
            return Err(format!("the entry {key} has values that nobody sent: {:?}", entry.properties));
        }
        values += entity.properties.len();
    }
    Ok(values)
}

/// Whether a value, in the type that it is shown in, is what was sent.
fn means(value: &Value, sent: &Value) -> bool {
    match (value, sent) {
        (Value::Number(number), Value::Number(sent)) => {
            number.as_str().parse::<Decimal>() == sent.as_str().parse::<Decimal>()
        }
        (Value::Text(text), Value::Text(sent)) => text == sent || is_same_moment(text, sent),
        _ => value == sent,
    }
}

fn is_same_moment(one: &str, other: &str) -> bool {
    matches!((one.parse::<Instant>(), other.parse::<Instant>()), (Ok(one), Ok(other)) if one == other)
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
    fn typed_values_mean_what_was_sent() {
        let sent = [Entity::new("k")
            .with("list", ["a", "b"])
            .with("stock", 3)
            .with("kilo", octant_sdk::Number::new("2.50").expect("a number"))
            .with("new", true)
            .with("day", "2025-01-31")];
        let values = |list: Value, stock: i64| {
            let day = "2025-01-31T00:00:00.000Z";
            let typed =
                [("stock", stock.into()), ("kilo", 2.5.into()), ("new", true.into()), ("day", day.into())];
            stored(&[&[("list", list)], &typed[..]].concat())
        };
        assert_eq!(compare(&sent, &values(["a", "b"].into(), 3)), Ok(5));
        assert!(compare(&sent, &values(["a"].into(), 3)).is_err());
        assert!(compare(&sent, &values("a|b".into(), 4)).is_err());
    }

    #[test]
    fn what_is_missing_and_what_nobody_sent_is_found() {
        let sent = [Entity::new("k").with("a", "x")];
        let problem = |found: &[StoredEntry]| compare(&sent, found).expect_err("a difference");
        assert_eq!(problem(&[]), "the entry k is missing");
        assert!(problem(&stored(&[])).contains("has Null where"));
        assert!(problem(&stored(&[("a", "x".into()), ("b", "y".into())])).contains("nobody sent"));
    }
}
