//! The settings file: a flat table of TOML.

use std::path::Path;

use toml::{Table, Value};

use super::Refusal;

/// A key and its value, as text that the flag of that name takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) value: String,
}

/// Everything that the file sets.
pub(super) fn read(path: &Path) -> Result<Vec<Setting>, Refusal> {
    let refused = |problem: String| Refusal::File { path: path.display().to_string(), problem };
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    parse(&text).map_err(refused)
}

fn parse(text: &str) -> Result<Vec<Setting>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let mut settings = Vec::new();
    for (key, value) in table {
        let value = as_text(&value).ok_or_else(|| {
            format!(
                "{key} is a {}; write a text, a number, true or false, or a list of these",
                value.type_str()
            )
        })?;
        settings.push(Setting { key, value });
    }
    Ok(settings)
}

/// The value as it would stand on the command line; lists with commas.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Array(elements) => {
            let texts: Option<Vec<String>> = elements.iter().map(as_text).collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Datetime(_) | Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_numbers_and_lists_become_what_the_flag_takes() {
        let settings =
            parse("max_imports = 8\nlisten = \"[::]:80\"\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]");
        let setting = |key: &str, value: &str| Setting { key: key.to_owned(), value: value.to_owned() };
        assert_eq!(
            settings,
            Ok(vec![
                setting("listen", "[::]:80"),
                setting("max_imports", "8"),
                setting("trusted_proxies", "10.0.0.1,::1"),
            ])
        );
    }

    #[test]
    fn what_is_no_value_is_refused_by_name() {
        let problem = parse("[server]\nlisten = \"x\"").expect_err("a table");
        assert!(problem.starts_with("server is a table"), "{problem}");
        assert!(parse("listen =").is_err());
    }
}
