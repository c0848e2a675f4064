//! The change log's table.

use octant_model::{ImportId, Sequence, SourceId};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::failure::damaged;
use super::frame;
use super::log_body::{self, BlockWriter};
use super::rows::{self, Parsed, TenantRow};
use super::trim;
use super::writer::WriteContext;
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::{LogBlock, LogRecord};

/// The most records of a block: who reads one reads it whole.
pub(crate) const BLOCK_RECORDS: u32 = 4_096;

/// What the records of a block share.
pub(crate) struct Cause<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) source: Option<&'a SourceId>,
    pub(crate) import: Option<ImportId>,
    pub(crate) correlation: Option<Uuid>,
}

impl<'a> Cause<'a> {
    /// What somebody did, not an import.
    pub(crate) fn of(actor: &'a Actor, source: Option<&'a SourceId>) -> Self {
        Self { actor, source, import: None, correlation: None }
    }
}

/// The place of the tenant's last record.
pub(crate) fn head(connection: &Connection, tenant: TenantRow) -> Result<Sequence, StoreError> {
    let head = connection
        .prepare_cached("SELECT head FROM tenant WHERE id = ?1")?
        .query_row([tenant.0], |row| row.get(0).map(Sequence))?;
    Ok(head)
}

/// Appends records; answers with the place of the last.
pub(crate) fn append(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    cause: &Cause<'_>,
    records: &[LogRecord],
) -> Result<Sequence, StoreError> {
    let mut head = head(context.connection, tenant)?;
    for part in records.chunks(BLOCK_RECORDS as usize) {
        let mut block = BlockWriter::default();
        for record in part {
            block.record(record);
        }
        head = append_block(context, tenant, cause, head, &FinishedBlock::new(block))?;
    }
    set_head(context.connection, tenant, head)?;
    Ok(head)
}

/// A block without its place, which is known only when it is written.
pub(crate) struct FinishedBlock {
    pub(crate) count: u32,
    raw: Vec<u8>,
}

impl FinishedBlock {
    pub(crate) fn new(block: BlockWriter) -> Self {
        Self { count: block.count(), raw: block.finish() }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.raw.len()
    }
}

/// Writes one block behind `head`; answers with the new head, which [`set_head`] must keep.
pub(crate) fn append_block(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    cause: &Cause<'_>,
    head: Sequence,
    block: &FinishedBlock,
) -> Result<Sequence, StoreError> {
    let last = Sequence(head.0 + u64::from(block.count));
    let mut record = Vec::new();
    frame::seal(&last.0.to_le_bytes(), &block.raw, &mut record);
    context
        .connection
        .prepare_cached(
            "INSERT INTO log (tenant, last, first, at, actor, source, import, correlation, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            tenant.0,
            last.0,
            head.0 + 1,
            context.now.milliseconds(),
            &cause.actor.0,
            cause.source.map(SourceId::as_str),
            cause.import.as_ref().map(|import| import.0.as_bytes().as_slice()),
            cause.correlation.as_ref().map(|id| id.as_bytes().as_slice()),
            record,
        ))?;
    Ok(last)
}

/// Keeps the place of the tenant's last record.
pub(crate) fn set_head(connection: &Connection, tenant: TenantRow, head: Sequence) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE tenant SET head = ?2 WHERE id = ?1")?.execute((tenant.0, head.0))?;
    Ok(())
}

/// The blocks behind a place, whole blocks until `limit` records are reached.
pub(crate) fn read(
    connection: &Connection,
    tenant: TenantRow,
    after: Sequence,
    limit: usize,
) -> Result<Vec<LogBlock>, StoreError> {
    let trimmed = trim::trimmed(connection, tenant)?;
    if after < trimmed {
        return Err(StoreError::LogTrimmed(trimmed));
    }
    let mut blocks = Vec::new();
    let mut records = 0;
    let mut end = after;
    let mut statement =
        connection.prepare_cached("SELECT * FROM log WHERE tenant = ?1 AND last > ?2 ORDER BY last")?;
    let mut found = statement.query((tenant.0, after.0))?;
    while records < limit.max(1) {
        let Some(row) = found.next()? else {
            let head = head(connection, tenant)?;
            return if end < head { Err(missing(end, head)) } else { Ok(blocks) };
        };
        let block = block(row)?;
        // Only the first block may begin before the place.
        if block.first.0 > end.0 + 1 || (!blocks.is_empty() && block.first.0 <= end.0) {
            return Err(missing(end, block.first));
        }
        end = block.last();
        records += block.records.len();
        blocks.push(block);
    }
    Ok(blocks)
}

/// A record that the index `log_last` does not find any more.
fn missing(end: Sequence, next: Sequence) -> StoreError {
    StoreError::Damaged(format!(
        "change log: record {} is not found; what follows record {end} is record {next}",
        end.0 + 1
    ))
}

/// Reads a row of the table.
pub(crate) fn block(row: &Row<'_>) -> Result<LogBlock, StoreError> {
    let last: u64 = row.get("last")?;
    let first = rows::sequence(row, "first")?;
    let what = format_args!("change log, record {last}").to_string();
    let mut scratch = Vec::new();
    let raw =
        frame::open(&last.to_le_bytes(), row.get_ref("record")?.as_blob().unwrap_or_default(), &mut scratch)
            .map_err(damaged(&what))?;
    let records = log_body::decode(raw).map_err(damaged(&what))?;
    if records.is_empty() || first.0 + records.len() as u64 - 1 != last {
        return Err(StoreError::Damaged(format!(
            "{what}: its block has {} records, from {first}",
            records.len()
        )));
    }
    Ok(LogBlock {
        first,
        at: rows::time(row, "at")?,
        actor: Actor(row.get("actor")?),
        source: row.get::<_, Option<Parsed<SourceId>>>("source")?.map(|parsed| parsed.0),
        import: rows::import_if_any(row, "import")?,
        correlation: rows::uuid_if_any(row, "correlation")?,
        records,
    })
}
