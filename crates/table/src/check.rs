//! Reads the whole file before anything of it is sent, so that a file with a wrong row can be refused as a whole.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::entity::Entity;

use crate::columns::Columns;
use crate::combine::{Waiting, combine};
use crate::error::TableError;
use crate::input::Input;
use crate::keyed::KeyedRow;
use crate::plan::Plan;
use crate::read;
use crate::repeats::{Group, KeyHash, Repeats, Watch};
use crate::row::Row;

/// What is known of a file that was read once.
#[derive(Debug)]
pub struct Checked {
    /// Its columns.
    pub columns: Columns,
    /// Rows, the wrong ones among them.
    pub rows: u64,
    /// Rows that make no entity.
    pub bad: u64,
    /// Entities that the good rows make.
    pub entities: u64,
    /// What looks wrong although it can be read, in words.
    pub warnings: Vec<String>,
    repeats: Repeats,
    /// The keys whose rows cannot be combined, with the reason.
    bad_groups: HashMap<KeyHash, String>,
}

/// What becomes of a row.
pub(crate) enum Verdict {
    /// It is an entity.
    Alone(KeyedRow),
    /// It is a part of an entity.
    Part(KeyedRow, KeyHash, Group),
    /// It is wrong.
    Bad(String),
}

/// Reads the file.
///
/// # Errors
/// What keeps the file from being read, or its columns from becoming properties.
pub fn check(input: &Input, plan: &Arc<Plan>, counter: &Arc<AtomicU64>) -> Result<Checked, TableError> {
    let mut columns = Columns::new(Arc::clone(plan));
    let mut watch = Watch::default();
    let (mut rows, mut bad) = (0, 0);
    read::rows(input, &mut columns, counter, &mut |columns, row| {
        rows += 1;
        match read_row(columns, row) {
            Ok(row) => watch.see(&row),
            Err(_) => bad += 1,
        }
        Ok(())
    })?;
    let repeats = watch.finish();
    let repeated: u64 = repeats.groups().map(|group| group.rows).sum();
    let mut entities = rows - bad - repeated;
    let bad_groups = HashMap::new();
    let warnings = columns.warnings(rows);
    if !plan.combine {
        bad += repeated;
        return Ok(Checked { columns, rows, bad, entities, warnings, repeats, bad_groups });
    }
    entities += repeats.groups().count() as u64;
    let mut checked = Checked { columns, rows, bad, entities, warnings, repeats, bad_groups };
    checked.check_groups(input)?;
    Ok(checked)
}

impl Checked {
    /// Whether several rows have the same key.
    #[must_use]
    pub fn has_repeats(&self) -> bool {
        !self.repeats.is_empty()
    }

    /// Tries to combine what repeats, and notes what cannot be combined.
    fn check_groups(&mut self, input: &Input) -> Result<(), TableError> {
        if self.repeats.is_empty() {
            return Ok(());
        }
        let mut bad_groups = HashMap::new();
        let mut bad_rows = 0;
        let mut waiting = Waiting::new(self.columns.plan().combine_memory);
        read::rows(input, &mut self.columns.clone(), &Arc::default(), &mut |_, row| {
            if let Verdict::Part(row, hash, group) = self.judge(row)
                && let Some(rows) = waiting.add(row, hash, &group)?
                && let Err(reason) = self.combined(&rows, &group)
            {
                bad_rows += group.rows;
                bad_groups.insert(hash, reason);
            }
            Ok(())
        })?;
        self.bad += bad_rows;
        self.entities -= bad_groups.len() as u64;
        self.bad_groups = bad_groups;
        Ok(())
    }

    /// What becomes of a row.
    pub(crate) fn judge(&self, row: Row<'_>) -> Verdict {
        let row = match read_row(&self.columns, row) {
            Ok(row) => row,
            Err(problem) => return Verdict::Bad(problem),
        };
        let Some((hash, group)) = self.repeats.of(&row.key) else {
            return Verdict::Alone(row);
        };
        if let Some(reason) = self.bad_groups.get(&hash) {
            return Verdict::Bad(reason.clone());
        }
        if self.columns.plan().combine {
            return Verdict::Part(row, hash, group);
        }
        let (key, count, first) = (&row.key, group.rows, group.first);
        Verdict::Bad(format!("its key {key:?} is that of {count} rows, the first of which is {first}"))
    }

    /// Hands on every entity that the file makes, with the number of its rows.
    ///
    /// # Errors
    /// What keeps the file from being read, and what `on_entity` fails with.
    pub fn entities(
        &self,
        input: &Input,
        counter: &Arc<AtomicU64>,
        on_entity: &mut dyn FnMut(Entity, u64) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let mut waiting = Waiting::new(self.columns.plan().combine_memory);
        // Nothing new comes to the columns: all of the file has been read before.
        read::rows(input, &mut self.columns.clone(), counter, &mut |_, row| match self.judge(row) {
            Verdict::Alone(row) => on_entity(row.into_entity(&self.columns), 1),
            Verdict::Part(row, hash, group) => match waiting.add(row, hash, &group)? {
                Some(rows) => on_entity(self.combined(&rows, &group).map_err(TableError::Input)?, group.rows),
                None => Ok(()),
            },
            Verdict::Bad(_) => Ok(()),
        })
    }

    fn combined(&self, rows: &[KeyedRow], group: &Group) -> Result<Entity, String> {
        let entity = combine(&self.columns, rows, group)?;
        check_size(&entity, self.columns.plan().max_entity)?;
        Ok(entity)
    }
}

pub(crate) fn read_row(columns: &Columns, row: Row<'_>) -> Result<KeyedRow, String> {
    let row = KeyedRow::read(columns, row)?;
    let limit = columns.plan().max_entity;
    // JSON writes no byte of a text with more than six.
    if row.size() > limit as u64 / 6 {
        check_size(&row.clone().into_entity(columns), limit)?;
    }
    Ok(row)
}

fn check_size(entity: &Entity, limit: usize) -> Result<(), String> {
    let size = serde_json::to_vec(entity).map_or(usize::MAX, |json| json.len());
    if size > limit {
        return Err(format!("its entity has {size} bytes, and a payload has room for {limit}"));
    }
    Ok(())
}
