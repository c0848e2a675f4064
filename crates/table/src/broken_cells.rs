//! Cells with line breaks. A quote without its partner makes one of many rows up to the next quote, which nothing in
//! the file contradicts; but then the column's other cells have none.

/// A column with one such cell in more than this many rows is not suspicious.
const ROWS_OF_ONE: u64 = 100;
/// So many lines are suspicious, whatever they hold.
const MANY: u64 = 4;

/// The cells with line breaks of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BrokenCells {
    count: u64,
    worst: Option<Cell>,
}

/// A cell with line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    row: u64,
    line: u64,
    lines: u64,
    holds_rows: bool,
}

impl BrokenCells {
    pub(crate) fn add(&mut self, row: u64, line: u64, (lines, holds_rows): (u64, bool)) {
        self.count += 1;
        let weight = |cell: Cell| (cell.holds_rows, cell.lines);
        let cell = Cell { row, line, lines, holds_rows };
        if self.worst.is_none_or(|worst| weight(cell) > weight(worst)) {
            self.worst = Some(cell);
        }
    }

    /// What is suspicious about them, in a file of so many rows.
    pub(crate) fn warning(&self, column: &str, rows: u64) -> Option<String> {
        let Cell { row, line, lines, holds_rows } = self.worst?;
        let is_rare = self.count <= (rows / ROWS_OF_ONE).max(1);
        let stands_out = rows > 1 && lines >= MANY;
        (is_rare && (holds_rows || stands_out)).then(|| {
            format!(
                "row {row}, at line {line}, has a cell of {lines} lines in the column {column:?}, where others have \
                 one; if a quote is missing there, the cell holds what should be rows"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cell_of_many_lines_among_others_of_one_is_suspicious() {
        let of = |cells: u64, lines: (u64, bool), rows: u64| {
            let mut broken = BrokenCells::default();
            (0..cells).for_each(|row| broken.add(row + 2, row + 2, lines));
            broken.warning("Name", rows).is_some()
        };
        assert!(of(1, (2, true), 10) && of(1, (4, false), 10) && of(2, (9, false), 1_000));
        assert!(
            !of(1, (3, false), 10) && !of(3, (9, true), 10) && !of(1, (9, false), 1) && !of(0, (1, false), 9)
        );
    }
}
