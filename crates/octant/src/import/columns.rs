//! Columns, and the properties that they become.

use std::collections::HashMap;
use std::sync::Arc;

use octant_model::rule::MAX_ID_CHARACTERS;

use super::failure::Failure;
use super::plan::{Plan, Selector, single_line};

/// The property that a column's cells are values of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) property: String,
    pub(crate) language: Option<String>,
}

/// A column of a CSV file, or a member of JSON objects by its flattened name.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name in the file, without blanks at its ends.
    pub(crate) name: String,
    /// Which parts of the key it is, if any.
    pub(crate) key_parts: Vec<usize>,
    /// The property that it becomes; `None` where it is left out.
    pub(crate) target: Option<Target>,
    /// Whether it has no name and nobody named it. Such a column must be empty.
    pub(crate) unnamed: bool,
    /// What separates the elements of its lists.
    pub(crate) delimiter: String,
    /// Whether it holds lists, as far as it was said or seen.
    pub(crate) is_list: bool,
}

/// The columns of a file, in its order; those of JSON in the order in which they first came.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    plan: Arc<Plan>,
    columns: Vec<Column>,
    by_name: HashMap<String, usize>,
    by_target: HashMap<(String, Option<String>), usize>,
}

impl Columns {
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        Self { plan, columns: Vec::new(), by_name: HashMap::new(), by_target: HashMap::new() }
    }

    pub(crate) fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub(crate) fn all(&self) -> &[Column] {
        &self.columns
    }

    /// The place of the JSON member of that name, which is added where it is new.
    pub(crate) fn member(&mut self, name: &str) -> Result<usize, Failure> {
        match self.by_name.get(name) {
            Some(place) => Ok(*place),
            None => self.add(name),
        }
    }

    /// Notes that a column holds lists.
    pub(crate) fn note_list(&mut self, place: usize) {
        self.columns[place].is_list = true;
    }

    /// Adds a column.
    ///
    /// # Errors
    /// [`Failure::Usage`] where its name gives no property id, or the one of another column.
    pub(crate) fn add(&mut self, name: &str) -> Result<usize, Failure> {
        let place = self.columns.len();
        let trimmed = single_line(name);
        let names = |selector: &&Selector| selector.names(place, &trimmed);
        let plan = Arc::clone(&self.plan);
        let key_parts: Vec<usize> = (0..plan.keys.len()).filter(|part| names(&&plan.keys[*part])).collect();
        let mapping = plan.mappings.iter().find(|mapping| names(&&mapping.column));
        let list = plan.lists.iter().find(|list| names(&&list.column));
        let skipped = plan.skipped.iter().any(|selector| names(&selector));
        let is_key_only = !key_parts.is_empty() && !plan.keep_key && mapping.is_none();
        let unnamed = trimmed.is_empty() && mapping.is_none() && !skipped && key_parts.is_empty();
        let target = if skipped || is_key_only || unnamed {
            None
        } else if let Some(mapping) = mapping {
            let language = mapping.language.as_ref().map(ToString::to_string);
            Some(Target { property: mapping.id.to_string(), language })
        } else {
            Some(Target { property: derived_id(place, &trimmed)?, language: None })
        };
        if let Some(target) = &target {
            self.claim(place, &trimmed, target)?;
        }
        let delimiter = list.map_or_else(|| plan.list_delimiter.clone(), |list| list.delimiter.clone());
        let is_list = list.is_some();
        self.by_name.entry(name.to_owned()).or_insert(place);
        self.columns.push(Column { name: trimmed, key_parts, target, unnamed, delimiter, is_list });
        Ok(place)
    }

    fn claim(&mut self, place: usize, name: &str, target: &Target) -> Result<(), Failure> {
        let Some(other) = self.by_target.insert((target.property.clone(), target.language.clone()), place)
        else {
            return Ok(());
        };
        let property = &target.property;
        let first = &self.columns[other].name;
        let (first_number, number) = (other + 1, place + 1);
        let handle = if first == name { format!("#{number}") } else { handle(place, name) };
        Err(Failure::Usage(format!(
            "the columns {first_number} ({first:?}) and {number} ({name:?}) both become the property {property:?}; \
             give one of them another id with --map '{handle}=OTHER_ID', or leave one out with --skip '{handle}'"
        )))
    }

    /// Fails where the command line names a column that has not come, or one for two things.
    pub(crate) fn check_complete(&self) -> Result<(), Failure> {
        for (option, selector) in self.plan.selectors() {
            let found =
                self.columns.iter().enumerate().any(|(place, column)| selector.names(place, &column.name));
            if !found {
                let known = self.known(selector);
                return Err(Failure::Usage(format!("{option} {selector}: there is no such column; {known}")));
            }
        }
        for (part, selector) in self.plan.keys.iter().enumerate() {
            let columns: Vec<usize> = (0..self.columns.len())
                .filter(|place| self.columns[*place].key_parts.contains(&part))
                .collect();
            if let [first, second, ..] = columns.as_slice() {
                let (first, second) = (first + 1, second + 1);
                return Err(Failure::Usage(format!(
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

fn derived_id(place: usize, name: &str) -> Result<String, Failure> {
    let id = property_id(name);
    let number = place + 1;
    let handle = handle(place, name);
    let advice = format!("give one with --map '{handle}=ID', or leave the column out with --skip '{handle}'");
    if id.is_empty() {
        return Err(Failure::Usage(format!(
            "the name of column {number} ({name:?}) makes no property id; {advice}"
        )));
    }
    if id.len() > MAX_ID_CHARACTERS {
        let length = id.len();
        return Err(Failure::Usage(format!(
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

/// The property id that a column's name makes: lower case, each run of other characters one `_`, none at its ends.
pub(crate) fn property_id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for character in name.chars() {
        let allowed = character.is_ascii_alphanumeric() || character == '-' || character == '_';
        if allowed {
            id.push(character.to_ascii_lowercase());
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    id.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use proptest::prelude::{any, proptest};

    use super::super::arguments::ImportArguments;
    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: ImportArguments,
    }

    fn columns(names: &[&str], options: &[&str]) -> Result<Columns, String> {
        let line = ["import", "file.csv", "--source", "s", "--key", "ID"].iter().chain(options);
        let arguments = Line::parse_from(line).arguments;
        let mut columns =
            Columns::new(Arc::new(Plan::new(&arguments).map_err(|failure| failure.to_string())?));
        for name in names {
            columns.add(name).map_err(|failure| failure.to_string())?;
        }
        columns.check_complete().map_err(|failure| failure.to_string())?;
        Ok(columns)
    }

    fn targets(columns: &Columns) -> Vec<String> {
        let shown = |target: &Target| match &target.language {
            Some(language) => format!("{}:{language}", target.property),
            None => target.property.clone(),
        };
        columns.all().iter().map(|column| column.target.as_ref().map_or("-".to_owned(), shown)).collect()
    }

    #[test]
    fn names_become_property_ids() {
        for (name, id) in [
            ("Short description", "short_description"),
            ("In stock?", "in_stock"),
            ("Google Shopping / Age Group", "google_shopping_age_group"),
            ("Body (HTML)", "body_html"),
            ("  padded\n name ", "padded_name"),
            ("Größe", "gr_e"),
            ("a_ b", "a_b"),
            ("already-an_id", "already-an_id"),
            ("_geoloc_lat", "geoloc_lat"),
            ("???", ""),
        ] {
            assert_eq!(property_id(name), id, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn a_property_id_is_valid_or_empty_and_stays_as_it_is(name in any::<String>()) {
            let id = property_id(&name);
            let valid = octant_model::PropertyId::new(id.clone()).is_ok_and(|parsed| parsed.as_str() == id);
            assert!(id.is_empty() || id.len() > MAX_ID_CHARACTERS || valid, "{id:?}");
            assert_eq!(property_id(&id), id);
        }
    }

    #[test]
    fn the_key_column_is_no_property_unless_asked() {
        let names = ["ID", "Name"];
        assert_eq!(targets(&columns(&names, &[]).expect("columns")), ["-", "name"]);
        assert_eq!(targets(&columns(&names, &["--keep-key"]).expect("columns")), ["id", "name"]);
        assert_eq!(targets(&columns(&names, &["--map", "ID=sku"]).expect("columns")), ["sku", "name"]);
    }

    #[test]
    fn columns_are_mapped_left_out_and_given_languages() {
        let names = ["ID", "Name SV", "Name EN", "Junk", ""];
        let options =
            ["--map", "Name SV=name:sv", "--map", "#3=name:en", "--skip", "Junk", "--map", "#5=last"];
        assert_eq!(
            targets(&columns(&names, &options).expect("columns")),
            ["-", "name:sv", "name:en", "-", "last"]
        );
    }

    #[test]
    fn columns_that_become_one_property_are_refused_with_a_way_out() {
        let message = columns(&["ID", "In stock?", "in-stock", "In Stock"], &[]).expect_err("two of a kind");
        assert_eq!(
            message,
            "the columns 2 (\"In stock?\") and 4 (\"In Stock\") both become the property \"in_stock\"; give one of \
             them another id with --map 'In Stock=OTHER_ID', or leave one out with --skip 'In Stock'"
        );
        assert!(columns(&["ID", "In stock?", "In Stock"], &["--map", "#3=other"]).is_ok());
    }

    #[test]
    fn a_name_that_makes_no_id_is_refused_with_a_way_out() {
        let message = columns(&["ID", "名前"], &[]).expect_err("no id");
        assert_eq!(
            message,
            "the name of column 2 (\"名前\") makes no property id; give one with --map '名前=ID', or leave the column \
             out with --skip '名前'"
        );
        assert!(columns(&["ID", &"x".repeat(257)], &[]).is_err());
    }

    #[test]
    fn a_column_that_is_not_there_is_named_with_what_is() {
        let message = columns(&["ID", "Name"], &["--map", "Nmae=name"]).expect_err("no such column");
        assert_eq!(message, "--map \"Nmae\": there is no such column; did you mean \"Name\"?");
        let message = columns(&["Handle", "Name"], &[]).expect_err("no key column");
        assert_eq!(message, "--key \"ID\": there is no such column; the file has \"Handle\", \"Name\"");
        assert!(columns(&["ID"], &["--skip", "#2"]).is_err());
    }

    #[test]
    fn a_key_column_that_is_there_twice_is_refused() {
        let message = columns(&["ID", "ID"], &[]).expect_err("which?");
        assert!(message.starts_with("--key \"ID\": the columns 1 and 2 have this name"), "{message}");
    }
}
