//! The serializer of what has fields: a struct or a map.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeStruct, Serializer};

use super::SerializeError;
use super::field::{Field, FieldSerializer};

/// Takes a struct or a map, and gives its fields.
pub(super) struct ObjectSerializer;

/// The fields so far.
#[derive(Default)]
pub(super) struct Fields {
    fields: Vec<(String, Field)>,
    key: Option<String>,
}

type Refused = Impossible<Vec<(String, Field)>, SerializeError>;

fn no_fields<T>(what: &str) -> Result<T, SerializeError> {
    Err(SerializeError::new(format!("it is {what}; an entity is made of a struct or a map")))
}

macro_rules! without_fields {
    ($($method:ident($($type:ty),*) $what:literal)*) => {$(
        fn $method(self $(, _: $type)*) -> Result<Self::Ok, SerializeError> {
            no_fields($what)
        }
    )*};
}

impl Serializer for ObjectSerializer {
    type Ok = Vec<(String, Field)>;
    type Error = SerializeError;
    type SerializeSeq = Refused;
    type SerializeTuple = Refused;
    type SerializeTupleStruct = Refused;
    type SerializeTupleVariant = Refused;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Refused;

    without_fields! {
        serialize_bool(bool) "a boolean"
        serialize_i8(i8) "a number"
        serialize_i16(i16) "a number"
        serialize_i32(i32) "a number"
        serialize_i64(i64) "a number"
        serialize_u8(u8) "a number"
        serialize_u16(u16) "a number"
        serialize_u32(u32) "a number"
        serialize_u64(u64) "a number"
        serialize_f32(f32) "a number"
        serialize_f64(f64) "a number"
        serialize_char(char) "a text"
        serialize_str(&str) "a text"
        serialize_bytes(&[u8]) "bytes"
        serialize_none() "nothing"
        serialize_unit() "nothing"
        serialize_unit_struct(&'static str) "a struct without fields"
        serialize_unit_variant(&'static str, u32, &'static str) "an enum"
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, SerializeError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, SerializeError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Self::Ok, SerializeError> {
        no_fields("an enum")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Refused, SerializeError> {
        no_fields("a list")
    }

    fn serialize_tuple(self, _: usize) -> Result<Refused, SerializeError> {
        no_fields("a tuple")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Refused, SerializeError> {
        no_fields("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Refused, SerializeError> {
        no_fields("an enum")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, SerializeError> {
        Ok(Fields::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, SerializeError> {
        Ok(Fields::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Refused, SerializeError> {
        no_fields("an enum")
    }
}

impl Fields {
    fn add<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), SerializeError> {
        let field = value.serialize(FieldSerializer).map_err(|error| error.below(&name))?;
        self.fields.push((name, field));
        Ok(())
    }
}

impl SerializeStruct for Fields {
    type Ok = Vec<(String, Field)>;
    type Error = SerializeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), SerializeError> {
        self.add(name.to_owned(), value)
    }

    fn end(self) -> Result<Self::Ok, SerializeError> {
        Ok(self.fields)
    }
}

impl SerializeMap for Fields {
    type Ok = Vec<(String, Field)>;
    type Error = SerializeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), SerializeError> {
        let text = match key.serialize(FieldSerializer)? {
            Field::One(value) => value.to_text().map(Cow::into_owned),
            Field::Localized(_) => None,
        };
        let not_text = || SerializeError::new("a key of the map is not a text");
        self.key = Some(text.ok_or_else(not_text)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), SerializeError> {
        let name =
            self.key.take().ok_or_else(|| SerializeError::new("the map gives a value before its key"))?;
        self.add(name, value)
    }

    fn end(self) -> Result<Self::Ok, SerializeError> {
        Ok(self.fields)
    }
}
