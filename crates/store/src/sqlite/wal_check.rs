//! Tells damage in the write-ahead log from an end that was torn off.
//!
//! SQLite reads its log up to the first frame whose checksum fails and takes that for the end: right after a crash in
//! mid-write, where only the last transaction can be incomplete, and wrong where the disk spoiled a frame that had
//! been synced, since then acknowledged transactions would vanish without a word. What tells the two apart is what
//! follows: a transaction is begun only when the one before is synced, so two whole ones behind a bad frame cannot
//! come from a torn write. (Format: sqlite.org, "WAL-mode File Format".)

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::error::StoreError;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const MAGIC_LITTLE: u32 = 0x377f_0682;
const MAGIC_BIG: u32 = 0x377f_0683;

/// Reads the log beside a database file.
///
/// # Errors
/// [`StoreError::Damaged`] where synced transactions lie behind a frame that is not what was written.
pub(crate) fn check(log: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::from_io(log, &error);
    let file = match File::open(log) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    match scan(BufReader::with_capacity(1 << 20, file)).map_err(failed)? {
        Some(Damage { frame, lost }) => Err(StoreError::Damaged(format!(
            "{}: frame {frame} is not what was written, and {lost} transactions that were acknowledged follow it",
            log.display()
        ))),
        None => Ok(()),
    }
}

/// The first bad frame, and how many whole transactions follow.
#[derive(Debug, PartialEq, Eq)]
struct Damage {
    frame: u64,
    lost: u64,
}

fn scan(mut log: impl Read) -> std::io::Result<Option<Damage>> {
    let mut header = [0; HEADER];
    if !fill(&mut log, &mut header)? {
        return Ok(None);
    }
    let big = match word(&header, 0) {
        MAGIC_LITTLE => false,
        MAGIC_BIG => true,
        _ => return Ok(None),
    };
    let page_size = word(&header, 8) as usize;
    let salts = [word(&header, 16), word(&header, 20)];
    let mut sum = checksum([0, 0], &header[..24], big);
    if !(512..=65_536).contains(&page_size) || sum != [word(&header, 24), word(&header, 28)] {
        return Ok(None);
    }
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut number = 0;
    let mut damage: Option<Damage> = None;
    while fill(&mut log, &mut frame)? {
        number += 1;
        let stored = [word(&frame, 16), word(&frame, 20)];
        let current = [word(&frame, 8), word(&frame, 12)] == salts;
        sum = checksum(checksum(sum, &frame[..8], big), &frame[FRAME_HEADER..], big);
        let whole = current && sum == stored;
        let commits = word(&frame, 4) != 0;
        match &mut damage {
            // Frames of the log's earlier turns lie behind the last one of this turn; none of them has its salts, so
            // the first of them looks like a bad frame behind which nothing is lost.
            None if !whole => damage = Some(Damage { frame: number, lost: 0 }),
            Some(damage) if whole && commits => damage.lost += 1,
            _ => {}
        }
        // A frame's checksum covers those before it; behind a bad one the chain goes on from what is stored.
        sum = stored;
    }
    Ok(damage.filter(|damage| damage.lost >= 2))
}

fn fill(log: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match log.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn checksum(start: [u32; 2], bytes: &[u8], big: bool) -> [u32; 2] {
    let read = if big { u32::from_be_bytes } else { u32::from_le_bytes };
    let [mut first, mut second] = start;
    for pair in bytes.as_chunks::<8>().0 {
        first = first.wrapping_add(read([pair[0], pair[1], pair[2], pair[3]])).wrapping_add(second);
        second = second.wrapping_add(read([pair[4], pair[5], pair[6], pair[7]])).wrapping_add(first);
    }
    [first, second]
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A log of several transactions, one row of a page and more each, as SQLite itself writes it.
    fn log(transactions: usize) -> (tempfile::TempDir, Connection, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("test.db");
        let connection = super::super::connection::open_writing(&file, 1 << 20).expect("it opens");
        connection.execute_batch("CREATE TABLE t (x)").expect("a table");
        for _ in 0..transactions {
            connection.execute("INSERT INTO t VALUES (randomblob(9000))", []).expect("a row");
        }
        (folder, connection, file.with_file_name("test.db-wal"))
    }

    fn frame_at(frame: usize) -> usize {
        HEADER + frame * (FRAME_HEADER + 8_192)
    }

    #[test]
    fn a_whole_log_and_no_log_are_fine() {
        let (_folder, _connection, log) = log(10);
        assert_eq!(check(&log), Ok(()));
        assert_eq!(check(&log.with_file_name("none")), Ok(()));
    }

    #[test]
    fn a_torn_end_is_no_damage() {
        let (_folder, _connection, log) = log(10);
        let bytes = std::fs::read(&log).expect("the log");
        for cut in [1, 100, FRAME_HEADER + 8_192, FRAME_HEADER + 8_200] {
            assert_eq!(scan(&bytes[..bytes.len() - cut]).expect("it reads"), None, "cut by {cut}");
        }
        let mut torn = bytes.clone();
        let last = torn.len() - 50;
        torn[last] ^= 1;
        assert_eq!(scan(&torn[..]).expect("it reads"), None, "the last frame is bad");
    }

    #[test]
    fn a_spoiled_byte_in_the_middle_is_damage_wherever_it_lies() {
        let (_folder, _connection, log) = log(10);
        let bytes = std::fs::read(&log).expect("the log");
        for offset in [0, 5, 9, 13, 17, 21, FRAME_HEADER, FRAME_HEADER + 8_000] {
            let mut spoiled = bytes.clone();
            spoiled[frame_at(3) + offset] ^= 0x40;
            let damage =
                scan(&spoiled[..]).expect("it reads").unwrap_or_else(|| panic!("unseen at {offset}"));
            assert_eq!(damage.frame, 4);
            assert!(damage.lost >= 7, "{damage:?}");
        }
    }

    #[test]
    fn the_rest_of_an_earlier_turn_is_no_damage() {
        let (_folder, connection, log) = log(10);
        super::super::keeper::checkpoint(&connection).expect("moved");
        connection.execute("INSERT INTO t VALUES (1)", []).expect("a row in the next turn");
        assert_eq!(check(&log), Ok(()));
    }
}
