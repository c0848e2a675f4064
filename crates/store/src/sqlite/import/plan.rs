//! An import worked out against one state of its source.

use std::ops::Range;

use octant_model::{ImportId, Sequence};
use rusqlite::Connection;

use super::delta::RegistryDelta;
use crate::error::StoreError;
use crate::import::{ImportCounts, Merge, Merged};
use crate::log::ChangeKind;
use crate::sqlite::log::{BLOCK_RECORDS, FinishedBlock};
use crate::sqlite::log_body::BlockWriter;
use crate::sqlite::neighbours::Neighbours;
use crate::sqlite::source::SourceRow;
use crate::sqlite::{entry, entry_body};

/// What is to be done for one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Keep,
    /// A new row with the record at that place.
    Create(Range<usize>),
    /// Another record for the row that was found.
    Update(Range<usize>),
    Delete,
}

/// The row that was found for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) row: i64,
    pub(crate) sequence: Sequence,
}

/// Everything that an import writes, except for what depends on its place in the log.
pub(crate) struct Plan {
    /// The source's row.
    pub(crate) source: i64,
    /// The last commit that was surely seen.
    pub(crate) epoch: u64,
    /// What was found, and what is to be done, for each entity.
    pub(crate) steps: Vec<(Option<Found>, Step)>,
    /// The sealed records, one behind the other.
    pub(crate) records: Vec<u8>,
    pub(crate) blocks: Vec<FinishedBlock>,
    pub(crate) registry: RegistryDelta,
    pub(crate) counts: ImportCounts,
}

/// What a plan rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis {
    pub(crate) import: ImportId,
    /// The last commit before what the connection sees.
    pub(crate) epoch: u64,
    /// Whether the index of keys was held against its table since the store was opened. Otherwise every key that it does
    /// not find is checked, which is a quarter of a new entry's cost.
    pub(crate) index_is_checked: bool,
}

impl Plan {
    /// Works the import out against what the connection sees.
    pub(crate) fn make(
        connection: &Connection,
        source: &SourceRow,
        basis: Basis,
        merge: &dyn Merge,
    ) -> Result<Self, StoreError> {
        let mut planner = Planner::new(source.row, basis, merge);
        planner.entities(connection, source.source.entries == 0)?;
        planner.end_block();
        Ok(planner.plan)
    }

    /// How many bytes its records have.
    pub(crate) fn bytes(&self) -> u64 {
        let blocks = self.blocks.iter().map(FinishedBlock::bytes).sum::<usize>();
        (self.records.len() + blocks) as u64
    }

    /// How many entries it changes.
    pub(crate) fn changes(&self) -> u64 {
        self.counts.created + self.counts.updated + self.counts.deleted
    }
}

struct Planner<'m> {
    merge: &'m dyn Merge,
    basis: Basis,
    plan: Plan,
    block: BlockWriter,
    raw: Vec<u8>,
}

impl<'m> Planner<'m> {
    fn new(source: i64, basis: Basis, merge: &'m dyn Merge) -> Self {
        let plan = Plan {
            source,
            epoch: basis.epoch,
            steps: Vec::with_capacity(merge.count()),
            records: Vec::new(),
            blocks: Vec::new(),
            registry: RegistryDelta::default(),
            counts: ImportCounts::default(),
        };
        Self { merge, basis, plan, block: BlockWriter::default(), raw: Vec::new() }
    }

    fn entities(&mut self, connection: &Connection, source_is_empty: bool) -> Result<(), StoreError> {
        let mut statement = connection
            .prepare_cached("SELECT id, sequence, record FROM entry WHERE source = ?1 AND key = ?2")?;
        let mut neighbours = Neighbours::new(connection, self.plan.source);
        if source_is_empty {
            neighbours.check_empty()?;
        }
        let mut scratch = Vec::new();
        for index in 0..self.merge.count() {
            if source_is_empty {
                self.entity(index, None, None)?;
                continue;
            }
            let key = self.merge.key(index);
            let mut rows = statement.query((self.plan.source, key))?;
            match rows.next()? {
                None => {
                    if !self.basis.index_is_checked {
                        neighbours.check(key)?;
                    }
                    self.entity(index, None, None)?;
                }
                Some(row) => {
                    let found = Found { row: row.get(0)?, sequence: row.get(1).map(Sequence)? };
                    let sealed = row.get_ref(2)?.as_blob().unwrap_or_default();
                    let current = entry::decode(key, entry::unseal(key, sealed, &mut scratch)?)?;
                    self.entity(index, Some(found), Some(&current))?;
                }
            }
        }
        Ok(())
    }

    fn entity<'a>(
        &mut self,
        index: usize,
        found: Option<Found>,
        current: Option<&octant_model::Entry<'a>>,
    ) -> Result<(), StoreError>
    where
        'm: 'a,
    {
        let merge: &'a dyn Merge = self.merge;
        let key = merge.key(index);
        let step = match merge.merge(index, current) {
            Merged::Unchanged => {
                self.plan.counts.unchanged += 1;
                Step::Keep
            }
            Merged::Changed { properties, changed } => {
                let before = current.map(|entry| entry.properties.as_slice()).unwrap_or_default();
                self.plan.registry.entry(before, &properties, &changed, |id| merge.spelling(id));
                let version = current.map_or(1, |entry| entry.version + 1);
                let kind = if current.is_some() { ChangeKind::Updated } else { ChangeKind::Created };
                self.note(key, version, kind, &changed);
                let range = self.seal(key, version, &properties);
                if current.is_some() {
                    self.plan.counts.updated += 1;
                    Step::Update(range)
                } else {
                    self.plan.counts.created += 1;
                    Step::Create(range)
                }
            }
            Merged::Deleted => self.delete(key, current),
            Merged::Refused => {
                return Err(StoreError::Changed { what: "entry", id: key.to_owned() });
            }
        };
        self.plan.steps.push((found, step));
        Ok(())
    }

    fn delete(&mut self, key: &str, current: Option<&octant_model::Entry<'_>>) -> Step {
        let Some(current) = current else {
            self.plan.counts.unchanged += 1;
            return Step::Keep;
        };
        self.plan.registry.entry(&current.properties, &[], &[], |id| id);
        self.note(key, current.version, ChangeKind::Deleted, &[]);
        self.plan.counts.deleted += 1;
        Step::Delete
    }

    fn seal(&mut self, key: &str, version: u64, properties: &[octant_model::Property<'_>]) -> Range<usize> {
        self.raw.clear();
        entry_body::encode(version, self.basis.import, properties, &mut self.raw);
        let start = self.plan.records.len();
        entry::seal(key, &self.raw, &mut self.plan.records);
        start..self.plan.records.len()
    }

    fn note(&mut self, key: &str, version: u64, kind: ChangeKind, changed: &[&str]) {
        self.block.entry(key, version, kind, changed);
        if self.block.count() == BLOCK_RECORDS {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.count() > 0 {
            self.plan.blocks.push(FinishedBlock::new(block));
        }
    }
}
