//! Columns, and the properties that they become.

use std::collections::HashMap;
use std::sync::Arc;

use octant_model::rule::MAX_ID_CHARACTERS;
use octant_text::nfc;

use crate::broken_cells::{Broken, BrokenCells};
use crate::error::TableError;
use crate::plan::{Plan, Selector, single_line};

/// The property that a column's cells are values of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub property: String,
    /// The language of the values.
    pub language: Option<String>,
}

/// A column of a CSV file, or a member of JSON objects by its flattened name.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the file, without blanks at its ends.
    pub name: String,
    /// Which parts of the key it is, if any.
    pub(crate) key_parts: Vec<usize>,
    /// The property that it becomes; `None` where it is left out.
    pub target: Option<Target>,
    /// Whether it has no name and nobody named it. Such a column must be empty.
    pub(crate) unnamed: bool,
    /// What separates the elements of its lists.
    pub delimiter: String,
    /// Whether it holds lists, as far as it was said or seen.
    pub is_list: bool,
    /// Its cells with line breaks.
    pub(crate) broken: BrokenCells,
}

#[cfg(test)]
impl Column {
    /// A column of lists, for tests.
    pub(crate) fn of_lists(name: &str, delimiter: &str) -> Self {
        Self {
            name: name.to_owned(),
            key_parts: Vec::new(),
            target: None,
            unnamed: false,
            delimiter: delimiter.to_owned(),
            is_list: true,
            broken: BrokenCells::default(),
        }
    }
}

/// The columns of a file, in its order; those of JSON in the order in which they first came.
#[derive(Debug, Clone)]
pub struct Columns {
    plan: Arc<Plan>,
    columns: Vec<Column>,
    by_name: HashMap<String, usize>,
    by_target: HashMap<(String, Option<String>), usize>,
}

impl Columns {
    /// No columns yet.
    #[must_use]
    pub fn new(plan: Arc<Plan>) -> Self {
        Self { plan, columns: Vec::new(), by_name: HashMap::new(), by_target: HashMap::new() }
    }

    /// How rows become entities.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The columns, in order.
    #[must_use]
    pub fn all(&self) -> &[Column] {
        &self.columns
    }

    /// The place of the JSON member of that name, which is added where it is new.
    pub(crate) fn member(&mut self, name: &str) -> Result<usize, TableError> {
        if let Some(place) = self.by_name.get(name) {
            return Ok(*place);
        }
        // The same name may be composed of other code points.
        match self.by_name.get(nfc(name).as_ref()) {
            Some(place) => {
                let place = *place;
                self.by_name.insert(name.to_owned(), place);
                Ok(place)
            }
            None => self.add(name),
        }
    }

    /// Notes a cell with line breaks: its row, its line, and how many lines it has and whether they look like rows.
    pub(crate) fn note_broken(&mut self, place: usize, cell: Broken) {
        if let Some(column) = self.columns.get_mut(place) {
            column.broken.add(cell);
        }
    }

    /// What is suspicious about the cells of a file of so many rows.
    pub(crate) fn warnings(&self, rows: u64) -> Vec<String> {
        self.columns.iter().filter_map(|column| column.broken.warning(&column.name, rows)).collect()
    }

    /// Notes that a column holds lists.
    pub(crate) fn note_list(&mut self, place: usize) {
        self.columns[place].is_list = true;
    }

    /// Adds a column.
    ///
    /// # Errors
    /// [`TableError::Usage`] where its name gives no property id, or the one of another column.
    pub fn add(&mut self, name: &str) -> Result<usize, TableError> {
        let place = self.columns.len();
        let trimmed = single_line(name);
        let names = |selector: &&Selector| selector.names(place, &trimmed);
        let plan = Arc::clone(&self.plan);
        let key_parts: Vec<usize> = (0..plan.keys.len()).filter(|part| names(&&plan.keys[*part])).collect();
        let mapping = plan.mappings.iter().find(|mapping| names(&&mapping.column));
        let list = plan.lists.iter().find(|list| names(&&list.column));
        let skipped = plan.only_cells || plan.skipped.iter().any(|selector| names(&selector));
        let is_key_only = !key_parts.is_empty() && !plan.keep_key && mapping.is_none();
        let unnamed = trimmed.is_empty() && mapping.is_none() && !skipped && key_parts.is_empty();
        let target = if skipped || is_key_only || unnamed {
            None
        } else if let Some(mapping) = mapping {
            let language = mapping.language.as_ref().map(|language| language.as_str().to_owned());
            Some(Target { property: mapping.id.to_string(), language })
        } else {
            Some(Target { property: derived_id(place, &trimmed)?, language: None })
        };
        if let Some(target) = &target {
            self.claim(place, &trimmed, target)?;
        }
        let delimiter = list.map_or_else(|| plan.list_delimiter.clone(), |list| list.delimiter.clone());
        let is_list = list.is_some();
        self.by_name.entry(nfc(name).into_owned()).or_insert(place);
        self.by_name.entry(name.to_owned()).or_insert(place);
        let broken = BrokenCells::default();
        self.columns.push(Column { name: trimmed, key_parts, target, unnamed, delimiter, is_list, broken });
        Ok(place)
    }

