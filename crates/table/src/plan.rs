//! How the rows of a table become entities.

use octant_model::{Language, PropertyId};
use octant_text::nfc;

/// Names a column: by its name, or by its place (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// By its name.
    Name(String),
    /// By its place, from 1.
    Number(usize),
}

impl Selector {
    /// `#3` for the third column, any other text for the column of that name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let number = text.strip_prefix('#').and_then(|number| number.parse().ok());
        number.map_or_else(|| Self::Name(single_line(text)), Self::Number)
    }

    /// Whether it names the column at that place (from 0), whose name is a [`single_line`].
    pub(crate) fn names(&self, place: usize, name: &str) -> bool {
        match self {
            Self::Name(text) => text == name,
            Self::Number(number) => *number == place + 1,
        }
    }
}

/// A column's name for people: on one line, without blanks at its ends, its letters composed.
pub(crate) fn single_line(name: &str) -> String {
    nfc(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl std::fmt::Display for Selector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(text) => write!(formatter, "{text:?}"),
            Self::Number(number) => write!(formatter, "#{number}"),
        }
    }
}

/// The property that a column is mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The column.
    pub column: Selector,
    /// The property.
    pub id: PropertyId,
    /// The language of its values.
    pub language: Option<Language>,
}

/// A column that holds lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// The column.
    pub column: Selector,
    /// What separates the elements.
    pub delimiter: String,
}

/// How rows become entities.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The columns whose cells make the key.
    pub keys: Vec<Selector>,
    /// Stands between the parts of a key.
    pub key_separator: String,
    /// Whether key columns are properties, too.
    pub keep_key: bool,
    /// Whether keys are made valid.
    pub clean_keys: bool,
    /// Columns whose property is named; the others are named after the column.
    pub mappings: Vec<Mapping>,
    /// Columns that are left out.
    pub skipped: Vec<Selector>,
    /// Columns that hold lists.
    pub lists: Vec<ListColumn>,
    /// Joins the elements of other lists.
    pub list_delimiter: String,
    /// Whether an empty cell clears what is stored.
    pub clear_empty: bool,
    /// Whether rows of one key make one entity; otherwise they are wrong.
    pub combine: bool,
    /// The most bytes of a row.
    pub max_row: u64,
    /// The most bytes of rows that wait for others of their key.
    pub combine_memory: u64,
    /// The most bytes of an entity as JSON.
    pub max_entity: usize,
    /// Whether only cells are wanted: columns become no properties, and need no names.
    pub only_cells: bool,
    /// Whether messages say what to write on a command line.
    pub advise: bool,
}

impl Default for Plan {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            keys: Vec::new(),
            key_separator: "_".to_owned(),
            keep_key: false,
            clean_keys: false,
            mappings: Vec::new(),
            skipped: Vec::new(),
            lists: Vec::new(),
            list_delimiter: "|".to_owned(),
            clear_empty: false,
            combine: false,
            max_row: 16 * MIB,
            combine_memory: 256 * MIB,
            max_entity: 1_000_000,
            only_cells: false,
            advise: false,
        }
    }
}

impl Plan {
    /// Whether messages about rows say what to write on a command line.
    pub(crate) fn advice(&self, advice: &str) -> String {
        if self.advise { advice.to_owned() } else { String::new() }
    }

    /// Every column that is named, with the option of the command line that names it.
    pub(crate) fn selectors(&self) -> impl Iterator<Item = (&'static str, &Selector)> {
        let keys = self.keys.iter().map(|column| ("--key", column));
        let maps = self.mappings.iter().map(|mapping| ("--map", &mapping.column));
        let skips = self.skipped.iter().map(|column| ("--skip", column));
        let lists = self.lists.iter().map(|list| ("--list", &list.column));
        keys.chain(maps).chain(skips).chain(lists)
    }
}
