//! Reads the declarative file: YAML, or by its name JSON or TOML.

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::failure::Failure;
use super::normal::normal;
use super::setup::Setup;
use super::{check, members};

/// The file, or standard input where it is `-`.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub(crate) fn file(path: &Path) -> Result<Setup, Failure> {
    let failed = |error: std::io::Error| Failure::Input(vec![format!("{}: {error}", path.display())]);
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text).map_err(failed)?
    } else {
        std::fs::read_to_string(path).map_err(failed)?
    };
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let value = match extension.to_ascii_lowercase().as_str() {
        "json" => serde_json::from_str(&text).map_err(|error| error.to_string()),
        "toml" => toml::from_str(&text).map_err(|error| error.to_string()),
        _ => yaml(&text),
    };
    let value = value.map_err(|problem| Failure::Input(vec![format!("{}: {problem}", path.display())]))?;
    setup(value)
}

/// YAML, in which a part may be used again by `*name` and `<<: *name`.
pub(crate) fn yaml(text: &str) -> Result<Value, String> {
    let mut value: serde_norway::Value = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// What the file says, in its one spelling.
pub(crate) fn setup(value: Value) -> Result<Setup, Failure> {
    let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
    let mut told = Vec::new();
    members::unknown(&value, members::SETUP, "", &mut told);
    if !told.is_empty() {
        return Err(Failure::Input(told));
    }
    let setup: Setup = serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("{path}: ") };
        Failure::Input(vec![format!("{place}{}", error.inner())])
    })?;
    let setup = normal(setup);
    match check::alone(&setup) {
        told if told.is_empty() => Ok(setup),
        told => Err(Failure::Input(told)),
    }
}
