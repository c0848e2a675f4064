//! TOML whose numbers keep their digits.

use octant_model::Decimal;
use octant_model::decimal::InvalidDecimal;
use serde_json::{Map, Value as Json};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// TOML as JSON.
///
/// # Errors
/// What is no TOML, and numbers that are too large.
pub(super) fn read(text: &str) -> Result<Json, String> {
    let table = DeTable::parse(text).map_err(|error| told(&error, text))?;
    object(table.into_inner())
}

/// The problem with its place. The library shows the whole line, however long it is.
fn told(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    format!("line {line}, column {column}: {}", error.message())
}

fn object(table: DeTable<'_>) -> Result<Json, String> {
    let member = |(name, value): (Spanned<std::borrow::Cow<'_, str>>, Spanned<DeValue<'_>>)| {
        Ok((name.into_inner().into_owned(), json(value.into_inner())?))
    };
    Ok(Json::Object(table.into_iter().map(member).collect::<Result<Map<_, _>, String>>()?))
}

fn json(value: DeValue<'_>) -> Result<Json, String> {
    Ok(match value {
        DeValue::String(text) => Json::String(text.into_owned()),
        DeValue::Integer(whole) => integer(&whole)?,
        DeValue::Float(number) => match number.as_str().parse::<Decimal>() {
            Ok(number) => Json::Number((&number).into()),
            // inf and nan, which JSON does not have.
            Err(_) => Json::Null,
        },
        DeValue::Boolean(flag) => Json::Bool(flag),
        DeValue::Datetime(time) => Json::String(time.to_string()),
        DeValue::Array(list) => {
            list.into_iter().map(|value| json(value.into_inner())).collect::<Result<_, _>>()?
        }
        DeValue::Table(table) => object(table)?,
    })
}

fn integer(whole: &DeInteger<'_>) -> Result<Json, String> {
    let text = whole.as_str();
    if whole.radix() != 10 {
        let number = u64::from_str_radix(text, whole.radix());
        return number.map(Json::from).map_err(|_| format!("{text} is too large a number"));
    }
    let number: Decimal = text.parse().map_err(|error: InvalidDecimal| error.to_string())?;
    Ok(Json::Number((&number).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let toml = "a = 12.50\nb = [50.714999999999996, 9007199254740993, 1_000, 0x1F]\nc = {d = 1e-400, e = +5}\n\
            f = 1979-05-27\n[g]\nh = -0.0\n";
        let json = r#"{"a":12.50,"b":[50.714999999999996,9007199254740993,1000,31],"c":{"d":1e-400,"e":5},"#
            .to_owned()
            + r#""f":"1979-05-27","g":{"h":-0.0}}"#;
        assert_eq!(read(toml).expect("TOML").to_string(), json);
        assert!(read("a = ").is_err());
    }
}
