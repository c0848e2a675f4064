//! Numbers and JSON texts of `serde_json`, which hand themselves to serializers as a struct with a name of its own.

use serde::Serialize;
use serde::ser::SerializeStruct;

use super::SerializeError;
use super::field::{Field, FieldSerializer};
use crate::value::Value;

/// Whether a struct of that name is a `serde_json::value::RawValue`, or a `serde_json::Number` whose digits are kept
/// (the feature `arbitrary_precision`).
pub(super) fn is_token(name: &str) -> bool {
    matches!(name, "$serde_json::private::Number" | "$serde_json::private::RawValue")
}

/// The JSON text in the struct's only field.
#[derive(Default)]
pub(super) struct Token(Option<String>);

impl SerializeStruct for Token {
    type Ok = Field;
    type Error = SerializeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        _: &'static str,
        value: &T,
    ) -> Result<(), SerializeError> {
        if let Field::One(Value::Text(json)) = value.serialize(FieldSerializer)? {
            self.0 = Some(json);
        }
        Ok(())
    }

    fn end(self) -> Result<Field, SerializeError> {
        let json = self.0.ok_or_else(|| SerializeError::new("it holds no JSON text"))?;
        let value = Value::of_json(json.trim()).map_err(|error| SerializeError::new(error.to_string()))?;
        Ok(Field::One(value))
    }
}
