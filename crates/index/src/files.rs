//! The files of an index: how they are read.
//!
//! What queries go through in all places, such as columns and postings, is mapped into memory. What they read in few
//! blocks is read when it is asked for: it is in the system's cache just as well, but a process that read all of it once
//! does not hold it. Where a merge reads it as a whole, it is mapped for so long.
//!
//! What is read is held against the checksums of its blocks (`sums`): what is read when it is asked for, each time; what is
//! mapped, when a process reads a block for the first time. All files are read when an index is opened, at an interval, and
//! before they are merged, because a merge would give damaged content checksums of its own.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustix::buffer::spare_capacity;
use rustix::io::Errno;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy_common::HasLen;

use crate::error::IndexError;
use crate::sums::{Known, Sums, summed};
use crate::wanting::Wanting;

/// The endings of what is read when it is asked for: finished JSON and dictionaries, both in blocks.
const IN_BLOCKS: [&str; 2] = ["store", "term"];

/// More bytes than these are not copied, but mapped for as long as they are used.
const COPIED: usize = 1 << 20;

/// How many bytes of a file are checked at a time.
const CHECKED: usize = 1 << 20;
/// How long a check beside the work rests after that, in times of what it took: queries go first.
const REST: u32 = 1;
/// The files of a segment.
const COMPONENTS: [SegmentComponent; 7] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
    SegmentComponent::Delete,
];

/// The file that says what belongs to the index's last commit.
const COMMIT: &str = "meta.json";
/// The engine's list of files that it has made and not deleted yet.
const MADE: &str = ".managed.json";

/// A folder of an index.
///
/// The engine makes its list of files durable with every file of a segment, and the folder with it. Here both become
/// durable with the next commit, which is all that they are needed for: what a process made and never committed goes when
/// another begins to write, and by [`Files::remove_strays`] also where the list on disk does not have it.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    folder: PathBuf,
    mapped: MmapDirectory,
    /// The list of files, where it is further than on disk.
    made: Arc<Mutex<Option<Vec<u8>>>>,
    known: Arc<Known>,
    /// What was wanting last; the engine does not hand on why one of its threads ended.
    wanting: Wanting,
}

