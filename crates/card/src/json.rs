//! Cards as JSON (docs/api.md, "Card instances").

use octant_index::Value;
use serde_json::{Map, Number, Value as Json, json};

use crate::card::{Card, CardValue};
use crate::definition::Content;

impl Card {
    /// `{id, changedAt, properties, problems}`. A localized property is an object by language, with `""` for what has no
    /// language; a list is a list, whatever it holds; a property without value is absent.
    #[must_use]
    pub fn json(&self, content: &Content) -> Json {
        let mut properties = Map::new();
        for property in &content.properties {
            let Some(value) = self.values.get(&property.id) else { continue };
            let is_list = property.property_type.is_list();
            let json = match value {
                CardValue::Plain(values) => native(values, is_list),
                CardValue::Localized(languages) => languages
                    .iter()
                    .map(|(language, values)| (language.clone().unwrap_or_default(), native(values, is_list)))
                    .collect::<Map<String, Json>>()
                    .into(),
            };
            properties.insert(property.id.clone(), json);
        }
        json!({
            "id": self.id,
            "changedAt": self.changed_at,
            "properties": properties,
            "problems": self.problems,
        })
    }
}

/// Values in their native JSON types.
fn native(values: &[Value], is_list: bool) -> Json {
    let native = |value: &Value| match value {
        Value::Text(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => Number::from(number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Timestamp(time) => time.to_string().into(),
    };
    match values {
        [one] if !is_list => native(one),
        _ => values.iter().map(native).collect(),
    }
}
