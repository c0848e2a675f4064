//! What a file holds, found in its first rows: its columns, and which of them names a row.

use std::sync::Arc;

use octant_model::rule;
use octant_table::{
    Format, Input, Opening, Plan, PreviewRow, Quotes, Sample, TableError, preview, property_id,
};

/// How many rows are looked at.
const ROWS: usize = 200;
/// How many examples of a column are shown, and how much of each.
const EXAMPLES: usize = 3;
const SHOWN: usize = 60;

/// Names of columns that usually name a row, the best first.
const KEYS: [&str; 10] =
    ["key", "id", "sku", "handle", "code", "product_id", "article", "article_number", "item_number", "ean"];

/// What was found in a file.
pub(super) struct Surveyed {
    pub(super) format: Format,
    pub(super) encoding: &'static str,
    /// What whoever imports the file should know of how it was read, in words.
    pub(super) notes: Vec<String>,
    /// Lines that other encodings read otherwise, where the encoding is an unsure guess.
    pub(super) samples: Vec<Sample>,
    /// Why the file cannot be imported as it is to be read, although its columns can be shown.
    pub(super) problem: Option<String>,
    pub(super) columns: Vec<Column>,
    /// The column that names a row, where one does.
    pub(super) key: Option<usize>,
}

/// A column.
pub(super) struct Column {
    pub(super) header: String,
    pub(super) examples: Vec<String>,
    /// The property that it would become.
    pub(super) property: String,
    /// Whether any of the first rows has a value in it.
    pub(super) filled: bool,
}

/// Looks at a file. Where its text is damaged, or its quotes are, the columns are shown all the same, with the problem:
/// how to go on can be chosen then.
///
/// # Errors
/// What keeps it from being read.
pub(super) fn survey(opening: &Opening) -> Result<Surveyed, TableError> {
    let first = match look(opening) {
        Ok(surveyed) => return Ok(surveyed),
        Err(error) => error,
    };
    let replacing = Opening { replace_invalid: true, ..opening.clone() };
    let lenient = match &first {
        TableError::Encoding(_) => {
            vec![replacing.clone(), Opening { encoding: Some("utf-8".to_owned()), ..replacing }]
        }
        TableError::Quotes(_) => {
            vec![
                Opening { quotes: Quotes::Lenient, ..opening.clone() },
                Opening { quotes: Quotes::Literal, ..opening.clone() },
            ]
        }
        _ => Vec::new(),
    };
    let surveyed = lenient.iter().find_map(|opening| look(opening).ok());
    let problem = Some(format!("{first}."));
    surveyed.map(|surveyed| Surveyed { notes: Vec::new(), problem, ..surveyed }).ok_or(first)
}

fn look(opening: &Opening) -> Result<Surveyed, TableError> {
    let input = Input::open(opening)?;
    let plan = Arc::new(Plan { only_cells: true, ..Plan::default() });
    let found = preview(&input, &plan, ROWS)?;
    let headers: Vec<String> = found.columns.all().iter().map(|column| column.name.clone()).collect();
    // Objects that cannot be read have no members: a file of such rows is not one without rows.
    if let (true, Some(PreviewRow { number, entity: Err(problem), .. })) =
        (headers.is_empty(), found.rows.first())
    {
        let (name, row) = (&input.name, input.format.row_name());
        return Err(TableError::Input(format!("{name}: no {row} can be read; {row} {number}: {problem}")));
    }
    let mut cells: Vec<Vec<&str>> = vec![Vec::new(); headers.len()];
    for row in &found.rows {
        for (place, text) in &row.cells {
            if let Some(column) = cells.get_mut(*place) {
                column.push(text);
            }
        }
    }
    let key = key(&headers, &cells, found.rows.len());
    let mut taken = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    let mut notes = input.notes();
    for (header, cells) in headers.into_iter().zip(&cells) {
        let id = property_id(&header);
        if let Some(first) = columns.iter().find(|first| !id.is_empty() && property_id(&first.header) == id) {
            notes.push(format!(
                "the columns {:?} and {header:?} both make the property {id}; the second is proposed as {}",
                first.header,
                unique(id.clone(), columns.len(), &mut taken.clone())
            ));
        }
        let property = unique(id, columns.len(), &mut taken);
        columns.push(Column { header, examples: examples(cells), property, filled: !cells.is_empty() });
    }
    let samples = input.guess().map(|(_, samples)| samples).unwrap_or_default();
    let samples = samples.iter().filter(|sample| !sample.otherwise.is_empty()).cloned().collect();
    let (format, encoding) = (input.format, input.encoding());
    Ok(Surveyed { format, encoding, notes, samples, problem: None, columns, key })
}

fn examples(cells: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for cell in cells {
        let text: String = cell.chars().take(SHOWN).collect();
        if !found.contains(&text) {
            found.push(text);
        }
        if found.len() == EXAMPLES {
            break;
        }
    }
    found
}

/// An id that no column before has.
fn unique(id: String, place: usize, taken: &mut Vec<String>) -> String {
    let id = if id.is_empty() || id.len() > rule::MAX_ID_CHARACTERS {
        format!("column_{}", place + 1)
    } else {
        id
    };
    let mut free = id.clone();
    let mut number = 2;
    while taken.contains(&free) {
        free = format!("{id}_{number}");
        number += 1;
    }
    taken.push(free.clone());
    free
}

/// The column whose cells are all there, all different and all good keys; a usual name decides among several.
fn key(headers: &[String], cells: &[Vec<&str>], rows: usize) -> Option<usize> {
    let names_rows = |place: &usize| {
        let mut cells = cells[*place].clone();
        let whole = cells.len() == rows && rows > 0 && cells.iter().all(|cell| rule::check_id(cell).is_ok());
        cells.sort_unstable();
        whole && cells.windows(2).all(|pair| pair[0] != pair[1])
    };
    let rank = |place: &usize| {
        let id = property_id(&headers[*place]);
        KEYS.iter().position(|name| *name == id).unwrap_or(KEYS.len() + place)
    };
    (0..headers.len()).filter(names_rows).min_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surveyed(content: &str) -> Surveyed {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        std::fs::write(&path, content).expect("written");
        survey(&Opening { path, name: "t.csv".to_owned(), ..Opening::default() }).expect("a table")
    }

    #[test]
    fn the_key_is_the_column_that_names_every_row() {
        let found = surveyed("Name;SKU;Id\nA;x;1\nB;y;2\nC;z;3\n");
        assert_eq!(found.key, Some(2), "a usual name decides");
        assert_eq!(surveyed("Name,Colour\nA,red\nB,red\n").key, Some(0));
        assert_eq!(surveyed("Name,Colour\nA b,red\nB,red\n").key, None, "no key has blanks");
        assert_eq!(surveyed("Id,Name\n1,A\n1,B\n").key, Some(1), "keys differ");
    }

    #[test]
    fn columns_get_properties_of_their_own() {
        let found = surveyed("Id,In stock?,in-stock,In stock,名前\n1,a,b,c,d\n");
        let properties: Vec<&str> = found.columns.iter().map(|column| column.property.as_str()).collect();
        assert_eq!(properties, ["id", "in_stock", "in-stock", "in_stock_2", "column_5"]);
    }
}
