//! Entities as they are written: as text for the import, as native JSON for the typed ingest.

use serde::Serialize;
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use serde_json::value::RawValue;

use crate::entity::{Entity, EntityProperty};
use crate::value::Value;

/// An entity of an import: every value is text, for that is what any server of the protocol takes.
pub(crate) struct ImportEntity<'a> {
    pub(crate) entity: &'a Entity,
    /// Joins the elements of lists.
    pub(crate) list_delimiter: &'a str,
}

impl Serialize for ImportEntity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Property<'a> {
            id: &'a str,
            value: Text<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            language: Option<&'a str>,
        }
        let mut entity = serializer.serialize_struct("Entity", 2)?;
        entity.serialize_field("key", &self.entity.key)?;
        if self.entity.delete {
            entity.serialize_field("delete", &true)?;
        } else {
            let properties = self.entity.properties.iter().map(|property| Property {
                id: &property.id,
                value: Text { value: &property.value, list_delimiter: self.list_delimiter },
                language: property.language.as_deref(),
            });
            entity.serialize_field("properties", &Sequence(properties))?;
        }
        entity.end()
    }
}

/// A value as one text, or `null`.
struct Text<'a> {
    value: &'a Value,
    list_delimiter: &'a str,
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Value::List(elements) = self.value {
            let texts: Vec<_> = elements.iter().filter_map(Value::to_text).collect();
            return serializer.serialize_str(&texts.join(self.list_delimiter));
        }
        match self.value.to_text() {
            Some(text) => serializer.serialize_str(&text),
            None => serializer.serialize_none(),
        }
    }
}

/// An entry of the typed ingest.
pub(crate) struct TypedEntry<'a>(pub(crate) &'a Entity);

impl Serialize for TypedEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Property<'a> {
            id: &'a str,
            value: Native<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            language: Option<&'a str>,
        }
        let properties = self.0.properties.iter().map(|EntityProperty { id, value, language }| Property {
            id,
            value: Native(value),
            language: language.as_deref(),
        });
        let mut entry = serializer.serialize_struct("Entry", 2)?;
        entry.serialize_field("id", &self.0.key)?;
        entry.serialize_field("properties", &Sequence(properties))?;
        entry.end()
    }
}

/// A value in its JSON type; the elements of lists are texts.
struct Native<'a>(&'a Value);

impl Serialize for Native<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => RawValue::from_string(number.as_str().to_owned())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Value::List(elements) => serializer.collect_seq(elements.iter().filter_map(Value::to_text)),
        }
    }
}

/// What an iterator gives, as a JSON array.
struct Sequence<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Sequence<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for item in self.0.clone() {
            sequence.serialize_element(&item)?;
        }
        sequence.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    fn import(entity: &Entity) -> String {
        serde_json::to_string(&ImportEntity { entity, list_delimiter: "|" }).expect("plain data")
    }

    fn sample() -> Entity {
        Entity::new("1")
            .with("name", "x")
            .with_localized("name", "sv", "y")
            .clearing("old")
            .with("price", Number::new("1.50").expect("a number"))
            .with("active", false)
            .with("tags", ["a", "b"])
            .with("none", Vec::<String>::new())
    }

    #[test]
    fn an_entity_of_an_import_is_written_in_texts() {
        assert_eq!(
            import(&sample()),
            concat!(
                r#"{"key":"1","properties":[{"id":"name","value":"x"},{"id":"name","value":"y","language":"sv"},"#,
                r#"{"id":"old","value":null},{"id":"price","value":"1.50"},{"id":"active","value":"false"},"#,
                r#"{"id":"tags","value":"a|b"},{"id":"none","value":""}]}"#
            )
        );
    }

    #[test]
    fn a_removal_carries_no_properties() {
        let removal = Entity { delete: true, ..sample() };
        assert_eq!(import(&removal), r#"{"key":"1","delete":true}"#);
    }

    #[test]
    fn an_entry_of_the_typed_ingest_is_written_in_native_json() {
        assert_eq!(
            serde_json::to_string(&TypedEntry(&sample())).expect("plain data"),
            concat!(
                r#"{"id":"1","properties":[{"id":"name","value":"x"},{"id":"name","value":"y","language":"sv"},"#,
                r#"{"id":"old","value":null},{"id":"price","value":1.50},{"id":"active","value":false},"#,
                r#"{"id":"tags","value":["a","b"]},{"id":"none","value":[]}]}"#
            )
        );
    }
}
