//! Checksums of a file's blocks, with which what is read of an index is held against what was written.
//!
//! They stand behind the content of each file, 4 bytes for each block of 4 KiB, with the content's length, a checksum of
//! their own and a mark. Whoever reads the content does not see them.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crc32fast::Hasher;
use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

/// Bytes of a block.
pub(crate) const BLOCK: usize = 4 << 10;

const MARK: [u8; 4] = *b"OCTS";
/// Bytes behind the checksums: the content's length, the checksum of both, and the mark.
const END: usize = 8 + 4 + MARK.len();

/// The checksums of a file's blocks; the last block may be shorter.
#[derive(Debug)]
pub(crate) struct Sums {
    length: usize,
    blocks: Vec<u32>,
    /// A bit for each block that this process found to be whole.
    seen: Vec<AtomicU64>,
}

impl Sums {
    fn new(length: usize, blocks: Vec<u32>) -> Self {
        let seen = (0..blocks.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Self { length, blocks, seen }
    }

    /// Reads them from the end of a file.
    ///
    /// # Errors
    /// Where they cannot be read, or are not what was written.
    pub(crate) fn read(file: &mut File) -> io::Result<Self> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "its checksums are not what was written");
        let whole = usize::try_from(file.metadata()?.len()).map_err(|_| damaged())?;
        let mut end = [0; END];
        file.seek(SeekFrom::Start(whole.checked_sub(END).ok_or_else(damaged)? as u64))?;
        file.read_exact(&mut end)?;
        let (length, rest) = end.split_first_chunk::<8>().expect("it is longer");
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged())?;
        let count = length.div_ceil(BLOCK);
        let expected = count.checked_mul(4).and_then(|sums| sums.checked_add(length)?.checked_add(END));
        if expected != Some(whole) || rest[4..] != MARK {
            return Err(damaged());
        }
        let mut table = vec![0; count * 4];
        file.seek(SeekFrom::Start(length as u64))?;
        file.read_exact(&mut table)?;
        let blocks = table.as_chunks::<4>().0.iter().map(|sum| u32::from_le_bytes(*sum)).collect();
        let sums = Self::new(length, blocks);
        if sums.table() == [&table[..], &end].concat() { Ok(sums) } else { Err(damaged()) }
    }

    /// What stands behind the content.
    fn table(&self) -> Vec<u8> {
        let mut table: Vec<u8> = self.blocks.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        table.extend((self.length as u64).to_le_bytes());
        table.extend(crc32fast::hash(&table).to_le_bytes());
        table.extend(MARK);
        table
    }

    /// Bytes of the content.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The same range, from the beginning of its first block to the end of its last.
    pub(crate) fn whole_blocks(&self, range: &Range<usize>) -> Range<usize> {
        range.start / BLOCK * BLOCK..range.end.next_multiple_of(BLOCK).min(self.length)
    }

    /// The first block that is not what was written, as a range of the file. `bytes` begin with a block, and end with one or
    /// with the content. With `unseen`, only blocks that this process never found to be whole are looked at.
    pub(crate) fn first_wrong(&self, from: usize, bytes: &[u8], unseen: bool) -> Option<Range<usize>> {
        let first = from / BLOCK;
        bytes.chunks(BLOCK).enumerate().find_map(|(offset, block)| {
            let number = first + offset;
            let (word, bit) = (self.seen.get(number / 64)?, 1 << (number % 64));
            if unseen && word.load(Ordering::Relaxed) & bit != 0 {
                return None;
            }
            if self.blocks[number] == crc32fast::hash(block) {
                word.fetch_or(bit, Ordering::Relaxed);
                return None;
            }
            let begin = number * BLOCK;
            Some(begin..begin + block.len())
        })
    }
}

/// Works out the checksums of what comes piece by piece.
#[derive(Default)]
struct Summing {
    blocks: Vec<u32>,
    hasher: Hasher,
    filled: usize,
}

impl Summing {
    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.hasher.update(part);
            self.filled += part.len();
            if self.filled == BLOCK {
                self.end_block();
            }
            bytes = rest;
        }
    }

    fn end_block(&mut self) {
        self.blocks.push(std::mem::take(&mut self.hasher).finalize());
        self.filled = 0;
    }

    fn finish(mut self) -> Sums {
        let length = self.blocks.len() * BLOCK + self.filled;
        if self.filled > 0 {
            self.end_block();
        }
        Sums::new(length, self.blocks)
    }
}

