//! The file's version, and the steps from each to the next.

use std::path::Path;

use rusqlite::Connection;

use super::canonical_languages;
use super::connection::APPLICATION_ID;
use crate::error::StoreError;

/// What leads from one version to the next.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Sql(&'static str),
    /// For stored records, which SQL cannot read.
    Code(fn(&Connection) -> Result<(), StoreError>),
}

impl Step {
    fn run(self, connection: &Connection) -> Result<(), StoreError> {
        match self {
            Self::Sql(statements) => Ok(connection.execute_batch(statements)?),
            Self::Code(work) => work(connection),
        }
    }
}

/// Step `n` leads from version `n` to `n + 1`. Steps that were released are never changed.
pub(crate) const STEPS: [Step; 5] = [
    Step::Sql(include_str!("schema.sql")),
    Step::Sql(include_str!("activity.sql")),
    Step::Sql(include_str!("provider_volume.sql")),
    Step::Sql(include_str!("last_use.sql")),
    Step::Code(canonical_languages::migrate),
];

/// Brings the file to the newest version, each step in a transaction of its own, after a copy of the whole file as
/// it was (`octant-before-v<n>.db` in its folder).
///
/// # Errors
/// [`StoreError::Failed`] where the file is no store or one of a newer version.
pub(crate) fn migrate(connection: &Connection, folder: &Path, steps: &[Step]) -> Result<(), StoreError> {
    let version: usize = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    check(connection, version, steps.len())?;
    if version > 0 && version < steps.len() {
        let copy = folder.join(format!("octant-before-v{}.db", steps.len()));
        copy_to(connection, &copy)?;
        tracing::info!(from = version, to = steps.len(), copy = %copy.display(), "migrating the store");
    }
    for (index, step) in steps.iter().enumerate().skip(version) {
        let transaction = connection.unchecked_transaction()?;
        step.run(&transaction)?;
        transaction.pragma_update(None, "user_version", index + 1)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Checks that the file is a store of a version that this release knows; gives the version.
pub(crate) fn check_version(connection: &Connection) -> Result<usize, StoreError> {
    let version: usize = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    check(connection, version, STEPS.len())?;
    Ok(version)
}

fn check(connection: &Connection, version: usize, newest: usize) -> Result<(), StoreError> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (version > 0 || tables > 0) && application != APPLICATION_ID {
        return Err(StoreError::Failed("the file octant.db is a database of another program".to_owned()));
    }
    if version > newest {
        return Err(StoreError::Failed(format!(
            "the store has version {version}, and this release of Octant knows versions up to {newest}: use a newer release"
        )));
    }
    Ok(())
}

/// A copy that a crash cut short is not one: it gets its name only when it is whole.
fn copy_to(connection: &Connection, copy: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::from_io(copy, &error);
    let unfinished = copy.with_extension("db.unfinished");
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(failed)?;
    }
    if let Err(error) = connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()]) {
        // It would take up the room that is wanting.
        let _ = std::fs::remove_file(&unfinished);
        return Err(match StoreError::from(error) {
            StoreError::Full(text) => StoreError::Full(format!(
                "{text}; this release keeps a copy of the store before it migrates it, and needs as much room as octant.db \
                 takes up"
            )),
            other => other,
        });
    }
    super::private::narrow(&unfinished, 0o600);
    std::fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(&unfinished, copy).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first version, whatever has come since.
    const FIRST: [Step; 1] = [STEPS[0]];
    const NEXT: [Step; 2] = [STEPS[0], Step::Sql("ALTER TABLE source ADD COLUMN owner TEXT")];
    const BROKEN: [Step; 2] =
        [STEPS[0], Step::Sql("ALTER TABLE source ADD COLUMN owner TEXT; ALTER TABLE nowhere ADD COLUMN x")];

    fn store() -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let connection = super::super::connection::open_writing(&folder.path().join("octant.db"), 1 << 20)
            .expect("it opens");
        (folder, connection)
    }

    fn version(connection: &Connection) -> i64 {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
    }

    #[test]
    fn a_migration_leaves_a_copy_of_what_was() {
        let (folder, connection) = store();
        migrate(&connection, folder.path(), &FIRST).expect("made anew");
        assert!(!folder.path().join("octant-before-v1.db").exists(), "a new store has nothing to copy");
        migrate(&connection, folder.path(), &NEXT).expect("migrated");
        assert_eq!(version(&connection), 2);
        let copy = Connection::open(folder.path().join("octant-before-v2.db")).expect("the copy opens");
        assert_eq!(version(&copy), 1);
    }

    #[test]
    fn what_providers_sent_before_it_was_added_up_counts() {
        let (folder, connection) = store();
        migrate(&connection, folder.path(), &STEPS[..2]).expect("made anew");
        let provider = [7_u8; 16];
        for (id, state) in [(1_u8, "applied"), (2, "failed"), (3, "published")] {
            connection
                .execute(
                    "INSERT INTO import (tenant, id, source, provider, actor, state, received, rejected, created,
                         updated, unchanged, deleted, sequence) VALUES (1, ?1, 's', ?2, 'a', ?3, 5, 0, 2, 1, 1, 1, 0)",
                    (&[id; 16], &provider, state),
                )
                .expect("a record");
        }
        migrate(&connection, folder.path(), &STEPS).expect("migrated");
        let volume: (u64, u64, u64) = connection
            .query_row("SELECT imports, failed, created FROM provider_volume WHERE tenant = 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("added up");
        assert_eq!(volume, (3, 1, 6));
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let (folder, connection) = store();
        migrate(&connection, folder.path(), &FIRST).expect("made anew");
        assert!(migrate(&connection, folder.path(), &BROKEN).is_err());
        assert_eq!(version(&connection), 1);
        migrate(&connection, folder.path(), &NEXT).expect("the mended step works on the same file");
    }

    #[test]
    fn a_newer_store_and_another_programs_file_are_refused() {
        let (folder, connection) = store();
        migrate(&connection, folder.path(), &NEXT).expect("made anew");
        let error = migrate(&connection, folder.path(), &FIRST).expect_err("it is newer");
        assert!(error.to_string().contains("use a newer release"), "{error}");

        let (folder, connection) = store();
        connection.execute_batch("CREATE TABLE theirs (x)").expect("a table");
        let error = migrate(&connection, folder.path(), &FIRST).expect_err("it is not ours");
        assert!(error.to_string().contains("another program"), "{error}");
    }
}
