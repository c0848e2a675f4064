//! The first rows of a table, to show what it holds and what they would become.

use std::sync::Arc;

use crate::check::read_row;
use crate::columns::Columns;
use crate::entity::Entity;
use crate::error::TableError;
use crate::input::Input;
use crate::plan::Plan;
use crate::read;
use crate::row::Cell;

/// The first rows of a table.
#[derive(Debug)]
pub struct Preview {
    /// The columns that were found in them.
    pub columns: Columns,
    /// The rows.
    pub rows: Vec<PreviewRow>,
}

/// A row, as it is and as it would be taken.
#[derive(Debug)]
pub struct PreviewRow {
    /// Its place: a CSV row as a spreadsheet counts it (the header is 1), an element from 1, a line of the file.
    pub number: u64,
    /// The text of its cells by their column's place; empty ones are left out.
    pub cells: Vec<(usize, String)>,
    /// The entity that it makes, or what is wrong with it.
    pub entity: Result<Entity, String>,
}

/// Reads so many rows.
///
/// # Errors
/// Those of [`check`](crate::check()); a column that is not in the first rows is no error.
pub fn preview(input: &Input, plan: &Arc<Plan>, limit: usize) -> Result<Preview, TableError> {
    let mut columns = Columns::new(Arc::clone(plan));
    let mut rows = Vec::new();
    let outcome = read::rows(input, &mut columns, &Arc::default(), &mut |columns, row| {
        let text = |cell: &Cell<'_>| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone().into_owned(),
            Cell::List(elements) => elements.join(", "),
        };
        let cells = row.cells.iter().flatten().map(|(place, cell)| (*place, text(cell)));
        let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        let number = row.number;
        let entity = read_row(columns, row).map(|row| row.into_entity(columns));
        rows.push(PreviewRow { number, cells, entity });
        if rows.len() >= limit { Err(TableError::Stopped) } else { Ok(()) }
    });
    match outcome {
        Ok(()) | Err(TableError::Stopped) => Ok(Preview { columns, rows }),
        Err(error) => Err(error),
    }
}
