//! Holds indexes against their tables, a slice at a time: no transaction lasts longer than one slice, so that neither
//! writes nor the write-ahead log wait for the check.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::neighbours;
use super::pairs::{ENTRY_KEY, Pair};
use crate::error::StoreError;

/// How many rows a slice has.
pub(crate) const SLICE: usize = 500;

/// Is called after each slice with the number of its rows; an error ends the check.
pub(crate) type Pause<'p> = dyn FnMut(u64) -> Result<(), StoreError> + 'p;

/// What first contradicts in an index and its table, in words.
///
/// # Errors
/// What `pause` returned, and where the file cannot be read for another reason than damage.
pub(crate) fn contradiction(
    connection: &Connection,
    pair: &Pair,
    pause: &mut Pause<'_>,
) -> Result<Option<String>, StoreError> {
    let columns = pair.row_columns();
    let rows = Walk { connection, columns: &columns, place: pair.key.len() };
    let missing = rows.first_wrong(&|bound| pair.rows_sql(bound), pause)?;
    if let Some(wrong) = missing {
        return Ok(Some(wrong.text(connection, pair, &columns, "is not found by the index")));
    }
    let columns = pair.entry_columns();
    let entries = Walk { connection, columns: &columns, place: columns.len() };
    let stray = entries.first_wrong(&|bound| pair.entries_sql(bound, ""), pause)?;
    Ok(stray.map(|wrong| wrong.text(connection, pair, &columns, "stands for another row in the index")))
}

/// One way through a table or an index.
struct Walk<'w> {
    connection: &'w Connection,
    columns: &'w [&'static str],
    /// How many of the columns tell the place of a row in the order of the walk.
    place: usize,
}

enum Wrong {
    /// The values of a row or of an index entry.
    Row(Vec<Value>),
    /// Why it cannot be read.
    Unreadable(String),
}

impl Walk<'_> {
    fn first_wrong(
        &self,
        sql: &dyn Fn(&str) -> String,
        pause: &mut Pause<'_>,
    ) -> Result<Option<Wrong>, StoreError> {
        let mut last = Vec::new();
        loop {
            let bound = if last.is_empty() { "" } else { ">" };
            let sql = format!("{}{SLICE}", sql(bound));
            match self.slice(&sql, &mut last) {
                Ok((_, Some(wrong))) => return Ok(Some(Wrong::Row(wrong))),
                Ok((count, None)) => {
                    pause(count as u64)?;
                    if count < SLICE {
                        return Ok(None);
                    }
                }
                Err(StoreError::Damaged(reason)) => return Ok(Some(Wrong::Unreadable(reason))),
                Err(other) => return Err(other),
            }
        }
    }

    /// Reads one slice behind `last`, and moves `last` to its end. Gives the number of rows and the first wrong one.
    fn slice(&self, sql: &str, last: &mut Vec<Value>) -> Result<(usize, Option<Vec<Value>>), StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(last.iter()))?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            let values = self.values(row)?;
            let is_in_order = last.is_empty() || order(last, &values[..self.place]) == Ordering::Less;
            if !is_in_order || !row.get::<_, bool>(self.columns.len())? {
                return Ok((count, Some(values)));
            }
            values[..self.place].clone_into(last);
        }
        Ok((count, None))
    }

    fn values(&self, row: &Row<'_>) -> Result<Vec<Value>, StoreError> {
        (0..self.columns.len())
            .map(|column| row.get(column))
            .collect::<rusqlite::Result<_>>()
            .map_err(|error: rusqlite::Error| StoreError::Damaged(error.to_string()))
    }
}

impl Wrong {
    fn text(&self, connection: &Connection, pair: &Pair, columns: &[&str], what: &str) -> String {
        let Pair { index, table, .. } = pair;
        let values = match self {
            Self::Unreadable(reason) => return format!("the index {index} of {table}: {reason}"),
            Self::Row(values) => values,
        };
        let named =
            |name: &str| columns.iter().position(|column| *column == name).map(|place| &values[place]);
        if *pair == ENTRY_KEY
            && let (Some(Value::Integer(source)), Some(Value::Text(key))) = (named("source"), named("key"))
        {
            return format!("{}: entry {key} {what} {index}", neighbours::place(connection, *source));
        }
        let shown: Vec<String> =
            columns.iter().zip(values).map(|(name, value)| format!("{name} {}", shown(value))).collect();
        format!("{table} ({}) {what} {index}", shown.join(", "))
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// SQLite's order of values in a column that holds one type.
fn order(one: &[Value], other: &[Value]) -> Ordering {
    let pairs = one.iter().zip(other);
    pairs.map(of_values).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn of_values(pair: (&Value, &Value)) -> Ordering {
    match pair {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.as_bytes().cmp(other.as_bytes()),
        (Value::Blob(one), Value::Blob(other)) => one.cmp(other),
        // A column of ours holds one type: two of them are no order.
        _ => Ordering::Greater,
    }
}
