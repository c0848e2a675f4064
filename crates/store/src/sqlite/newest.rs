//! The newest time that is stored.

use octant_model::{ImportId, Timestamp};
use rusqlite::Connection;

use super::rows::Bytes16;
use crate::error::StoreError;

/// Times that grow with the order in which they are found, so that the last one is the newest.
const LAST: [&str; 3] = [
    "SELECT (SELECT at FROM log WHERE log.tenant = tenant.id ORDER BY last DESC LIMIT 1) FROM tenant",
    "SELECT at FROM activity ORDER BY number DESC LIMIT 1",
    "SELECT max(ifnull(changed_at, 0), updated_at) FROM source",
];

/// The newest time of any change, import or activity; `None` in a new store.
pub(crate) fn stored(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut newest: Option<Timestamp> = None;
    for query in LAST {
        let mut statement = connection.prepare(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            newest = newest.max(row.get::<_, Option<i64>>(0)?.map(Timestamp::from_milliseconds));
        }
    }
    let mut statement = connection.prepare(
        "SELECT (SELECT id FROM import WHERE import.tenant = tenant.id ORDER BY id DESC LIMIT 1) FROM tenant",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(id) = row.get::<_, Option<Bytes16>>(0)? {
            newest = newest.max(Some(ImportId(id.0).accepted_at()));
        }
    }
    Ok(newest)
}