    fn claim(&mut self, place: usize, name: &str, target: &Target) -> Result<(), TableError> {
        let Some(other) = self.by_target.insert((target.property.clone(), target.language.clone()), place)
        else {
            return Ok(());
        };
        let property = &target.property;
        let first = &self.columns[other].name;
        let (first_number, number) = (other + 1, place + 1);
        let handle = if first == name { format!("#{number}") } else { handle(place, name) };
        Err(TableError::Usage(format!(
            "the columns {first_number} ({first:?}) and {number} ({name:?}) both become the property {property:?}; \
             give one of them another id with --map '{handle}=OTHER_ID', or leave one out with --skip '{handle}'"
        )))
    }

    /// Whether every column that the plan names has come, and none for two things. A file of no rows and no header lacks
    /// none.
    ///
    /// # Errors
    /// [`TableError::Usage`] where that is not so.
    pub fn check_complete(&self) -> Result<(), TableError> {
        if self.columns.is_empty() {
            return Ok(());
        }
        for (option, selector) in self.plan.selectors() {
            let found =
                self.columns.iter().enumerate().any(|(place, column)| selector.names(place, &column.name));
            if !found {
                let known = self.known(selector);
                return Err(TableError::Usage(format!(
                    "{option} {selector}: there is no such column; {known}"
                )));
            }
        }
        for (part, selector) in self.plan.keys.iter().enumerate() {
            let columns: Vec<usize> = (0..self.columns.len())
                .filter(|place| self.columns[*place].key_parts.contains(&part))
                .collect();
            if let [first, second, ..] = columns.as_slice() {
                let (first, second) = (first + 1, second + 1);
                return Err(TableError::Usage(format!(
                    "--key {selector}: the columns {first} and {second} have this name; say which with --key '#{first}'"
                )));
            }
        }
        Ok(())
    }

    /// The columns that there are, the most similar first where one is similar.
    fn known(&self, wanted: &Selector) -> String {
        let similar = match wanted {
            Selector::Name(text) => self
                .columns
                .iter()
                .map(|column| {
                    (strsim::jaro_winkler(&text.to_lowercase(), &column.name.to_lowercase()), column)
                })
                .filter(|(similarity, _)| *similarity > 0.8)
                .max_by(|(one, _), (other, _)| one.total_cmp(other)),
            Selector::Number(_) => None,
        };
        if let Some((_, column)) = similar {
            return format!("did you mean {:?}?", column.name);
        }
        let names: Vec<String> =
            self.columns.iter().take(50).map(|column| format!("{:?}", column.name)).collect();
        match names.len() {
            0 => "the file has none".to_owned(),
            _ => format!("the file has {}", names.join(", ")),
        }
    }
}

fn derived_id(place: usize, name: &str) -> Result<String, TableError> {
    let id = property_id(name);
    let number = place + 1;
    let handle = handle(place, name);
    let advice = format!("give one with --map '{handle}=ID', or leave the column out with --skip '{handle}'");
    if id.is_empty() {
        return Err(TableError::Usage(format!(
            "the name of column {number} ({name:?}) makes no property id; {advice}"
        )));
    }
    if id.len() > MAX_ID_CHARACTERS {
        let length = id.len();
        return Err(TableError::Usage(format!(
            "the name of column {number} makes a property id of {length} characters, and {MAX_ID_CHARACTERS} are allowed; {advice}"
        )));
    }
    Ok(id)
}

/// What the command line can call a column: its name, if a shell lets it stand between quotes.
fn handle(place: usize, name: &str) -> String {
    let is_handy =
        !name.is_empty() && name.chars().count() <= 40 && !name.contains('\'') && !name.starts_with('#');
    if is_handy { name.to_owned() } else { format!("#{}", place + 1) }
}

/// The property id that a column's name makes: lower case, each run of other characters one `_`, none at its ends. It is
/// the same whether letters are composed or decomposed (Unicode NFC).
#[must_use]
pub fn property_id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for character in nfc(name).chars() {
        let allowed = character.is_ascii_alphanumeric() || character == '-' || character == '_';
        if allowed {
            id.push(character.to_ascii_lowercase());
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    id.trim_matches('_').to_owned()
}
