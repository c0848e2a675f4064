//! What `octant doctor` does with a folder whose server is stopped: read everything without changing anything, and rebuild
//! indexes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::index_check;
use super::lock::Lock;
use super::migrate;
use super::opening::FILE;
use super::pairs::{DEFINITION_ID, ENTRY_KEY, PAIRS, Pair};
use super::{check, connection, neighbours, record_check, verify, wal_check};
use crate::error::StoreError;

/// What became of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What was found before and done about it, in words.
    pub done: Vec<String>,
    /// What is wrong afterwards.
    pub left: Vec<String>,
}

/// Reads everything in a folder and gives every contradiction, in words. Nothing is written, so that it works on a file
/// system that is mounted for reading only; what lies in the write-ahead log is read from there.
///
/// # Errors
/// [`StoreError::Failed`] where the folder is in use or cannot be read, or the store is of a newer release.
pub fn examine(folder: &Path) -> Result<Vec<String>, StoreError> {
    let file = database(folder)?;
    let _lock = Lock::shared(folder, &file)?;
    let log = folder.join(format!("{FILE}-wal"));
    as_findings(|| {
        wal_check::check(&log)?;
        let connection = open_unchanged(&file, &log)?;
        if migrate::check_version(&connection)? == 0 {
            // A first start was killed before it made anything.
            return Ok(Vec::new());
        }
        let transaction = connection.unchecked_transaction()?;
        verify::verify(&transaction)
    })
}

/// Rebuilds the indexes of a folder from their tables if anything is wrong with any of them. Where records of the tables
/// are damaged, the indexes that hold their keys stay as they are.
///
/// # Errors
/// [`StoreError::Failed`] where the folder is in use or cannot be written, or the store is of a newer release.
pub fn repair(folder: &Path) -> Result<Repair, StoreError> {
    let file = database(folder)?;
    let _lock = Lock::exclusive(folder, &file)?;
    let mut done = Vec::new();
    let left = as_findings(|| {
        wal_check::check(&folder.join(format!("{FILE}-wal")))?;
        let connection = connection::open_writing(&file, 64 << 20)?;
        let version = migrate::check_version(&connection)?;
        if version < migrate::STEPS.len() {
            return Err(StoreError::Failed(format!(
                "the store has version {version}; start its server once, which migrates it, before it is repaired"
            )));
        }
        let structure =
            check::quick_check(&connection).err().map(|_| "the file's structure is damaged".to_owned());
        let damaged = record_check::damaged(&connection, &mut |_| Ok(()))?;
        for pair in &PAIRS {
            let finding = match &structure {
                Some(finding) => Some(finding.clone()),
                None => index_check::contradiction(&connection, pair, &mut |_| Ok(()))?,
            };
            match finding {
                None => {}
                Some(finding) if is_evidence(pair) && !damaged.is_empty() => done.push(format!(
                    "{finding}: the index {} stays as it is, because {} records of the tables are damaged and it may hold \
                     their keys; restore a copy of the folder",
                    pair.index,
                    damaged.len()
                )),
                Some(finding) => done.push(rebuild(&connection, pair, &finding)),
            }
        }
        verify::verify(&connection)
    })?;
    Ok(Repair { done, left })
}

/// Whether an index holds what a damaged record does not any more: its key. Rebuilt from such a table, it would find the
/// wrong key, and what has the right one would seem absent.
fn is_evidence(pair: &Pair) -> bool {
    *pair == ENTRY_KEY || *pair == DEFINITION_ID
}

fn database(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = folder.join(FILE);
    let is_there =
        file.try_exists().map_err(|error| StoreError::Failed(format!("{}: {error}", file.display())))?;
    if is_there {
        Ok(file)
    } else {
        Err(StoreError::Failed(format!("{} holds no store: there is no {FILE}", folder.display())))
    }
}

/// Damage is what is looked for, and no failure.
fn as_findings(work: impl FnOnce() -> Result<Vec<String>, StoreError>) -> Result<Vec<String>, StoreError> {
    match work() {
        Err(StoreError::Damaged(finding)) => Ok(vec![finding]),
        other => other,
    }
}

/// Opens the file so that nothing is written, neither into it nor beside it.
///
/// With a write-ahead log, the connection locks nothing and keeps the log's index in its own memory: the folder is held by
/// [`Lock`]. Without one, the file is said to be immutable, because SQLite would make a log otherwise.
fn open_unchanged(file: &Path, log: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
    let connection = if has_log && cfg!(unix) {
        Connection::open_with_flags_and_vfs(file, flags, "unix-none")?
    } else if has_log {
        Connection::open_with_flags(file, flags)?
    } else {
        Connection::open_with_flags(immutable(file), flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// The file's address as a URI (RFC 3986).
fn immutable(file: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(*byte));
            }
            other => write!(uri, "%{other:02X}").expect("a String takes everything"),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

/// Rebuilds one index; tells why and whether it worked.
fn rebuild(connection: &Connection, pair: &Pair, reason: &str) -> String {
    let Pair { index, table, .. } = pair;
    match connection.execute_batch(&format!("REINDEX {index}")) {
        Ok(()) => format!("{reason}: rebuilt the index {index} from the table {table}"),
        Err(error) => {
            let twice = twice(connection, pair).unwrap_or_default();
            format!("{reason}: the index {index} cannot be rebuilt: {error}{twice}")
        }
    }
}

/// Names entries that have several rows, which a unique index does not take.
fn twice(connection: &Connection, pair: &Pair) -> Option<String> {
    if *pair != ENTRY_KEY {
        return None;
    }
    let sql = "SELECT source, key FROM entry NOT INDEXED GROUP BY source, key HAVING count(*) > 1 LIMIT 1";
    let (source, key): (i64, String) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).ok()?;
    Some(format!("; {} has two rows for entry {key}", neighbours::place(connection, source)))
}
