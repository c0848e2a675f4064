//! Rows of a CSV file.

use std::borrow::Cow;
use std::io::Read;

use csv::StringRecord;

use crate::columns::Columns;
use crate::error::TableError;
use crate::read::Budget;
use crate::row::{Cell, OnRow, Raw, Row};

/// Reads the header into `columns`, unless they are known from an earlier reading, and then every row.
pub(crate) fn read(
    name: &str,
    text: impl Read,
    delimiter: u8,
    budget: &Budget,
    columns: &mut Columns,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut records = Records { name, reader, budget, number: 0, lag: 0 };
    let mut record = StringRecord::new();
    if !records.next(&mut record)? {
        return Err(TableError::Input(format!("{name} is empty; its first row should name the columns")));
    }
    records.find_lag(&record);
    if columns.all().is_empty() {
        for name in &record {
            columns.add(name)?;
        }
        columns.check_complete()?;
    }
    let width = record.len();
    while records.next(&mut record)? {
        let number = records.number;
        let begins = record.position().map(|position| position.line() + records.lag);
        // Lines that end in a carriage return alone are not counted, so a smaller number says nothing.
        let line = begins.filter(|line| *line > number);
        let cells = cells(&record, width, columns);
        on_row(columns, Row { number, line, cells, raw: Raw::Csv(&record) })?;
    }
    Ok(())
}

struct Records<'a, R> {
    name: &'a str,
    reader: csv::Reader<R>,
    budget: &'a Budget,
    /// Of the record that was read last, from 1.
    number: u64,
    /// By how much the reader's line numbers are behind: where lines end in two characters, it takes the second
    /// together with the next record.
    lag: u64,
}

impl<R: Read> Records<'_, R> {
    fn next(&mut self, record: &mut StringRecord) -> Result<bool, TableError> {
        self.budget.renew();
        self.number += 1;
        let line = self.reader.position().line() + self.lag;
        self.reader.read_record(record).map_err(|error| {
            let (name, number, problem) = (self.name, self.number, csv_problem(error));
            TableError::Input(format!("{name}: row {number}, which begins in line {line}: {problem}"))
        })
    }

    fn find_lag(&mut self, header: &StringRecord) {
        let breaks: usize = header.iter().map(|cell| cell.matches('\n').count()).sum();
        self.lag = (2 + breaks as u64).saturating_sub(self.reader.position().line()).min(1);
    }
}

fn cells<'a>(
    record: &'a StringRecord,
    width: usize,
    columns: &Columns,
) -> Result<Vec<(usize, Cell<'a>)>, String> {
    if record.len() != width {
        let found = record.len();
        return Err(format!(
            "it has {found} cells, and the header has {width}; is a quote or a delimiter amiss?"
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

fn csv_problem(error: csv::Error) -> String {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        csv::ErrorKind::Utf8 { err, .. } => format!("{err}; name the right --encoding"),
        _ => "it is not CSV".to_owned(),
    }
}
