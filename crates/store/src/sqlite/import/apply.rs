//! Writes an import.

use std::sync::Arc;

use octant_model::Sequence;
use rusqlite::{Connection, OptionalExtension};

use super::plan::{Basis, Found, Plan, Step};
use super::record;
use crate::error::StoreError;
use crate::import::{ApplyOutcome, IdempotencyKey, ImportRecord, ImportState, Merge, NewImport};
use crate::sqlite::log::{self, Cause};
use crate::sqlite::rows::{self, Bytes16, TenantRow};
use crate::sqlite::writer::WriteContext;
use crate::sqlite::{registry, source};

/// An import on its way to the writer.
pub(crate) struct Application {
    pub(crate) import: NewImport,
    pub(crate) merge: Arc<dyn Merge>,
    /// Worked out beforehand; made anew where an entry changed meanwhile.
    pub(crate) plan: Plan,
}

impl Application {
    /// Writes everything that the import does, and its record.
    pub(crate) fn write(&mut self, context: &mut WriteContext<'_>) -> Result<ApplyOutcome, StoreError> {
        let tenant = rows::tenant(context.connection, &self.import.tenant)?;
        if let Some(outcome) = replay(context.connection, tenant, &self.import)? {
            return Ok(outcome);
        }
        let source = source::require_active(context.connection, tenant, &self.import.source)?;
        if self.plan.source != source.row || self.is_stale(context)? {
            let basis = Basis { import: self.import.id, epoch: context.epoch, index_is_checked: false };
            self.plan = Plan::make(context.connection, &source, basis, self.merge.as_ref())?;
        }
        let sequence = if self.plan.changes() > 0 {
            self.write_changes(context, tenant)?
        } else {
            log::head(context.connection, tenant)?
        };
        let record = ImportRecord {
            state: ImportState::Applied,
            counts: self.plan.counts,
            applied_at: Some(context.now),
            sequence,
            ..record::of(&self.import)
        };
        record::insert(context.connection, tenant, &record)?;
        if let Some(key) = &self.import.idempotency {
            keep_key(context, tenant, key, &self.import)?;
        }
        Ok(ApplyOutcome::Applied { record, replayed: false })
    }

    /// Whether an entry that the plan looked at is another now.
    fn is_stale(&self, context: &WriteContext<'_>) -> Result<bool, StoreError> {
        if !context.recent.may_have_changed_any(self.plan.epoch) {
            return Ok(false);
        }
        let mut current =
            context.connection.prepare_cached("SELECT sequence FROM entry WHERE source = ?1 AND key = ?2")?;
        for (index, (found, _)) in self.plan.steps.iter().enumerate() {
            let key = self.merge.key(index);
            if context.recent.may_have_changed(self.plan.source, key, self.plan.epoch) {
                let sequence =
                    current.query_row((self.plan.source, key), |row| row.get(0).map(Sequence)).optional()?;
                if sequence != found.map(|found| found.sequence) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn write_changes(
        &self,
        context: &mut WriteContext<'_>,
        tenant: TenantRow,
    ) -> Result<Sequence, StoreError> {
        let first = log::head(context.connection, tenant)?;
        self.write_entries(context, tenant, first)?;
        let cause = Cause {
            actor: &self.import.actor,
            source: Some(&self.import.source),
            import: Some(self.import.id),
            correlation: self.import.correlation,
        };
        let mut head = first;
        for block in &self.plan.blocks {
            head = log::append_block(context, tenant, &cause, head, block)?;
        }
        log::set_head(context.connection, tenant, head)?;
        registry::apply(context, tenant, self.plan.source, &self.plan.registry)?;
        let counts = self.plan.counts;
        let growth =
            i64::try_from(counts.created).unwrap_or(i64::MAX) - i64::try_from(counts.deleted).unwrap_or(0);
        context
            .connection
            .prepare_cached(
                "UPDATE source SET entries = entries + ?2, changed = ?3, changed_at = ?4 WHERE id = ?1",
            )?
            .execute((self.plan.source, growth, head.0, context.now.milliseconds()))?;
        Ok(head)
    }

    /// Each change of an entry takes the next place behind `place`, in the order in which the blocks tell of them.
    fn write_entries(
        &self,
        context: &mut WriteContext<'_>,
        tenant: TenantRow,
        mut place: Sequence,
    ) -> Result<(), StoreError> {
        let plan = &self.plan;
        let mut insert = context.connection.prepare_cached(
            "INSERT INTO entry (tenant, source, key, sequence, record) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut update =
            context.connection.prepare_cached("UPDATE entry SET sequence = ?2, record = ?3 WHERE id = ?1")?;
        let mut delete = context.connection.prepare_cached("DELETE FROM entry WHERE id = ?1")?;
        for (index, (found, step)) in plan.steps.iter().enumerate() {
            if *step == Step::Keep {
                continue;
            }
            let key = self.merge.key(index);
            place.0 += 1;
            context.recent.note(plan.source, key, context.epoch);
            match (step, found) {
                (Step::Create(range), None) => {
                    insert.execute((tenant.0, plan.source, key, place.0, &plan.records[range.clone()]))?
                }
                (Step::Update(range), Some(Found { row, .. })) => {
                    update.execute((row, place.0, &plan.records[range.clone()]))?
                }
                (Step::Delete, Some(Found { row, .. })) => delete.execute([row])?,
                _ => return Err(StoreError::Failed(format!("entry {key} was planned without its row"))),
            };
        }
        Ok(())
    }
}

/// The answer that an earlier request with the same idempotency key got.
pub(crate) fn replay(
    connection: &Connection,
    tenant: TenantRow,
    import: &NewImport,
) -> Result<Option<ApplyOutcome>, StoreError> {
    let Some(key) = &import.idempotency else { return Ok(None) };
    let used: Option<(Vec<u8>, Bytes16)> = connection
        .prepare_cached(
            "SELECT digest, import FROM idempotency WHERE tenant = ?1 AND scope = ?2 AND key = ?3",
        )?
        .query_row((tenant.0, &key.scope, &key.key), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((digest, id)) = used else { return Ok(None) };
    if digest != key.digest {
        return Ok(Some(ApplyOutcome::IdempotencyConflict));
    }
    // The record goes with its age; a key that outlived it is free again.
    let record = record::one(connection, tenant, octant_model::ImportId(id.0))?;
    Ok(record.map(|record| ApplyOutcome::Applied { record, replayed: true }))
}

fn keep_key(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    key: &IdempotencyKey,
    import: &NewImport,
) -> Result<(), StoreError> {
    context
        .connection
        .prepare_cached(
            "INSERT OR REPLACE INTO idempotency (tenant, scope, key, digest, import, used_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            tenant.0,
            &key.scope,
            &key.key,
            key.digest.as_slice(),
            import.id.0.as_bytes().as_slice(),
            context.now.milliseconds(),
        ))?;
    Ok(())
}
