//! What happened to one entry, read backwards from the change log's end.

use octant_model::{ImportId, Sequence, SourceId, TenantId, Timestamp};
use octant_store::{Actor, ChangeKind, LogRecord, Store};

use crate::error::Failure;

/// How many records one step backwards reads, and how many steps are taken at most: a page answers at once.
const STEP: u64 = 5_000;
const STEPS: usize = 8;
/// The most changes that are listed.
const LISTED: usize = 50;

/// Something that happened to the entry.
pub(super) struct Change {
    pub(super) at: Timestamp,
    pub(super) actor: Actor,
    pub(super) what: &'static str,
    pub(super) version: u64,
    pub(super) properties: Vec<String>,
    pub(super) import: Option<ImportId>,
}

/// What was found.
#[derive(Default)]
pub(super) struct History {
    /// Newest first.
    pub(super) changes: Vec<Change>,
    /// Whether it goes back to the entry's creation.
    pub(super) whole: bool,
}

/// The history of an entry, as far back as is looked.
pub(super) fn of(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    key: &str,
) -> Result<History, Failure> {
    let mut history = History::default();
    let mut end = store.log_head(tenant)?.0;
    for _ in 0..STEPS {
        let start = end.saturating_sub(STEP);
        let mut found = step(store, tenant, source, key, (start, end))?;
        found.reverse();
        for change in found {
            let created = change.what == CREATED;
            history.changes.push(change);
            if created {
                history.whole = true;
                return Ok(history);
            }
            if history.changes.len() == LISTED {
                return Ok(history);
            }
        }
        end = start;
        if end == 0 {
            break;
        }
    }
    history.whole = end == 0;
    Ok(history)
}

const CREATED: &str = "created";

/// What happened to the entry after one place of the log and up to another, oldest first.
fn step(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    key: &str,
    (after, through): (u64, u64),
) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    let limit = usize::try_from(through - after).unwrap_or(usize::MAX);
    for block in store.read_log(tenant, Sequence(after), limit)? {
        if block.source.as_ref() != Some(source) {
            continue;
        }
        for (place, record) in block.records.iter().enumerate() {
            let sequence = block.first.0 + place as u64;
            let LogRecord::Entry(change) = record else { continue };
            if change.key.as_str() != key || sequence <= after || sequence > through {
                continue;
            }
            changes.push(Change {
                at: block.at,
                actor: block.actor.clone(),
                what: match change.change {
                    ChangeKind::Created => CREATED,
                    ChangeKind::Updated => "changed",
                    ChangeKind::Deleted => "deleted",
                },
                version: change.version,
                properties: change.properties.clone(),
                import: block.import,
            });
        }
    }
    Ok(changes)
}
