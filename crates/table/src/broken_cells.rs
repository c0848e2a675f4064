//! Cells with line breaks. A quote without its partner makes one of many rows up to the next quote, which nothing in
//! the file contradicts; but then the column's other cells have none, or their lines do not look like rows.

use crate::csv_record::Record;

/// A column with one such cell in more than this many rows is not suspicious.
const ROWS_OF_ONE: u64 = 100;
/// So many lines are suspicious, whatever they hold.
const MANY: u64 = 4;

/// Whether lines of a cell look like rows of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Swallowed {
    None,
    /// Some have as many cells as the header.
    Some,
    /// All do, the first and the last with the cells beside the quote, and they begin as rows do.
    All,
}

/// A cell with line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) row: u64,
    pub(crate) line: u64,
    pub(crate) lines: u64,
    pub(crate) holds: Swallowed,
}

/// The cells with line breaks of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BrokenCells {
    count: u64,
    /// Those whose lines all look like rows.
    swallowed: u64,
    worst: Option<Broken>,
}

impl BrokenCells {
    pub(crate) fn add(&mut self, cell: Broken) {
        self.count += 1;
        self.swallowed += u64::from(cell.holds == Swallowed::All);
        let weight = |cell: Broken| (cell.holds, cell.lines);
        if self.worst.is_none_or(|worst| weight(cell) > weight(worst)) {
            self.worst = Some(cell);
        }
    }

    /// What is suspicious about them, in a file of so many rows.
    pub(crate) fn warning(&self, column: &str, rows: u64) -> Option<String> {
        let Broken { row, line, lines, holds } = self.worst?;
        let is_rare = |count: u64| count <= (rows / ROWS_OF_ONE).max(1);
        let stands_out = rows > 1 && lines >= MANY;
        if is_rare(self.count) && (holds > Swallowed::None || stands_out) {
            return Some(format!(
                "row {row}, at line {line}, has a cell of {lines} lines in the column {column:?}, where others have \
                 one; if a quote is missing there, the cell holds what should be rows"
            ));
        }
        (holds == Swallowed::All && is_rare(self.swallowed)).then(|| {
            format!(
                "row {row}, at line {line}, has a cell of {lines} lines in the column {column:?} that look like rows of \
                 this file; if a quote is amiss there, the cell holds what should be rows"
            )
        })
    }
}

/// Whether the lines of a cell look like rows that a quote has swallowed.
pub(crate) fn swallowed_rows(record: &Record, place: usize, delimiter: u8) -> Swallowed {
    let text = record.cells.get(place).unwrap_or_default();
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.is_empty()).collect();
    let last = record.cells.len().saturating_sub(1);
    let delimiters = |line: &&str| line.bytes().filter(|byte| *byte == delimiter).count();
    let [first, others @ ..] = lines.as_slice() else { return Swallowed::None };
    let Some((end, middle)) = others.split_last() else { return Swallowed::None };
    if last == 0 {
        return Swallowed::None;
    }
    let first_cell = |line: &&str| shape(line.split(char::from(delimiter)).next().unwrap_or_default());
    let own = if place == 0 { first_cell(first) } else { shape(record.cells.get(0).unwrap_or_default()) };
    let fit = delimiters(first) == last - place
        && middle.iter().all(|line| delimiters(line) == last)
        && delimiters(end) == place;
    if fit && others.iter().all(|line| first_cell(line) == own) {
        return Swallowed::All;
    }
    let is_row = |line: &&str| delimiters(line) == last;
    if others.iter().any(is_row) { Swallowed::Some } else { Swallowed::None }
}

/// What a cell looks like: `A-10` and `SKU-7` alike are letters, a hyphen and digits.
fn shape(cell: &str) -> String {
    let mut shape = String::new();
    for letter in cell.trim().chars() {
        let kind = match letter {
            letter if letter.is_numeric() => '0',
            letter if letter.is_alphabetic() => 'a',
            other => other,
        };
        if !shape.ends_with(kind) {
            shape.push(kind);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: u64, (lines, holds): (u64, Swallowed), rows: u64) -> BrokenCells {
        let mut broken = BrokenCells::default();
        (0..cells).for_each(|row| broken.add(Broken { row: row + 2, line: row + 2, lines, holds }));
        assert!(cells <= rows);
        broken
    }

    #[test]
    fn one_cell_of_many_lines_among_others_of_one_is_suspicious() {
        let warns = |cells, lines, rows| of(cells, lines, rows).warning("Name", rows).is_some();
        let (none, some) = (Swallowed::None, Swallowed::Some);
        assert!(warns(1, (2, some), 10) && warns(1, (4, none), 10) && warns(2, (9, none), 1_000));
        assert!(
            !warns(1, (3, none), 10)
                && !warns(3, (9, some), 10)
                && !warns(1, (9, none), 1)
                && !warns(0, (1, none), 9)
        );
    }

    #[test]
    fn rows_within_a_cell_are_suspicious_beside_other_cells_of_several_lines() {
        let mut broken = of(8, (3, Swallowed::None), 10);
        assert_eq!(broken.warning("Name", 10), None);
        broken.add(Broken { row: 9, line: 30, lines: 2, holds: Swallowed::All });
        let warning = broken.warning("Name", 10).expect("a warning");
        assert!(warning.contains("row 9, at line 30") && warning.contains("look like rows"), "{warning}");
        broken.add(Broken { row: 10, line: 35, lines: 2, holds: Swallowed::All });
        assert_eq!(broken.warning("Name", 10), None, "addresses may look so");
    }
}
