//! The elements of a list.

use serde::Serialize;
use serde::ser::{SerializeSeq, SerializeTuple, SerializeTupleStruct};

use super::SerializeError;
use super::field::{Field, FieldSerializer};
use crate::value::Value;

/// The elements so far.
pub(super) struct Elements(Vec<Value>);

impl Elements {
    /// `expected` is a hint; it reserves no more than for a thousand elements.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self(Vec::with_capacity(expected.min(1_000)))
    }

    fn add<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), SerializeError> {
        let place = format!("[{}]", self.0.len());
        match element.serialize(FieldSerializer).map_err(|error| error.below(&place))? {
            Field::One(Value::List(_)) => Err(SerializeError::new("it is a list in a list").below(&place)),
            Field::One(Value::Null) => Err(SerializeError::new("it is a null in a list").below(&place)),
            Field::One(value) => {
                self.0.push(value);
                Ok(())
            }
            Field::Localized(_) => {
                Err(SerializeError::new("it has languages in a list; use a Localized<Vec<_>>").below(&place))
            }
        }
    }
}

macro_rules! takes_elements {
    ($($trait:ident $method:ident)*) => {$(
        impl $trait for Elements {
            type Ok = Field;
            type Error = SerializeError;

            fn $method<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), SerializeError> {
                self.add(element)
            }

            fn end(self) -> Result<Field, SerializeError> {
                Ok(Field::One(Value::List(self.0)))
            }
        }
    )*};
}

takes_elements! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
}
