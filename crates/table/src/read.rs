//! Reads a file row by row, whatever its format. Nothing but the row at hand is in memory.

use std::cell::Cell as Shared;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::columns::Columns;
use crate::csv_rows::Layout;
use crate::error::TableError;
use crate::format::Format;
use crate::input::Input;
use crate::row::OnRow;
use crate::{csv_rows, json_rows};

/// Hands every row of the file to `on_row`, and adds the columns that it finds to `columns`. The bytes that it reads
/// are added to `counter`.
///
/// # Errors
/// What `on_row` fails with; [`TableError::Input`] and [`TableError::File`] where the file cannot be read on;
/// [`TableError::Usage`] where a column's name makes no property.
pub(crate) fn rows(
    input: &Input,
    columns: &mut Columns,
    counter: &Arc<AtomicU64>,
    on_row: OnRow<'_>,
) -> Result<(), TableError> {
    let budget = Budget::new(columns.plan().max_row);
    let text = Bounded { inner: input.reader(counter)?, budget: budget.clone() };
    match input.format {
        Format::Csv { delimiter } => {
            let layout = Layout { delimiter, quotes: input.quotes, says_delimiter: input.says_delimiter };
            csv_rows::read(&input.name, text, layout, &budget, columns, on_row)
        }
        Format::JsonArray => json_rows::read_array(&input.name, text, &budget, columns, on_row),
        Format::Ndjson => json_rows::read_lines(&input.name, text, &budget, columns, on_row),
    }
}

/// How much may still be read for the row at hand.
#[derive(Clone)]
pub(crate) struct Budget {
    left: Rc<Shared<u64>>,
    full: u64,
}

impl Budget {
    pub(crate) fn new(full: u64) -> Self {
        Self { left: Rc::new(Shared::new(full)), full }
    }

    /// To be called where a row has ended.
    pub(crate) fn renew(&self) {
        self.left.set(self.full);
    }
}

/// Ends reading where one row takes more than its budget. Readers read ahead by their buffer, so a row may be shorter
/// than the budget by as much as that and yet not fit.
pub(crate) struct Bounded<R> {
    pub(crate) inner: R,
    pub(crate) budget: Budget,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.left.get();
        if left == 0 {
            let mebibytes = self.budget.full / (1024 * 1024);
            let problem = format!(
                "it has more than {mebibytes} MiB; is there a quote or a bracket without its partner? \
                 If the row is right, give it more room with --max-row"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        let read = self.inner.read(buffer)?;
        self.budget.left.set(left.saturating_sub(read as u64));
        Ok(read)
    }
}
