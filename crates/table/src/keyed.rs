//! A row with its key: what the file's row becomes before it becomes an entity, alone or with others of its key.

use crate::entity::{Entity, EntityProperty};
use octant_model::rule;
use octant_text::nfc;

use crate::columns::{Column, Columns};
use crate::plan::Plan;
use crate::row::{Cell, Row};

/// A row whose key is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyedRow {
    /// The row's place in the file.
    pub(crate) number: u64,
    /// The entity's key.
    pub(crate) key: String,
    /// The key's cells as they stand in the file: two rows with one key and different spellings are not the same.
    pub(crate) spelling: String,
    /// The values by column; `None` clears.
    pub(crate) values: Vec<(usize, Option<String>)>,
}

impl KeyedRow {
    /// Reads a row.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub(crate) fn read(columns: &Columns, row: Row<'_>) -> Result<Self, String> {
        let plan = columns.plan();
        let mut parts = vec![String::new(); plan.keys.len()];
        let mut values = Vec::new();
        for (place, cell) in row.cells? {
            let column = &columns.all()[place];
            let text = match cell {
                Cell::Empty => None,
                Cell::Text(text) => Some(text.into_owned()),
                Cell::List(elements) => Some(join(&elements, column, plan)?),
            };
            for part in &column.key_parts {
                parts[*part] = text.clone().unwrap_or_default();
            }
            if column.target.is_some() && (text.is_some() || plan.clear_empty) {
                values.push((place, text));
            }
        }
        let key = key(plan, &parts)?;
        let spelling = nfc(&parts.join("\u{1f}")).into_owned();
        Ok(Self { number: row.number, key, spelling, values })
    }

    /// About how much memory the row takes, in bytes.
    pub(crate) fn size(&self) -> u64 {
        let texts: usize =
            self.values.iter().map(|(_, text)| 48 + text.as_ref().map_or(0, String::len)).sum();
        (texts + self.key.len() + self.spelling.len() + 96) as u64
    }

    /// The entity that the row alone makes.
    pub(crate) fn into_entity(self, columns: &Columns) -> Entity {
        let mut entity = Entity::new(self.key);
        for (place, value) in self.values {
            if let Some(target) = &columns.all()[place].target {
                let (id, language) = (target.property.clone(), target.language.clone());
                entity.properties.push(EntityProperty { id, value, language });
            }
        }
        entity
    }
}

/// The elements with the delimiter between them, if that loses nothing.
pub(crate) fn join(elements: &[String], column: &Column, plan: &Plan) -> Result<String, String> {
    let (delimiter, name) = (column.delimiter.as_str(), &column.name);
    if let Some(element) = elements.iter().find(|element| element.contains(delimiter)) {
        let element: String = element.chars().take(60).collect();
        let advice = plan.advice(&format!("; give the column another with --list '{name}=DELIMITER'"));
        return Err(format!(
            "the list delimiter {delimiter:?} stands within the value {element:?} of {name:?}{advice}"
        ));
    }
    Ok(elements.join(delimiter))
}

fn key(plan: &Plan, parts: &[String]) -> Result<String, String> {
    for (part, selector) in parts.iter().zip(&plan.keys) {
        if part.is_empty() || (plan.clean_keys && part.trim().is_empty()) {
            return Err(format!("the key column {selector} is empty"));
        }
    }
    let mut key = if plan.clean_keys {
        parts.iter().map(|part| clean(part)).collect::<Vec<_>>().join(&plan.key_separator)
    } else {
        parts.join(&plan.key_separator)
    };
    if plan.clean_keys {
        key = clean(&key);
    }
    match rule::check_id(&key) {
        Ok(()) => Ok(key),
        Err(problem) => {
            let shown: String = key.chars().take(100).collect();
            let advice = if problem == rule::NameProblem::RestrictedCharacters && !plan.clean_keys {
                plan.advice("; --clean-keys makes keys valid")
            } else {
                String::new()
            };
            Err(format!("the key {shown:?} {}{advice}", problem.describe()))
        }
    }
}

/// The text without blanks at its ends, each run of characters that no key may have as one `_`. It is the same whether
/// letters are composed or decomposed.
fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut replaced = false;
    for character in nfc(text.trim()).chars() {
        let allowed = character.is_ascii_alphanumeric() || character == '-' || character == '_';
        if allowed {
            cleaned.push(character);
        } else if !replaced {
            cleaned.push('_');
        }
        replaced = !allowed;
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_cleaned_run_by_run() {
        for (text, cleaned) in
            [(" MH 01 ", "MH_01"), ("a//b", "a_b"), ("ok-1_2", "ok-1_2"), ("å", "_"), ("a\u{30a}b", "_b")]
        {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn elements_are_joined_only_where_they_can_be_told_apart_again() {
        let elements = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let plan = Plan { advise: true, ..Plan::default() };
        let column = Column::of_lists("Tags", "|");
        assert_eq!(join(&elements(&["a", "b"]), &column, &plan).expect("joined"), "a|b");
        let problem = join(&elements(&["a", "b|c"]), &column, &plan).expect_err("lost");
        assert!(problem.contains("--list 'Tags=DELIMITER'"), "{problem}");
    }
}
