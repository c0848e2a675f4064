//! Version 5: the values of entries lie under their languages' canonical spelling.
//!
//! Earlier releases took `sv_SE` and `sv-SE` for two languages. Of the values of an entry that become those of one
//! language, the one that was imported last stays. Entries are read only where the registry knows of a source that
//! has other spellings, and only those that have some are written.

use std::collections::{BTreeMap, HashMap, HashSet};

use octant_model::language::canonical;
use octant_model::{Entry, Property};
use rusqlite::Connection;

use super::{entry, entry_body, registry};
use crate::error::StoreError;

/// How many rows are read before those among them that change are written.
const ROWS: usize = 1_000;

/// How many values went because another spelling's is newer, by source, property and canonical language.
type Dropped = HashMap<(i64, String, String), u64>;

pub(crate) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let properties = registry::with_other_spellings(connection)?;
    let sources: HashSet<i64> = properties.iter().map(|(source, ..)| *source).collect();
    if sources.is_empty() {
        return Ok(());
    }
    let mut dropped = Dropped::new();
    let mut last = i64::MIN;
    while let Some(end) = batch(connection, last, &sources, &mut dropped)? {
        last = end;
    }
    for (source, id, languages) in properties {
        let mut counts: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for (language, count) in languages {
            *counts.entry(language.as_deref().map(canonical)).or_default() += count;
        }
        for (language, count) in &mut counts {
            let key = language.clone().map(|language| (source, id.clone(), language));
            let fewer = key.and_then(|key| dropped.get(&key).copied()).unwrap_or_default();
            *count = count.saturating_sub(fewer);
        }
        registry::set_languages(connection, source, &id, &counts)?;
    }
    Ok(())
}

/// Rewrites entries among the rows behind `last`. Answers the last row that was read, `None` at the end.
fn batch(
    connection: &Connection,
    last: i64,
    sources: &HashSet<i64>,
    dropped: &mut Dropped,
) -> Result<Option<i64>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, source, key, record FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let mut rows = statement.query((last, ROWS))?;
    let (mut end, mut changed, mut scratch) = (None, Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (id, source): (i64, i64) = (row.get("id")?, row.get("source")?);
        end = Some(id);
        if !sources.contains(&source) {
            continue;
        }
        let key: String = row.get("key")?;
        let record = entry::open(&key, row, &mut scratch).and_then(|raw| {
            let entry = entry::decode(&key, raw)?;
            Ok(rewritten(&key, &entry, source, dropped))
        });
        match record {
            Ok(record) => changed.extend(record.map(|record| (id, record))),
            // It cannot be served either way, and is no reason to refuse the others.
            Err(error) => tracing::warn!(%error, "an entry keeps the spellings of its languages"),
        }
    }
    drop(rows);
    let mut update = connection.prepare_cached("UPDATE entry SET record = ?2 WHERE id = ?1")?;
    for (id, record) in changed {
        update.execute((id, record))?;
    }
    Ok(end)
}

/// The sealed record with canonical languages; `None` where they are canonical.
fn rewritten(key: &str, entry: &Entry<'_>, source: i64, dropped: &mut Dropped) -> Option<Vec<u8>> {
    let languages: Vec<Option<String>> =
        entry.properties.iter().map(|value| value.language.map(canonical)).collect();
    let is_canonical =
        |(value, language): (&Property<'_>, &Option<String>)| value.language == language.as_deref();
    if entry.properties.iter().zip(&languages).all(is_canonical) {
        return None;
    }
    let mut values: Vec<(Property<'_>, bool)> = entry
        .properties
        .iter()
        .zip(&languages)
        .map(|(value, language)| {
            (Property { language: language.as_deref(), ..*value }, is_canonical((value, language)))
        })
        .collect();
    // The newest first; of one import, the one that was canonical already.
    values.sort_by(|(one, one_was), (two, two_was)| {
        let newest = two.import.cmp(&one.import).then(two_was.cmp(one_was));
        one.order(two).then(newest)
    });
    values.dedup_by(|(older, _), (newer, _)| {
        let same = older.order(newer).is_eq();
        if let (true, Some(language)) = (same, older.language) {
            *dropped.entry((source, older.id.to_owned(), language.to_owned())).or_default() += 1;
        }
        same
    });
    let properties: Vec<Property<'_>> = values.into_iter().map(|(value, _)| value).collect();
    let (mut raw, mut sealed) = (Vec::new(), Vec::new());
    entry_body::encode(entry.version, entry.import, &properties, &mut raw);
    entry::seal(key, &raw, &mut sealed);
    Some(sealed)
}

#[cfg(test)]
mod tests;
