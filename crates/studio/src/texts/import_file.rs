//! Words of the pages on which a file is imported.

pub(crate) const TITLE: &str = "Import a file";
pub(crate) const STEPS_LABEL: &str = "Steps of the import";
pub(crate) const STEPS: [&str; 4] = ["Choose a file", "Map the columns", "Check", "Import"];
pub(crate) const DROP: &str =
    "Drop a CSV, JSON or NDJSON file here, or choose one. It may be packed with gzip";
pub(crate) const UPLOAD: &str = "Continue";
pub(crate) const UPLOADING: &str = "Uploading…";
pub(crate) const NOTHING_HAPPENS: &str =
    "Nothing is stored before you have seen what would be created, updated and left alone.";
pub(crate) const READING: &str = "How to read it";
pub(crate) const FORMAT: &str = "Format";
pub(crate) const DELIMITER: &str = "Delimiter";
pub(crate) const ENCODING: &str = "Encoding";
pub(crate) const ENCODING_HINT: &str = "If a letter below is wrong, choose another.";
pub(crate) const QUOTES: &str = "Quotes";
pub(crate) const REPLACE_INVALID: &str = "Replace unreadable characters by \u{fffd}";
pub(crate) const REPLACE_INVALID_HINT: &str = "Otherwise a file with any of them isn't imported.";
pub(crate) const NOTES: &str = "Check how the file was read";
pub(crate) const READINGS: &str = "The same lines in other encodings";
pub(crate) const LINE: &str = "Line";
pub(crate) const KEY: &str = "Key";
pub(crate) const KEY_HINT: &str =
    "Columns whose values name an entry. An entry with the same key is updated, not doubled.";
pub(crate) const KEY_SEPARATOR: &str = "Between several key columns";
pub(crate) const COLUMNS: &str = "Columns";
pub(crate) const COLUMN: &str = "Column";
pub(crate) const EXAMPLES: &str = "Examples";
pub(crate) const PROPERTY: &str = "Property";
pub(crate) const LANGUAGE: &str = "Language";
pub(crate) const LIST: &str = "List delimiter";
pub(crate) const TAKE: &str = "Take";
pub(crate) const OPTIONS: &str = "Options";
pub(crate) const CLEAR_EMPTY: &str = "Empty cells clear what is there";
pub(crate) const CLEAR_EMPTY_HINT: &str = "Otherwise they leave the value alone.";
pub(crate) const PARTIAL: &str = "Take the good rows when some are rejected";
pub(crate) const PARTIAL_HINT: &str = "Otherwise one bad row stops everything.";
pub(crate) const PREVIEW: &str = "The first rows as entries";
pub(crate) const PREVIEW_REFRESH: &str = "Show the preview";
pub(crate) const PREVIEW_NONE: &str = "Choose a key column, and at least one column to take.";
pub(crate) const CHECK: &str = "Check what would happen";
pub(crate) const CHECKING: &str = "Checking…";
pub(crate) const CREATE: &str = "Will be created";
pub(crate) const UPDATE: &str = "Will be updated";
pub(crate) const LEAVE: &str = "Stay as they are";
pub(crate) const REJECT: &str = "Rejected rows";
pub(crate) const CREATED: &str = "Created";
pub(crate) const UPDATED: &str = "Updated";
pub(crate) const LEFT: &str = "Left alone";
pub(crate) const REJECTED: &str = "Rejected";
pub(crate) const EXAMPLES_OF_CHANGES: &str = "What changes, as examples";
pub(crate) const RUN: &str = "Import now";
pub(crate) const RUNNING: &str = "Importing…";
pub(crate) const BACK: &str = "Back to the columns";
pub(crate) const ROW: &str = "Row";
pub(crate) const PROBLEM: &str = "Problem";
pub(crate) const DOWNLOAD: &str = "Download the rejected rows";
pub(crate) const DONE: &str = "The import is done";
pub(crate) const FAILED: &str = "The import was stopped";
pub(crate) const TO_ENTRIES: &str = "See the entries";
pub(crate) const ANOTHER: &str = "Import another file";
pub(crate) const ALL_REJECTED: &str = "No row can be taken. Go back and look at the key and the columns.";
pub(crate) const NO_ROWS: &str = "The file has no rows. There is nothing to import.";
pub(crate) const REJECTED_STOP: &str =
    "Some rows are rejected and nothing would be taken. Correct them, or go back and take the good rows.";

pub(crate) fn file(name: &str, size: &str, rows: &str) -> String {
    if rows.is_empty() { format!("{name}, {size}") } else { format!("{name}, {size}, {rows} rows") }
}

pub(crate) fn waits(time: &str) -> String {
    format!("Until then the file waits here, for {time} at the most and not over a restart of the server.")
}

pub(crate) fn limit(size: &str) -> String {
    format!("Up to {size}.")
}