impl Files {
    /// # Errors
    /// Where the folder cannot be used.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let mapped = MmapDirectory::open(folder).map_err(io::Error::other)?;
        let (made, known, wanting) = (Arc::default(), Arc::default(), Wanting::default());
        Ok(Self { folder: folder.to_owned(), mapped, made, known, wanting })
    }

    /// Removes the files of segments that are not in the list of those that were made: an earlier process was ended before
    /// it committed them. Only for who holds the engine's lock for writing.
    ///
    /// # Errors
    /// Where the folder cannot be read or a file not be removed.
    pub(crate) fn remove_strays(&self, made: &HashSet<PathBuf>) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.folder)? {
            let name = PathBuf::from(entry?.file_name());
            let stem = name.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            // Deletions are files of a segment, too: their number stands behind a dot.
            let id = stem.split('.').next().unwrap_or_default();
            let is_of_segment = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_of_segment && !made.contains(&name) {
                std::fs::remove_file(self.folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Makes the names of all files durable.
    ///
    /// # Errors
    /// Where the system cannot.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    /// Forgets what was wanting before.
    pub(crate) fn begin(&self) {
        self.wanting.take();
    }

    /// An error of the engine, with what was wanting where the engine does not say.
    pub(crate) fn explained(&self, error: IndexError) -> IndexError {
        match (self.wanting.take(), error) {
            (Some((shortage, reason)), IndexError::Failed(text)) => {
                IndexError::Shortage(shortage, format!("{text}: {reason}"))
            }
            (_, error) => error,
        }
    }

    fn made(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a file is as its checksums say; resting meanwhile, for who has time. What is not is noted.
    ///
    /// # Errors
    /// [`OpenReadError::FileDoesNotExist`]; where it cannot be read.
    pub(crate) fn is_whole(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.check(path, REST).map_err(|error| read_error(error, path))
    }

    /// Whether all files of a segment are as their checksums say. What is not is noted.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub(crate) fn is_segment_whole(&self, segment: &SegmentMeta) -> io::Result<bool> {
        for component in COMPONENTS {
            match self.check(&segment.relative_path(component), 0) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                // Not every segment has all of them.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn check(&self, path: &Path, rest: u32) -> io::Result<bool> {
        let sums = match self.known.sums(&self.folder, path) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(false),
            known => known?,
        };
        let file = File::open(self.folder.join(path))?;
        for from in (0..sums.length()).step_by(CHECKED) {
            let began = Instant::now();
            let bytes = read_at(&file, &(from..sums.length().min(from + CHECKED)))?;
            if let Some(wrong) = sums.first_wrong(from, &bytes, false) {
                self.known.damage(path, &said(&wrong));
                return Ok(false);
            }
            std::thread::sleep(began.elapsed() * rest);
        }
        Ok(true)
    }

    /// The files that are not what was written, as far as reading them showed it.
    pub(crate) fn damaged(&self) -> Vec<String> {
        self.known.damaged()
    }

    fn file(&self, path: &Path) -> io::Result<InBlocks> {
        let checked = self.checked(path)?;
        let file = File::open(self.folder.join(path))?;
        Ok(InBlocks { file, checked, mapped: self.mapped.clone() })
    }

    fn checked(&self, path: &Path) -> io::Result<Checked> {
        let sums = self.known.sums(&self.folder, path)?;
        Ok(Checked { path: path.to_owned(), known: Arc::clone(&self.known), sums })
    }
}

/// A file whose content is held against its checksums.
#[derive(Debug)]
struct Checked {
    path: PathBuf,
    known: Arc<Known>,
    sums: Arc<Sums>,
}

impl Checked {
    /// Reads the blocks of a range and gives the range, unless a block is not what was written. With `unseen`, only blocks are
    /// looked at that this process reads for the first time.
    fn read(
        &self,
        range: &Range<usize>,
        unseen: bool,
        read: impl FnOnce(Range<usize>) -> io::Result<OwnedBytes>,
    ) -> io::Result<OwnedBytes> {
        let blocks = self.sums.whole_blocks(range);
        let bytes = read(blocks.clone())?;
        match self.sums.first_wrong(blocks.start, &bytes, unseen) {
            Some(wrong) => Err(self.known.damage(&self.path, &said(&wrong))),
            None => Ok(bytes.slice(range.start - blocks.start..range.end - blocks.start)),
        }
    }
}

fn said(wrong: &Range<usize>) -> String {
    format!("bytes {} to {} are not what was written", wrong.start, wrong.end)
}

/// Reads a range of a file, without filling the memory for it with zeros first: queries read many small ranges.
fn read_at(file: &File, range: &Range<usize>) -> io::Result<OwnedBytes> {
    let mut bytes = Vec::with_capacity(range.len());
    while bytes.len() < range.len() {
        let from = (range.start + bytes.len()) as u64;
        match rustix::io::pread(file, spare_capacity(&mut bytes), from) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // There may be more room than was asked for.
    bytes.truncate(range.len());
    Ok(OwnedBytes::new(bytes))
}

/// A file that is mapped into memory.
#[derive(Debug)]
struct Mapped {
    file: Arc<dyn FileHandle>,
    checked: Checked,
}

impl FileHandle for Mapped {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        self.checked.read(&range, true, |blocks| self.file.read_bytes(blocks))
    }
}

impl HasLen for Mapped {
    fn len(&self) -> usize {
        self.checked.sums.length()
    }
}

/// A file that is read when it is asked for.
#[derive(Debug)]
struct InBlocks {
    file: File,
    checked: Checked,
    mapped: MmapDirectory,
}

impl FileHandle for InBlocks {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        // The wrapped one takes nothing for a mistake.
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        self.checked.read(&range, false, |blocks| {
            // The name of the file may be gone while it is still read.
            if blocks.len() > COPIED
                && let Ok(mapped) = self.mapped.get_file_handle(&self.checked.path)
            {
                return mapped.read_bytes(blocks);
            }
            read_at(&self.file, &blocks)
        })
    }
}

impl HasLen for InBlocks {
    fn len(&self) -> usize {
        self.checked.sums.length()
    }
}

fn read_error(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| IN_BLOCKS.contains(&ending)) {
            let file = self.file(path).inspect_err(|error| self.wanting.note(error));
            let file = file.map_err(|error| read_error(error, path))?;
            return Ok(Arc::new(file));
        }
        let checked = self.checked(path).inspect_err(|error| self.wanting.note(error));
        let checked = checked.map_err(|error| read_error(error, path))?;
        let file = self.mapped.get_file_handle(path).inspect_err(|error| self.wanting.note(error))?;
        Ok(Arc::new(Mapped { file, checked }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.known.forget(path);
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self.mapped.open_write(path).inspect_err(|error| self.wanting.note(error))?;
        self.known.forget(path);
        Ok(summed(self.wanting.watch(file), path, &self.known))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MADE)
            && let Some(made) = &*self.made()
        {
            return Ok(made.clone());
        }
        self.mapped.atomic_read(path).inspect_err(|error| self.wanting.note(error))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MADE) {
            *self.made() = Some(data.to_vec());
            return Ok(());
        }
        if path == Path::new(COMMIT) {
            let mut made = self.made();
            if let Some(list) = &*made {
                self.mapped.atomic_write(Path::new(MADE), list)?;
                *made = None;
            }
            self.mapped.sync_directory()?;
        }
        self.mapped.atomic_write(path, data).inspect_err(|error| self.wanting.note(error))
    }

    /// Nothing: a commit does it.
    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock).inspect_err(|error| self.wanting.note(error))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tantivy::directory::{ManagedDirectory, TerminatingWrite};

    use super::*;

    #[test]
    fn only_files_of_segments_that_nobody_knows_of_are_strays() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::open(folder.path()).expect("opened");
        let id = "0123456789abcdef0123456789abcdef";
        let known = [format!("{id}.store"), format!("{id}.17.del")];
        let kept = ["meta.json", ".managed.json", "words.txt", "0123.store"];
        let strays = ["f123456789abcdef0123456789abcdef.idx", "f123456789abcdef0123456789abcdef.3.del"];
        for name in known.iter().map(String::as_str).chain(kept).chain(strays) {
            std::fs::write(folder.path().join(name), "x").expect("written");
        }
        files.remove_strays(&known.iter().map(PathBuf::from).collect()).expect("removed");
        for name in known.iter().map(String::as_str).chain(kept) {
            assert!(folder.path().join(name).exists(), "{name}");
        }
        for name in strays {
            assert!(!folder.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn a_file_that_is_read_in_blocks_is_read_alike_in_any_size_and_checked_to_its_last_byte() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::open(folder.path()).expect("opened");
        let path = Path::new("a.store");
        let content: Vec<u8> = (0..=250).cycle().take(3 * COPIED + 7).collect();
        // What writes an index adds a footer.
        let managed = ManagedDirectory::wrap(Box::new(files.clone())).expect("wrapped");
        let mut written = managed.open_write(path).expect("opened");
        written.write_all(&content).expect("written");
        written.terminate().expect("ended");
        assert!(files.is_whole(path).expect("read"));
        let file = files.get_file_handle(path).expect("opened");
        let is_alike = |range: Range<usize>| {
            assert_eq!(file.read_bytes(range.clone()).expect("read").as_slice(), &content[range]);
        };
        for range in [0..0, 5..5, 0..1, 7..COPIED + 7, 3..COPIED + 4, 0..content.len()] {
            is_alike(range);
        }
        let mut bytes = std::fs::read(folder.path().join(path)).expect("read");
        for place in [0, COPIED, content.len() - 1] {
            bytes[place] ^= 1;
            std::fs::write(folder.path().join(path), &bytes).expect("written");
            assert!(!files.is_whole(path).expect("read"), "at {place}");
            bytes[place] ^= 1;
        }
        std::fs::write(folder.path().join(path), &bytes).expect("written");
        assert!(files.is_whole(path).expect("read"));
        // What is read is checked block by block, and only the block that changed is refused.
        bytes[COPIED + 10] ^= 1;
        std::fs::write(folder.path().join(path), &bytes).expect("written");
        let error = file.read_bytes(COPIED..COPIED + 1).expect_err("its block changed");
        assert_eq!(error.to_string(), "a.store: bytes 1048576 to 1052672 are not what was written");
        assert!(file.read_bytes(0..content.len()).is_err());
        is_alike(0..COPIED);
        is_alike(COPIED + 4_096..content.len());
        bytes[COPIED + 10] ^= 1;
        std::fs::write(folder.path().join(path), &bytes).expect("written");
        assert_eq!(files.damaged(), ["a.store"]);
        // Whoever has it open reads it also when its name is gone.
        files.delete(path).expect("deleted");
        is_alike(0..content.len());
        is_alike(1..9);
        assert!(matches!(files.is_whole(path), Err(OpenReadError::FileDoesNotExist(_))));
    }
}
