//! A row as a reader gives it, whatever the format.

use std::borrow::Cow;

use crate::columns::Columns;
use crate::error::TableError;

/// A row of cells, an element of an array, or a line.
pub(crate) struct Row<'a> {
    /// Its place: a CSV row as a spreadsheet counts it (the header is 1), an element from 1, a line of the file.
    pub(crate) number: u64,
    /// The line of the file where it begins, where line breaks in cells make that another number.
    pub(crate) line: Option<u64>,
    /// The cells, by their column's place in [`Columns`], or what is wrong with the row as a whole.
    pub(crate) cells: Result<Vec<(usize, Cell<'a>)>, String>,
    /// The row as it stands in the file, for the rejects file.
    pub(crate) raw: Raw<'a>,
}

/// What a row holds in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    /// The scalars of a JSON array.
    List(Vec<String>),
}

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub enum Raw<'a> {
    /// The cells.
    Csv(&'a csv::StringRecord),
    /// The text of an object.
    Json(&'a str),
}

/// What readers hand rows to.
pub(crate) type OnRow<'a> = &'a mut dyn FnMut(&Columns, Row<'_>) -> Result<(), TableError>;
