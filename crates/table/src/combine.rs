//! Makes one entity of the rows that share a key.

use std::collections::{HashMap, HashSet};

use crate::entity::Entity;

use crate::columns::{Column, Columns};
use crate::error::TableError;
use crate::keyed::{KeyedRow, join};
use crate::plan::Plan;
use crate::repeats::{Group, KeyHash};

/// The rows that wait for others of their key.
pub(crate) struct Waiting {
    rows: HashMap<KeyHash, Vec<KeyedRow>>,
    /// In bytes.
    size: u64,
    /// The most bytes.
    limit: u64,
}

impl Waiting {
    pub(crate) fn new(limit: u64) -> Self {
        Self { rows: HashMap::new(), size: 0, limit }
    }

    /// Takes a row; gives all rows of its key once the last has come.
    pub(crate) fn add(
        &mut self,
        row: KeyedRow,
        hash: KeyHash,
        group: &Group,
    ) -> Result<Option<Vec<KeyedRow>>, TableError> {
        let is_last = row.number == group.last;
        self.size += row.size();
        let rows = self.rows.entry(hash).or_default();
        rows.push(row);
        if is_last {
            let rows = self.rows.remove(&hash).unwrap_or_default();
            self.size -= rows.iter().map(KeyedRow::size).sum::<u64>();
            return Ok(Some(rows));
        }
        if self.size > self.limit {
            let (keys, mebibytes) = (self.rows.len(), self.limit / (1024 * 1024));
            return Err(TableError::Input(format!(
                "the rows of {keys} keys wait to be combined and take more than {mebibytes} MiB; sort the file by its \
                 key, or give more memory with --combine-memory"
            )));
        }
        Ok(None)
    }
}

/// One entity of the rows, in the order of the file.
///
/// In each column, cells that are all the same or empty make one value. Where they differ they are joined, one element
/// per row, so that the elements of several columns still belong together; empty ones at the end are left out. In a
/// column of lists, the elements of all rows are joined instead, each once.
///
/// # Errors
/// What stands in the way of joining them without loss.
pub(crate) fn combine(columns: &Columns, rows: &[KeyedRow], group: &Group) -> Result<Entity, String> {
    if group.mixed {
        return Err("it shares its key with rows whose key cells differ, so they are not one and the same; \
                    choose another --key-separator, or leave --clean-keys out"
            .to_owned());
    }
    let key = rows.first().map(|row| row.key.clone()).unwrap_or_default();
    let number = rows.first().map_or(0, |row| row.number);
    let spelling = String::new();
    let mut by_column: Vec<Vec<&str>> = vec![Vec::new(); columns.all().len()];
    for (place, row) in rows.iter().enumerate() {
        for (column, text) in &row.values {
            let cells = &mut by_column[*column];
            cells.resize(place, "");
            cells.push(text.as_deref().unwrap_or(""));
        }
    }
    let mut values = Vec::new();
    for (place, cells) in by_column.iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
        values.push((place, merge(&columns.all()[place], cells, columns.plan())?));
    }
    Ok(KeyedRow { number, key, spelling, values }.into_entity(columns))
}

/// What the cells of one column make, from the first row to the last that has one; `None` where all are empty.
fn merge(column: &Column, cells: &[&str], plan: &Plan) -> Result<Option<String>, String> {
    let Some(first) = cells.iter().find(|cell| !cell.is_empty()) else {
        return Ok(None);
    };
    if cells.iter().all(|cell| cell.is_empty() || cell == first) {
        return Ok(Some((*first).to_owned()));
    }
    let delimiter = column.delimiter.as_str();
    if column.is_list {
        let mut seen = HashSet::new();
        let all = cells.iter().flat_map(|cell| cell.split(delimiter));
        let new = all.filter(|element| !element.trim().is_empty() && seen.insert(element.trim()));
        return Ok(Some(new.collect::<Vec<_>>().join(delimiter)));
    }
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let elements: Vec<String> = cells[..filled].iter().map(ToString::to_string).collect();
    join(&elements, column, plan).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(is_list: bool, delimiter: &str, cells: &[&str]) -> Result<Option<String>, String> {
        let column = Column { is_list, ..Column::of_lists("Size", delimiter) };
        merge(&column, cells, &Plan::default())
    }

    #[test]
    fn cells_that_agree_make_one_value_and_others_one_element_per_row() {
        for (cells, value) in [
            (&["Shirt", "", ""][..], Some("Shirt")),
            (&["", "Shirt", "Shirt"][..], Some("Shirt")),
            (&["S", "M", "L"][..], Some("S|M|L")),
            (&["50", "50", "60"][..], Some("50|50|60")),
            (&["a", "", "b", ""][..], Some("a||b")),
            (&["", "a", "b"][..], Some("|a|b")),
            (&["", ""][..], None),
        ] {
            assert_eq!(merged(false, "|", cells).expect("joined").as_deref(), value, "{cells:?}");
        }
    }

    #[test]
    fn lists_are_joined_element_by_element() {
        let tags = merged(true, ",", &["Pot, Plants", "", "Plants,Clay"]).expect("joined");
        assert_eq!(tags.as_deref(), Some("Pot, Plants,Clay"));
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        assert!(merged(false, "|", &["a|b", "c"]).is_err());
        assert_eq!(merged(false, "|", &["a|b", "a|b"]).expect("one value").as_deref(), Some("a|b"));
    }
}
