//! Reads YAML. The library gives the text of any scalar to who asks for a text, so a document is read twice: for what is a
//! number in it, and for the digits.

use std::fmt;

use octant_model::Decimal;
use serde::de::{
    DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};
use serde_norway::Value as Yaml;
use serde_norway::value::{Tag, TaggedValue};

use super::{NUMBER, depth};

/// YAML, in which a part may be used again by `*name` and `<<: *name`.
///
/// # Errors
/// What is no YAML or nested too deep, and keys that are no texts.
pub(crate) fn read(text: &str) -> Result<Json, String> {
    depth::check(text)?;
    let told = |error: serde_norway::Error| error.to_string();
    let form: Form = serde_norway::from_str(text).map_err(told)?;
    let mut value = Exact(&form).deserialize(serde_norway::Deserializer::from_str(text)).map_err(told)?;
    value.apply_merge().map_err(told)?;
    json(value)
}

/// What is a number in a document, and where.
enum Form {
    Number,
    List(Vec<Self>),
    /// The values of an object.
    Object(Vec<Self>),
    Tagged(Box<Self>),
    Other,
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FormVisitor)
    }
}

struct FormVisitor;

impl<'de> Visitor<'de> for FormVisitor {
    type Value = Form;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Form, E> {
        Ok(Form::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Form, E> {
        Ok(Form::Other)
    }

    fn visit_unit<E>(self) -> Result<Form, E> {
        Ok(Form::Other)
    }

    fn visit_none<E>(self) -> Result<Form, E> {
        Ok(Form::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Form, E> {
        Ok(Form::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Form, E> {
        Ok(Form::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Form, E> {
        Ok(Form::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Form, E> {
        Ok(Form::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Form, E> {
        Ok(Form::Number)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Form, A::Error> {
        let mut forms = Vec::new();
        while let Some(form) = list.next_element()? {
            forms.push(form);
        }
        Ok(Form::List(forms))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Form, A::Error> {
        let mut forms = Vec::new();
        while let Some((IgnoredAny, form)) = object.next_entry()? {
            forms.push(form);
        }
        Ok(Form::Object(forms))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Form, A::Error> {
        let (IgnoredAny, content) = tagged.variant()?;
        Ok(Form::Tagged(Box::new(content.newtype_variant()?)))
    }
}

/// Reads a value of that form, its numbers as texts with a tag.
struct Exact<'f>(&'f Form);

impl<'de> DeserializeSeed<'de> for Exact<'_> {
    type Value = Yaml;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Yaml, D::Error> {
        match self.0 {
            Form::Other => Yaml::deserialize(deserializer),
            Form::Number => number(&String::deserialize(deserializer)?).map_err(D::Error::custom),
            Form::List(_) | Form::Object(_) | Form::Tagged(_) => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Exact<'_> {
    type Value = Yaml;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("what was read before")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Yaml, A::Error> {
        let Form::List(forms) = self.0 else { return Err(A::Error::custom("it is no list any more")) };
        let mut values = Vec::with_capacity(forms.len());
        for form in forms {
            values.extend(list.next_element_seed(Exact(form))?);
        }
        Ok(Yaml::Sequence(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Yaml, A::Error> {
        let Form::Object(forms) = self.0 else { return Err(A::Error::custom("it is no object any more")) };
        let mut members = serde_norway::Mapping::with_capacity(forms.len());
        for form in forms {
            let Some(key) = object.next_key::<Yaml>()? else { break };
            let name = key.as_str().map(str::to_owned).unwrap_or_default();
            if members.insert(key, object.next_value_seed(Exact(form))?).is_some() {
                return Err(A::Error::custom(format!("the member {name:?} is given twice")));
            }
        }
        Ok(Yaml::Mapping(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Yaml, A::Error> {
        let Form::Tagged(form) = self.0 else { return Err(A::Error::custom("it has no tag any more")) };
        let (tag, content) = tagged.variant::<String>()?;
        let value = content.newtype_variant_seed(Exact(form))?;
        Ok(Yaml::Tagged(Box::new(TaggedValue { tag: Tag::new(tag), value })))
    }
}

/// A number with its digits; one in another notation, such as `0x1F`, as the library reads it.
fn number(text: &str) -> Result<Yaml, serde_norway::Error> {
    match text.parse::<Decimal>() {
        Ok(number) => {
            let value = Yaml::String(number.to_string());
            Ok(Yaml::Tagged(Box::new(TaggedValue { tag: Tag::new(NUMBER), value })))
        }
        Err(_) => serde_norway::from_str(text),
    }
}

fn json(value: Yaml) -> Result<Json, String> {
    Ok(match value {
        Yaml::Sequence(list) => list.into_iter().map(json).collect::<Result<_, _>>()?,
        Yaml::Mapping(members) => {
            let member = |(key, value): (Yaml, Yaml)| Ok((name(key)?, json(value)?));
            Json::Object(members.into_iter().map(member).collect::<Result<Map<_, _>, String>>()?)
        }
        Yaml::Tagged(tagged) => match (tagged.tag == NUMBER, &tagged.value) {
            (true, Yaml::String(text)) => {
                let number: Decimal = text.parse().map_err(|error| format!("!{NUMBER}: {error}"))?;
                Json::Number((&number).into())
            }
            _ => Json::Object(Map::from_iter([(tagged.tag.to_string(), json(tagged.value)?)])),
        },
        scalar => serde_json::to_value(scalar).map_err(|error| error.to_string())?,
    })
}

/// The key of a member.
fn name(key: Yaml) -> Result<String, String> {
    match json(key)? {
        Json::String(text) => Ok(text),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(flag) => Ok(flag.to_string()),
        other => Err(format!("{other} is no name of a member")),
    }
}
