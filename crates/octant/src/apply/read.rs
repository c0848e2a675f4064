//! Reads the declarative file: YAML, or by its name JSON or TOML.

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::failure::Failure;
use super::normal::normal;
use super::setup::Setup;
use super::{check, members, toml_file, yaml};

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
    // Some editors begin every file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let value = match extension.to_ascii_lowercase().as_str() {
        "json" => serde_json::from_str(text).map_err(|error| error.to_string()),
        "toml" => toml_file::read(text),
        _ => yaml::read(text),
    };
    let value = value.map_err(|problem| Failure::Input(vec![format!("{}: {problem}", path.display())]))?;
    setup(value)
}

/// What the file says, in its one spelling.
pub(crate) fn setup(value: Value) -> Result<Setup, Failure> {
    let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
    let mut told = Vec::new();
    members::unknown(&value, members::SETUP, "", &mut told);
    if !told.is_empty() {
        return Err(Failure::Input(told));
    }
    let mut setup: Setup = serde_path_to_error::deserialize(&value).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("{path}: ") };
        Failure::Input(vec![format!("{place}{}", error.inner())])
    })?;
    // On its way through serde, a number such as -0 may become another one.
    let given = value["segments"].as_array().into_iter().flatten();
    for (segment, given) in setup.segments.iter_mut().flatten().zip(given) {
        segment.criteria.clone_from(&given["criteria"]);
    }
    let setup = normal(setup);
    match check::alone(&setup) {
        told if told.is_empty() => Ok(setup),
        told => Err(Failure::Input(told)),
    }
}
