//! Whether a key that an index does not find is absent.
//!
//! A damaged index entry sends a search the wrong way, and the key that is looked for seems absent. Wherever the damaged
//! entry stands, such a search ends beside it: a binary search goes wrong only where it compares with that entry, and
//! every comparison after it leads back towards it. So the entries before and behind the gap where a search ended are
//! held against their rows and their order. The damage of a page's structure, which hides several entries, is found by the
//! check of the file.

use rusqlite::{Connection, OptionalExtension, Params};

use super::pairs::{DEFINITION_ID, ENTRY_KEY, Pair, SOURCE_NAME, TENANT_NAME};
use super::rows::TenantRow;
use crate::error::StoreError;

/// Two index entries on each side: the second one shows whether the first one is in order.
const BEFORE: &str = "SELECT source, key, id FROM entry INDEXED BY entry_key WHERE (source, key) <= (?1, ?2)
     ORDER BY source DESC, key DESC LIMIT 2";
const BEHIND: &str = "SELECT source, key, id FROM entry INDEXED BY entry_key WHERE (source, key) > (?1, ?2)
     ORDER BY source, key LIMIT 2";
const ROW: &str = "SELECT 1 FROM entry NOT INDEXED WHERE id = ?1 AND source = ?2 AND key = ?3";

/// Checks absences in one source, within one transaction. Keys that lie in the same gap are checked once.
pub(crate) struct Neighbours<'c> {
    connection: &'c Connection,
    source: i64,
    gap: Option<Gap>,
}

/// No key of the source lies between these two; `None` stands for the source's beginning or end.
struct Gap {
    before: Option<String>,
    behind: Option<String>,
}

impl Gap {
    fn holds(&self, key: &str) -> bool {
        self.before.as_deref().is_none_or(|before| before < key)
            && self.behind.as_deref().is_none_or(|behind| key < behind)
    }
}

impl<'c> Neighbours<'c> {
    pub(crate) fn new(connection: &'c Connection, source: i64) -> Self {
        Self { connection, source, gap: None }
    }

    /// # Errors
    /// [`StoreError::Damaged`] where the index does not prove that there is no such key.
    pub(crate) fn check(&mut self, key: &str) -> Result<(), StoreError> {
        if self.gap.as_ref().is_some_and(|gap| gap.holds(key)) {
            return Ok(());
        }
        let gap = Gap { before: self.before(key)?, behind: self.behind(key)? };
        if !gap.holds(key) {
            return Err(self.damaged(key));
        }
        self.gap = Some(gap);
        Ok(())
    }

    /// Checks that the source has no entry at all, in spite of what the index or the noted count says.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it has some.
    pub(crate) fn check_empty(&mut self) -> Result<(), StoreError> {
        self.check("")?;
        match self.gap.as_ref().and_then(|gap| gap.behind.as_deref()) {
            None => Ok(()),
            Some(key) => Err(StoreError::Damaged(format!(
                "{}: 0 entries are noted, and entry {key} is there",
                place(self.connection, self.source)
            ))),
        }
    }

    /// The source's last key up to that one.
    pub(crate) fn before(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.neighbour(BEFORE, key)
    }

    /// The source's first key behind that one.
    pub(crate) fn behind(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.neighbour(BEHIND, key)
    }

    fn neighbour(&self, sql: &str, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((self.source, key))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        // A spoiled text may be no UTF-8, and a spoiled number no number: that is damage, too.
        let first: (i64, String) = (row.get(0)?, row.get(1)?);
        let has_row =
            self.connection.prepare_cached(ROW)?.exists((row.get::<_, i64>(2)?, first.0, &first.1))?;
        let is_in_order = match rows.next()? {
            None => true,
            Some(row) => {
                let second: (i64, String) = (row.get(0)?, row.get(1)?);
                if sql == BEFORE { second < first } else { second > first }
            }
        };
        if !has_row || !is_in_order {
            return Err(self.damaged(key));
        }
        let (source, found) = first;
        Ok((self.source == source).then_some(found))
    }

    /// Says that the index is damaged beside a key.
    pub(crate) fn damaged(&self, key: &str) -> StoreError {
        StoreError::Damaged(format!(
            "{}: the index entry_key contradicts its table beside entry {key}",
            place(self.connection, self.source)
        ))
    }
}

/// Names a source for people: `tenant local, source products`.
pub(crate) fn place(connection: &Connection, source: i64) -> String {
    connection
        .query_row(
            "SELECT tenant.name, source.name FROM source JOIN tenant ON tenant.id = source.tenant
             WHERE source.id = ?1",
            [source],
            |row| Ok(format!("tenant {}, source {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )
        .unwrap_or_else(|_| format!("source {source}"))
}

/// Checks that there is no tenant of that name.
pub(crate) fn no_tenant(connection: &Connection, name: &str) -> Result<(), StoreError> {
    absent(connection, &TENANT_NAME, &[name], name)
}

/// Checks that there is no source of that name.
pub(crate) fn no_source(connection: &Connection, tenant: TenantRow, name: &str) -> Result<(), StoreError> {
    absent(connection, &SOURCE_NAME, &(tenant.0, name), name)
}

/// Checks that no tenant has a definition of that id.
pub(crate) fn no_definition(connection: &Connection, kind: &str, id: &str) -> Result<(), StoreError> {
    absent(connection, &DEFINITION_ID, &(kind, id), id)
}

/// Holds the index entries on both sides of a place against their rows.
fn absent<P: Params + Clone>(
    connection: &Connection,
    pair: &Pair,
    place: &P,
    name: &str,
) -> Result<(), StoreError> {
    for (bound, order) in [("<", " DESC"), (">=", "")] {
        let sql = pair.neighbour_sql(bound, order);
        let found = connection
            .prepare_cached(&sql)?
            .query_row(place.clone(), |row| row.get::<_, Option<bool>>(0))
            .optional()?;
        if found.is_some_and(|is_alike| is_alike != Some(true)) {
            let Pair { index, table, .. } = pair;
            return Err(StoreError::Damaged(format!(
                "the index {index} contradicts its table beside {table} {name}"
            )));
        }
    }
    Ok(())
}

const _: () = assert!(ENTRY_KEY.columns.len() == 2, "the texts above name its columns");
