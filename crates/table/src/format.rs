//! How a file is laid out.

use std::ffi::OsStr;
use std::path::Path;

use crate::error::TableError;
use crate::kind::{self, Json};

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Rows of cells, with a header.
    Csv {
        /// What stands between cells.
        delimiter: u8,
    },
    /// One array of objects.
    JsonArray,
    /// One object a line.
    Ndjson,
}

impl Format {
    /// What the format calls the thing that becomes an entity.
    #[must_use]
    pub fn row_name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "row",
            Self::JsonArray => "element",
            Self::Ndjson => "line",
        }
    }
}

/// The formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatName {
    /// Rows of cells, with a header.
    Csv,
    /// One array of objects.
    Json,
    /// One object a line.
    Ndjson,
}

/// The format that a file's name and the beginning of its text show.
///
/// # Errors
/// [`TableError::Kind`] where the text is something else than the name says.
pub(crate) fn shown(name: &str, start: &str) -> Result<FormatName, TableError> {
    if let Some(kind) = kind::markup(start) {
        return Err(TableError::kind(name, kind));
    }
    let is_blank = start.trim().is_empty();
    if let (Some(Json::Objects), Some(list)) = (kind::json(start), kind::long_object(start)) {
        return Err(TableError::one_object(name, list.as_deref()));
    }
    match (extension(name).as_deref(), kind::json(start)) {
        (Some("csv" | "tsv" | "tab"), Some(layout)) => {
            let (kind, option) = match layout {
                Json::Array => ("JSON", "json"),
                Json::Objects => ("JSON, an object", "ndjson"),
            };
            Err(TableError::misnamed(name, kind, "CSV", option))
        }
        (Some("csv" | "tsv" | "tab"), None) => Ok(FormatName::Csv),
        (Some("ndjson" | "jsonl"), Some(Json::Array)) => {
            Err(TableError::misnamed(name, "one JSON array", "an object a line", "json"))
        }
        (Some("ndjson" | "jsonl"), _) => Ok(FormatName::Ndjson),
        (_, Some(Json::Array)) => Ok(FormatName::Json),
        (_, Some(Json::Objects)) => Ok(FormatName::Ndjson),
        (Some("json"), None) if is_blank || start.trim_start().starts_with(['[', '{']) => {
            Ok(FormatName::Json)
        }
        (Some("json"), None) => Err(match kind::json_value(start) {
            Some(value) => TableError::Input(format!(
                "{name} is {value}, and no list of objects; JSON without rows is []"
            )),
            None => TableError::misnamed(name, "not JSON", "JSON", "csv"),
        }),
        (_, None) => Ok(FormatName::Csv),
    }
}

/// The ending of a file's name, in small letters, without that of a packed file.
fn extension(name: &str) -> Option<String> {
    let path = Path::new(name);
    let lower = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    match lower(path)?.as_str() {
        "gz" => lower(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_packed_file_is_that_of_what_is_in_it() {
        for (name, ending) in [
            ("a.CSV", Some("csv")),
            ("a.csv.gz", Some("csv")),
            ("a.json.GZ", Some("json")),
            ("a.gz", None),
            ("a", None),
        ] {
            assert_eq!(extension(name).as_deref(), ending, "{name}");
        }
    }
}