/// What is known of a folder's files.
#[derive(Debug, Default)]
pub(crate) struct Known {
    sums: Mutex<HashMap<PathBuf, Arc<Sums>>>,
    damaged: Mutex<BTreeSet<String>>,
}

impl Known {
    /// The checksums of a file in that folder.
    ///
    /// # Errors
    /// Where the file cannot be read, or the checksums are not what was written, which is noted.
    pub(crate) fn sums(&self, folder: &Path, path: &Path) -> io::Result<Arc<Sums>> {
        if let Some(sums) = lock(&self.sums).get(path) {
            return Ok(Arc::clone(sums));
        }
        let read = File::open(folder.join(path)).and_then(|mut file| Sums::read(&mut file));
        let sums = Arc::new(read.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => self.damage(path, &error.to_string()),
            _ => error,
        })?);
        Ok(Arc::clone(lock(&self.sums).entry(path.to_owned()).or_insert(sums)))
    }

    fn put(&self, path: &Path, sums: Sums) {
        lock(&self.sums).insert(path.to_owned(), Arc::new(sums));
    }

    /// A file of this name is another from now on.
    pub(crate) fn forget(&self, path: &Path) {
        lock(&self.sums).remove(path);
    }

    /// Notes that a file is not what was written; gives the error that says so.
    pub(crate) fn damage(&self, path: &Path, problem: &str) -> io::Error {
        lock(&self.damaged).insert(path.display().to_string());
        io::Error::new(io::ErrorKind::InvalidData, format!("{}: {problem}", path.display()))
    }

    /// The files that are not what was written, as far as that was noticed.
    pub(crate) fn damaged(&self) -> Vec<String> {
        lock(&self.damaged).iter().cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes a file, and behind it the checksums.
struct SummedFile {
    file: WritePtr,
    summing: Summing,
    path: PathBuf,
    known: Arc<Known>,
}

/// The same writer, which writes checksums behind the file when it is complete.
pub(crate) fn summed(file: WritePtr, path: &Path, known: &Arc<Known>) -> WritePtr {
    let (path, known) = (path.to_owned(), Arc::clone(known));
    BufWriter::new(Box::new(SummedFile { file, summing: Summing::default(), path, known }))
}

impl Write for SummedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.summing.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for SummedFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let sums = std::mem::take(&mut self.summing).finish();
        self.file.write_all(&sums.table())?;
        self.file.terminate_ref(token)?;
        self.known.put(&self.path, sums);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sums_of(bytes: &[u8], pieces: &[usize]) -> Sums {
        let mut summing = Summing::default();
        let mut rest = bytes;
        for piece in pieces.iter().cycle() {
            let (part, left) = rest.split_at((*piece).min(rest.len()));
            summing.update(part);
            rest = left;
            if rest.is_empty() {
                break;
            }
        }
        summing.finish()
    }

    proptest! {
        #[test]
        fn a_changed_bit_is_found_in_its_block_or_among_the_checksums(
            length in 0..4 * BLOCK, pieces in proptest::collection::vec(1..3 * BLOCK, 1..5),
            at in any::<proptest::sample::Index>(), bit in 0..8_u32,
        ) {
            let content: Vec<u8> = (0..=250).cycle().take(length).collect();
            let sums = sums_of(&content, &pieces);
            let mut bytes = [&content[..], &sums.table()].concat();
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a");
            let place = at.index(bytes.len());
            let read = |bytes: &[u8]| {
                std::fs::write(&path, bytes).expect("written");
                Sums::read(&mut File::open(&path).expect("opened"))
            };
            let whole = read(&bytes).expect("whole");
            prop_assert_eq!((whole.length(), whole.first_wrong(0, &content, false)), (length, None));
            bytes[place] ^= 1 << bit;
            match read(&bytes) {
                Ok(sums) => {
                    let begin = place / BLOCK * BLOCK;
                    let wrong = begin..(begin + BLOCK).min(length);
                    prop_assert!(place < length);
                    prop_assert_eq!(sums.first_wrong(0, &bytes[..length], false), Some(wrong.clone()));
                    prop_assert_eq!(sums.first_wrong(begin, &bytes[wrong.clone()], true), Some(wrong.clone()));
                    // A block that was whole once is not looked at again where that is not asked for.
                    prop_assert_eq!(sums.first_wrong(0, &content, false), None);
                    prop_assert_eq!(sums.first_wrong(begin, &bytes[wrong], true), None);
                }
                Err(_) => prop_assert!(place >= length),
            }
        }
    }
}
