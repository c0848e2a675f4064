//! The properties that entries of some sources brought, for a card to take.

use std::collections::HashMap;
use std::ops::ControlFlow;

use octant_model::{PropertyType, SourceId, TenantId};
use octant_source::convert;
use octant_store::{PropertyRecord, PropertyState, Store, StoreError};
use octant_studio::page::cards::builder::SeenProperty;

use crate::studio::look;

/// How many entries are looked at for examples and types.
const LOOKED_AT: usize = 100;

/// The properties of a source; none where it does not exist any more.
pub(super) fn of_source(
    store: &dyn Store,
    tenant: &TenantId,
    source: &str,
) -> Result<Vec<SeenProperty>, StoreError> {
    let Ok(id) = SourceId::new(source) else { return Ok(Vec::new()) };
    let Some(found) = store.source(tenant, &id)? else { return Ok(Vec::new()) };
    let examples = examples(store, tenant, &id)?;
    let records = store.properties(tenant, &id)?.into_iter();
    let shown = |record: PropertyRecord| {
        let values = examples.get(record.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        SeenProperty {
            source: source.to_owned(),
            suggested_type: suggest(&record, values).name(),
            example: values.first().map(|text| look::cut(text, 100)).unwrap_or_default(),
            id: record.id.to_string(),
            name: record.display_name,
            entries: record.entries,
            of: found.entries,
            picked: false,
        }
    };
    Ok(records.filter(|record| record.state == PropertyState::Active).map(shown).collect())
}

/// Values by property of the first entries.
fn examples(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let mut examples: HashMap<String, Vec<String>> = HashMap::new();
    let mut looked_at = 0;
    store.scan_entries(tenant, source, None, "", &mut |_, _, entry| {
        for value in entry.properties.iter().filter(|value| !value.value.trim().is_empty()) {
            examples.entry(value.id.to_owned()).or_default().push(look::cut(value.value, 200));
        }
        looked_at += 1;
        if looked_at < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(examples)
}

/// The type that somebody gave the property, or the one that its values suggest.
fn suggest(record: &PropertyRecord, values: &[String]) -> PropertyType {
    if let Some(known) = record.property_type {
        return known;
    }
    if record.languages.iter().any(|(language, _)| language.is_some()) {
        return PropertyType::LocalizedText;
    }
    let is_a_code = |text: &String| {
        let digits = text.trim().trim_start_matches('-');
        digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.")
    };
    if values.is_empty() || values.iter().any(is_a_code) {
        return PropertyType::Text;
    }
    let is_word = |text: &String| text.trim().bytes().all(|byte| byte.is_ascii_alphabetic());
    // One value in ten may be wrong: the preview marks it, and it is left out.
    let most = |wanted| {
        let fits = values.iter().filter(|text| convert(text, wanted, None).is_some()).count();
        fits * 10 >= values.len() * 9
    };
    match () {
        () if most(PropertyType::Boolean) && values.iter().all(is_word) => PropertyType::Boolean,
        () if most(PropertyType::Integer) => PropertyType::Integer,
        () if most(PropertyType::Decimal) => PropertyType::Decimal,
        () if most(PropertyType::Timestamp) => PropertyType::Timestamp,
        () => PropertyType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_suggested_by_values_and_languages() {
        let record = |languages: &[Option<&str>]| PropertyRecord {
            id: octant_model::PropertyId::new("p").expect("an id"),
            display_name: "P".to_owned(),
            description: None,
            property_type: None,
            delimiter: None,
            state: PropertyState::Active,
            entries: 1,
            languages: languages.iter().map(|language| (language.map(str::to_owned), 1)).collect(),
            first_seen: None,
            last_seen: None,
        };
        let suggested = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
            suggest(&record(&[None]), &values)
        };
        assert_eq!(suggested(&["1", "0", "52"]), PropertyType::Integer);
        assert_eq!(suggested(&["yes", "No"]), PropertyType::Boolean);
        assert_eq!(suggested(&["1.5", "2"]), PropertyType::Decimal);
        assert_eq!(suggested(&["2024-01-31", "2024-02-01T00:00:00Z"]), PropertyType::Timestamp);
        assert_eq!(suggested(&["007", "12"]), PropertyType::Text);
        assert_eq!(suggested(&[["1.5"; 9].as_slice(), &["on request"]].concat()), PropertyType::Decimal);
        assert_eq!(suggested(&["1.5", "on request"]), PropertyType::Text);
        assert_eq!(suggested(&[]), PropertyType::Text);
        assert_eq!(suggest(&record(&[None, Some("sv")]), &["1".to_owned()]), PropertyType::LocalizedText);
    }
}
