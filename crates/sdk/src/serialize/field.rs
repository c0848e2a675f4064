//! The serializer of one field: a value, a list, or a value for each language.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::list::Elements;
use super::localized;
use super::token::{self, Token};
use super::{SerializeError, fields};
use crate::value::Value;

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// A value without a language.
    One(Value),
    /// A value for each language.
    Localized(Vec<(String, Value)>),
}

/// Takes what a property can hold.
pub(super) struct FieldSerializer;

type Refused = Impossible<Field, SerializeError>;

fn is_object<T>() -> Result<T, SerializeError> {
    Err(SerializeError::new(
        "it is an object; flatten it with #[serde(flatten)], or push it as an entity of its own (texts by language \
         are a Localized)",
    ))
}

macro_rules! values {
    ($($method:ident $type:ty)*) => {$(
        fn $method(self, value: $type) -> Result<Field, SerializeError> {
            Ok(Field::One(Value::from(value)))
        }
    )*};
}

impl Serializer for FieldSerializer {
    type Ok = Field;
    type Error = SerializeError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Refused;
    type SerializeMap = Refused;
    type SerializeStruct = Token;
    type SerializeStructVariant = Refused;

    values! {
        serialize_bool bool
        serialize_i8 i8
        serialize_i16 i16
        serialize_i32 i32
        serialize_i64 i64
        serialize_i128 i128
        serialize_u8 u8
        serialize_u16 u16
        serialize_u32 u32
        serialize_u64 u64
        serialize_u128 u128
        serialize_f32 f32
        serialize_f64 f64
        serialize_char char
        serialize_str &str
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Field, SerializeError> {
        Err(SerializeError::new("it is bytes; write them as text, such as base64"))
    }

    fn serialize_none(self) -> Result<Field, SerializeError> {
        Ok(Field::One(Value::Null))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Field, SerializeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Field, SerializeError> {
        Ok(Field::One(Value::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Field, SerializeError> {
        Ok(Field::One(Value::Null))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Field, SerializeError> {
        Ok(Field::One(Value::from(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Field, SerializeError> {
        if name != localized::NAME {
            return value.serialize(self);
        }
        let single = |(language, field): (String, Field)| match field {
            Field::One(value) => Ok((language, value)),
            Field::Localized(_) => {
                Err(SerializeError::new("it has languages within a language").below(&language))
            }
        };
        let values: Result<_, _> = fields(value)?.into_iter().map(single).collect();
        Ok(Field::Localized(values?))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Field, SerializeError> {
        is_object()
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements, SerializeError> {
        Ok(Elements::with_capacity(length.unwrap_or(0)))
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements, SerializeError> {
        Ok(Elements::with_capacity(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Elements, SerializeError> {
        Ok(Elements::with_capacity(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Refused, SerializeError> {
        is_object()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Refused, SerializeError> {
        is_object()
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Token, SerializeError> {
        if token::is_token(name) { Ok(Token::default()) } else { is_object() }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Refused, SerializeError> {
        is_object()
    }
}
