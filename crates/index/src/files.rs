//! The files of an index: how they are read.
//!
//! What queries go through in all places, such as columns and postings, is mapped into memory. What they read in few
//! blocks is read when it is asked for: it is in the system's cache just as well, but a process that read all of it once
//! does not hold it. Where a merge reads it as a whole, it is mapped for so long.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crc32fast::Hasher;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::footer::Footer;
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory, OwnedBytes, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy_common::HasLen;
use tantivy_common::file_slice::WrapFile;

/// The endings of what is read when it is asked for: finished JSON and dictionaries, both in blocks.
const IN_BLOCKS: [&str; 2] = ["store", "term"];

/// More bytes than these are not copied, but mapped for as long as they are used.
const COPIED: usize = 1 << 20;

/// How many bytes of a file are checked at a time.
const CHECKED: usize = 1 << 20;
/// How long the check rests after that, in times of what it took: queries go first.
const REST: u32 = 1;

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
}

impl Files {
    /// # Errors
    /// Where the folder cannot be used.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let mapped = MmapDirectory::open(folder).map_err(io::Error::other)?;
        Ok(Self { folder: folder.to_owned(), mapped, made: Arc::default() })
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

    fn made(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a file is as its checksum says.
    ///
    /// # Errors
    /// [`OpenReadError::FileDoesNotExist`]; where it cannot be read, or has no checksum any more.
    pub(crate) fn is_whole(&self, path: &Path) -> Result<bool, OpenReadError> {
        let checked = || {
            let (footer, content) = Footer::extract_footer(FileSlice::new(Arc::new(self.file(path)?)))?;
            let mut hasher = Hasher::new();
            for from in (0..content.len()).step_by(CHECKED) {
                let began = Instant::now();
                hasher.update(&content.slice(from..content.len().min(from + CHECKED)).read_bytes()?);
                std::thread::sleep(began.elapsed() * REST);
            }
            Ok(hasher.finalize() == footer.crc)
        };
        checked().map_err(|error| read_error(error, path))
    }

    fn file(&self, path: &Path) -> io::Result<InBlocks> {
        let file = WrapFile::new(File::open(self.folder.join(path))?)?;
        Ok(InBlocks { file, path: path.to_owned(), mapped: self.mapped.clone() })
    }
}

/// A file that is read when it is asked for.
#[derive(Debug)]
struct InBlocks {
    file: WrapFile,
    path: PathBuf,
    mapped: MmapDirectory,
}

impl FileHandle for InBlocks {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        // The wrapped one takes nothing for a mistake.
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        // The name of the file may be gone while it is still read.
        if range.len() > COPIED
            && let Ok(mapped) = self.mapped.get_file_handle(&self.path)
        {
            return mapped.read_bytes(range);
        }
        self.file.read_bytes(range)
    }
}

impl HasLen for InBlocks {
    fn len(&self) -> usize {
        self.file.len()
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
            let file = self.file(path).map_err(|error| read_error(error, path))?;
            return Ok(Arc::new(file));
        }
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MADE)
            && let Some(made) = &*self.made()
        {
            return Ok(made.clone());
        }
        self.mapped.atomic_read(path)
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
        self.mapped.atomic_write(path, data)
    }

    /// Nothing: a commit does it.
    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
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
        // What writes an index adds the checksum.
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
        // Whoever has it open reads it also when its name is gone.
        files.delete(path).expect("deleted");
        is_alike(0..content.len());
        is_alike(1..9);
        assert!(matches!(files.is_whole(path), Err(OpenReadError::FileDoesNotExist(_))));
    }
}
