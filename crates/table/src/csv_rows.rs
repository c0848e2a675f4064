//! Rows of a CSV file.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use csv::StringRecord;

use crate::broken_cells::{Broken, swallowed_rows};
use crate::columns::Columns;
use crate::csv_record::{BrokenCell, Record, RecordError, Records, Stray};
use crate::error::TableError;
use crate::formula::restored;
use crate::plan::Plan;
use crate::quotes::Quotes;
use crate::read::Budget;
use crate::rejects::REASON;
use crate::row::{Cell, OnRow, Raw, Row};

/// How a CSV file is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    pub(crate) quotes: Quotes,
    /// Whether its first line only says the delimiter.
    pub(crate) says_delimiter: bool,
}

/// Reads the header into `columns`, unless they are known from an earlier reading, and then every row.
pub(crate) fn read(
    name: &str,
    text: impl Read,
    layout: Layout,
    budget: &Budget,
    columns: &mut Columns,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let mut file = File {
        name,
        records: Records::new(BufReader::new(text), layout.delimiter, layout.quotes),
        budget,
        is_neutralized: false,
    };
    if layout.says_delimiter {
        file.records.skip_line().map_err(|error| file.problem(RecordError::Io(error), 1))?;
    }
    let mut record = Record::default();
    if !file.next(&mut record)? {
        return Err(TableError::Input(format!("{name} is empty; its first row should name the columns")));
    }
    file.is_neutralized = record.cells.iter().any(|name| name.trim() == REASON);
    file.restore(&mut record);
    if let Some(stray) = record.stray.filter(|_| layout.quotes == Quotes::Strict) {
        let problem = stray_problem(stray, columns.plan());
        return Err(TableError::Quotes(format!("{name}: the header is wrong: {problem}")));
    }
    if columns.all().is_empty() {
        for name in &record.cells {
            columns.add(name)?;
        }
        columns.check_complete()?;
    }
    let width = record.cells.len();
    while file.next(&mut record)? {
        let cells = match record.stray.filter(|_| layout.quotes == Quotes::Strict) {
            Some(stray) if stray.opened.line != stray.at.line => {
                return Err(TableError::Quotes(format!("{name}: {}", swallowed(stray, columns.plan()))));
            }
            Some(stray) => Err(stray_problem(stray, columns.plan())),
            None => cells(&record.cells, width, columns),
        };
        if cells.is_ok() {
            note_broken(&record, layout.delimiter, columns);
        }
        let line = Some(record.line).filter(|line| *line > record.row);
        on_row(columns, Row { number: record.row, line, cells, raw: Raw::Csv(&record.cells) })?;
    }
    Ok(())
}

struct File<'a, R> {
    name: &'a str,
    records: Records<R>,
    budget: &'a Budget,
    /// Whether its cells are as [`crate::neutralized`] makes them.
    is_neutralized: bool,
}

impl<R: std::io::BufRead> File<'_, R> {
    fn next(&mut self, record: &mut Record) -> Result<bool, TableError> {
        self.budget.renew();
        let next = self.records.next(record);
        let next = next.map_err(|error| self.problem(error, record.line))?;
        self.restore(record);
        Ok(next)
    }

    fn restore(&self, record: &mut Record) {
        if self.is_neutralized {
            record.cells = record.cells.iter().map(restored).collect();
        }
    }

    fn problem(&self, error: RecordError, line: u64) -> TableError {
        let (name, row) = (self.name, self.records.row() + 1);
        match error {
            RecordError::Io(error) => {
                TableError::Input(format!("{name}: row {row}, which begins in line {line}: {error}"))
            }
            RecordError::Unclosed(at) => {
                let (line, column) = (at.line, at.column);
                TableError::Quotes(format!(
                    "{name}: the quote that opens in line {line}, column {column} (row {row}) is never closed, so all \
                     that follows would be one cell; close it, or write a quote within a cell twice"
                ))
            }
        }
    }
}

fn stray_problem(stray: Stray, plan: &Plan) -> String {
    let advice = plan.advice(", or keep such cells as they stand with --quotes lenient");
    let (line, column) = (stray.at.line, stray.at.column);
    format!(
        "text follows the closing quote of a cell (line {line}, column {column}); write a quote within a cell twice{advice}"
    )
}

/// A quote whose cell goes over lines up to one that should open another cell.
fn swallowed(stray: Stray, plan: &Plan) -> String {
    let (line, column, opened) = (stray.at.line, stray.at.column, stray.opened);
    let advice = plan.advice(". If the cell is right, keep it as it stands with --quotes lenient");
    format!(
        "line {line}, column {column}: text follows the closing quote of a cell that opens in line {}, column {}; one \
         of the two quotes has no partner{advice}",
        opened.line, opened.column
    )
}

/// Notes cells of several lines, and whether their lines look like rows that a quote has swallowed.
fn note_broken(record: &Record, delimiter: u8, columns: &mut Columns) {
    for BrokenCell { place, line } in &record.broken {
        let text = record.cells.get(*place).unwrap_or_default();
        let lines = text.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64 + 1;
        let holds = swallowed_rows(record, *place, delimiter);
        columns.note_broken(*place, Broken { row: record.row, line: *line, lines, holds });
    }
}

fn cells<'a>(
    record: &'a StringRecord,
    width: usize,
    columns: &Columns,
) -> Result<Vec<(usize, Cell<'a>)>, String> {
    if record.len() != width {
        let found = record.len();
        let cells = if found == 1 { "cell" } else { "cells" };
        return Err(format!(
            "it has {found} {cells}, and the header has {width}; is a quote or a delimiter amiss?"
        ));
    }
    let mut cells = Vec::with_capacity(width);
    for (place, (text, column)) in record.iter().zip(columns.all()).enumerate() {
        if column.unnamed && !text.is_empty() {
            let number = place + 1;
            let advice = columns.plan().advice(&format!(
                "; name it with --map '#{number}=ID', or leave it out with --skip '#{number}'"
            ));
            return Err(format!("column {number} has a value and no name{advice}"));
        }
        let cell = if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) };
        cells.push((place, cell));
    }
    Ok(cells)
}
