//! A filter as a text that is edited as it is.

use octant_studio::Field;
use serde_json::Value as Json;

/// The filter as a text.
pub(super) fn write(filter: &Json) -> Field {
    Field::of(format!("{filter:#}"))
}

/// The filter that the text says, or what is wrong with its writing.
pub(super) fn read(text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|problem| format!("this is no JSON: {problem}"))
}
