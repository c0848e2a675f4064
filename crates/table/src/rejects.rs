//! The rejected rows: named on the terminal, and written to a file from which they can be imported again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use crate::check::{Checked, Verdict};
use crate::columns::Columns;
use crate::error::TableError;
use crate::format::Format;
use crate::formula::neutralized;
use crate::input::Input;
use crate::json_rows::raw_members;
use crate::read;
use crate::row::{Raw, Row};

/// The column that tells why a row was rejected. In a CSV file that has it, formulas are neutralized.
pub(crate) const REASON: &str = "reject_reason";

/// The same where cells stand as they came.
const RAW_REASON: &str = "reject_reason_raw";

/// What becomes of cells that a spreadsheet would run as formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulas {
    /// They become texts; reading the file takes that back.
    Neutralized,
    /// They stay as they came, for programs.
    Raw,
}

/// A row that is not in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Its place, as the format counts.
    pub row: u64,
    /// The line of the file where it begins, where that is another number or rows are not counted by lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What is wrong with it.
    pub reason: String,
}

impl RejectedRow {
    /// Its place, such as `row 3 (line 4)`.
    #[must_use]
    pub fn place(&self, format: Format) -> String {
        let (name, number) = (format.row_name(), self.row);
        match self.line {
            Some(line) => format!("{name} {number} (line {line})"),
            None => format!("{name} {number}"),
        }
    }

    /// The row and what is wrong with it, on one line.
    #[must_use]
    pub fn describe(&self, format: Format) -> String {
        format!("{}: {}", self.place(format), self.reason)
    }
}

/// Reads the file once more and hands on every row that is wrong, or whose entity the server did not take
/// (`by_server`: the reasons by key).
///
/// # Errors
/// What keeps the file from being read, and what `on_rejected` fails with.
pub fn each(
    input: &Input,
    checked: &Checked,
    by_server: &HashMap<String, String>,
    on_rejected: &mut dyn FnMut(RejectedRow, Raw<'_>) -> Result<(), TableError>,
) -> Result<(), TableError> {
    read::rows(input, &mut checked.columns.clone(), &Arc::default(), &mut |_, row| {
        let Row { number, line, raw, .. } = row;
        let reason = match checked.judge(row) {
            Verdict::Bad(reason) => Some(reason),
            Verdict::Alone(row) | Verdict::Part(row, ..) => by_server.get(&row.key).cloned(),
        };
        match reason {
            Some(reason) => on_rejected(RejectedRow { row: number, line, reason }, raw),
            None => Ok(()),
        }
    })
}

/// Writes rejected rows in the format in which they came, as UTF-8.
pub struct RejectsFile {
    path: PathBuf,
    writer: Writer,
}

enum Writer {
    Csv { writer: Box<csv::Writer<File>>, width: usize, reason: Option<usize>, formulas: Formulas },
    Json { writer: BufWriter<File>, is_array: bool, count: u64 },
}

impl RejectsFile {
    /// Makes the file, empty but for what stands before the first row.
    ///
    /// # Errors
    /// [`TableError::File`].
    pub fn create(
        path: &Path,
        input: &Input,
        columns: &Columns,
        formulas: Formulas,
    ) -> Result<Self, TableError> {
        let failed = |error| TableError::file(path, error);
        let file = File::create(path).map_err(failed)?;
        let writer = match input.format {
            Format::Csv { delimiter } => {
                let mut writer =
                    csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(file);
                let mut names: Vec<&str> = columns.all().iter().map(|column| column.name.as_str()).collect();
                let (width, title) = (names.len(), formulas.title());
                let reason = names.iter().position(|name| [REASON, RAW_REASON].contains(name));
                match reason {
                    Some(place) => names[place] = title,
                    None => names.push(title),
                }
                let names = names.into_iter().map(|name| formulas.shown(name).into_owned());
                writer.write_record(names).map_err(|error| failed(error.into()))?;
                Writer::Csv { writer: Box::new(writer), width, reason, formulas }
            }
            Format::JsonArray => {
                let mut writer = BufWriter::new(file);
                writer.write_all(b"[").map_err(failed)?;
                Writer::Json { writer, is_array: true, count: 0 }
            }
            Format::Ndjson => Writer::Json { writer: BufWriter::new(file), is_array: false, count: 0 },
        };
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Adds a row with the reason.
    ///
    /// # Errors
    /// [`TableError::File`].
    pub fn add(&mut self, raw: Raw<'_>, why: &str) -> Result<(), TableError> {
        let written = match (&mut self.writer, raw) {
            (Writer::Csv { writer, width, reason, formulas }, Raw::Csv(record)) => {
                let mut cells: Vec<&str> = record.iter().collect();
                cells.resize(cells.len().max(*width), "");
                match reason {
                    Some(place) => cells[*place] = why,
                    None => cells.push(why),
                }
                writer
                    .write_record(cells.into_iter().map(|cell| formulas.shown(cell).into_owned()))
                    .map_err(Into::into)
            }
            (Writer::Json { writer, is_array, count }, Raw::Json(text)) => {
                let separator = match (*is_array, *count) {
                    (false, _) => "",
                    (true, 0) => "\n",
                    (true, _) => ",\n",
                };
                *count += 1;
                let end = if *is_array { "" } else { "\n" };
                write!(writer, "{separator}{}{end}", with_reason(text, why))
            }
            _ => Err(std::io::Error::other("rows of two formats in one file")),
        };
        written.map_err(|error| TableError::file(&self.path, error))
    }

    /// Writes what stands after the last row, and makes sure that all is written.
    ///
    /// # Errors
    /// [`TableError::File`].
    pub fn finish(mut self) -> Result<(), TableError> {
        let written = match &mut self.writer {
            Writer::Csv { writer, .. } => writer.flush(),
            Writer::Json { writer, is_array, .. } => {
                writer.write_all(if *is_array { b"\n]\n" } else { b"" }).and_then(|()| writer.flush())
            }
        };
        written.map_err(|error| TableError::file(&self.path, error))
    }
}

impl Formulas {
    fn title(self) -> &'static str {
        match self {
            Self::Neutralized => REASON,
            Self::Raw => RAW_REASON,
        }
    }

    fn shown(self, cell: &str) -> Cow<'_, str> {
        match self {
            Self::Neutralized => neutralized(cell),
            Self::Raw => Cow::Borrowed(cell),
        }
    }
}

/// The object with the reason as its last member; whatever else it is, in an object of its own.
fn with_reason(text: &str, why: &str) -> String {
    let reason = json!(why).to_string();
    let Ok(members) = raw_members(text) else {
        return json!({"rejected": text, REASON: why}).to_string();
    };
    let kept = members.iter().filter(|(name, _)| name != REASON);
    let mut shown: Vec<String> =
        kept.map(|(name, value)| format!("{}:{}", json!(name), value.get())).collect();
    shown.push(format!("\"{REASON}\":{reason}"));
    format!("{{{}}}", shown.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_keeps_its_members_and_gets_the_last_reason() {
        assert_eq!(with_reason(r#"{"a": 1.50}"#, "odd"), r#"{"a":1.50,"reject_reason":"odd"}"#);
        assert_eq!(with_reason("{}", "odd"), r#"{"reject_reason":"odd"}"#);
        assert_eq!(
            with_reason(r#"{"reject_reason":"old","a":1}"#, "new"),
            r#"{"a":1,"reject_reason":"new"}"#
        );
        assert_eq!(with_reason("[1", "odd"), r#"{"rejected":"[1","reject_reason":"odd"}"#);
    }
}
